"""Addresses become chips as they are typed, and say what is wrong with them."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.share.recipient_field import RecipientField
from broadsheet_client.widgets.share.share_form import address_problems

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
KNOWN = ["ana@friends.example", "bea@friends.example"]


def find(beginning: str) -> Sequence[str]:
    """The recent recipients."""
    return [address for address in KNOWN if address.startswith(beginning)]


@pytest.fixture
def field(qtbot: QtBot, theme: Theme) -> RecipientField:
    """An empty, focused field."""
    field = RecipientField(find, address_problems)
    qtbot.addWidget(field)
    field.resize(380, 60)
    field.show()
    field.setFocus()
    return field


def addresses(field: RecipientField) -> list[str]:
    """The addresses of the chips."""
    return [chip.address for chip in field.chips]


@pytest.mark.parametrize("end", [",", ";", " "])
def test_what_is_typed_becomes_a_chip_at_its_end(field: RecipientField, qtbot: QtBot, end: str) -> None:
    qtbot.keyClicks(field.edit, f"ana@friends.example{end}")
    assert addresses(field) == ["ana@friends.example"]
    assert field.edit.text() == ""


@pytest.mark.parametrize("end", ["，", "；", "、"])
def test_a_chinese_comma_ends_an_address_too(field: RecipientField, qtbot: QtBot, end: str) -> None:
    qtbot.keyClicks(field.edit, "ana@friends.example")
    composed = QInputMethodEvent()
    composed.setCommitString(end)
    QApplication.sendEvent(field.edit, composed)
    assert addresses(field) == ["ana@friends.example"]
    assert field.edit.text() == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_enter_and_tab_end_an_address_too(field: RecipientField, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClicks(field.edit, "ana@friends.example")
    qtbot.keyClick(field.edit, key)
    assert addresses(field) == ["ana@friends.example"]


def test_a_pasted_list_becomes_chips(field: RecipientField, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("ana@friends.example, bea@friends.example;\n cyd@friends.example")
    field.edit.paste()
    assert addresses(field) == ["ana@friends.example", "bea@friends.example", "cyd@friends.example"]


@pytest.mark.parametrize(
    "pasted",
    [
        "Ana Brook <ana@friends.example>, bea@friends.example",
        '"Brook, Ana" <ana@friends.example>; <bea@friends.example>',
        "Ana Brook <ana@friends.example>\nBea Lind <bea@friends.example>\n",
        "ana@friends.example Bea Lind < bea@friends.example >",
        "ana@friends.example bea@friends.example",
        "Ana <ana@friends.example>，Bea <bea@friends.example",
    ],
)
def test_what_a_mail_program_copies_becomes_addresses_without_names(
    field: RecipientField, qtbot: QtBot, pasted: str
) -> None:
    QGuiApplication.clipboard().setText(pasted)
    field.edit.paste()
    field.commit()
    assert addresses(field) == ["ana@friends.example", "bea@friends.example"]


def test_a_name_can_be_typed_before_its_address(field: RecipientField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "Ana Brook <ana@friends.example")
    assert field.addresses == ("ana@friends.example",)
    assert addresses(field) == []
    qtbot.keyClicks(field.edit, ">")
    assert addresses(field) == ["ana@friends.example"]


def test_a_wrong_address_says_so_at_once_and_the_right_one_beside_it_does_not(
    field: RecipientField, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field.edit, "ana@friends.example ben@@friends ")
    right, wrong = field.chips
    assert right.problem == ""
    assert "“ben@@friends” is not an email address" in wrong.problem
    spoken = QAccessible.queryAccessibleInterface(wrong)
    assert spoken.text(QAccessible.Text.Name) == "ben@@friends, edit"
    assert "is not an email address" in spoken.text(QAccessible.Text.Description)


def test_the_same_friend_twice_is_pointed_out(field: RecipientField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, "ana@friends.example Ana@Friends.Example ")
    assert "in the list already" in field.chips[1].problem


def test_the_sixth_friend_is_refused_in_words_and_not_lost(field: RecipientField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.edit, " ".join(f"f{number}@friends.example" for number in range(5)) + " ")
    with qtbot.waitSignal(field.rejected) as refused:
        qtbot.keyClicks(field.edit, "six@friends.example, seven")
    assert refused.args == ["At most 5 friends at a time."]
    assert len(field.chips) == 5
    assert field.edit.text() == "six@friends.example, seven"
    assert field.problem == "At most 5 friends at a time."


def test_tab_leads_on_from_the_sixth_friend(field: RecipientField, qtbot: QtBot) -> None:
    field.set_addresses([f"f{number}@friends.example" for number in range(5)])
    qtbot.keyClicks(field.edit, "six@friends.example")
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)
    assert not field.eventFilter(field.edit, event)
    assert field.edit.text() == "six@friends.example"


def test_no_address_is_there_twice_while_it_becomes_a_chip(field: RecipientField, qtbot: QtBot) -> None:
    seen: list[tuple[str, ...]] = []
    field.changed.connect(lambda: seen.append(field.addresses))
    qtbot.keyClicks(field.edit, "ana@friends.example")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert all(len(addresses) == 1 for addresses in seen[1:])
    assert seen[-1] == ("ana@friends.example",)


def test_backspace_delete_and_a_click_take_an_address_away(field: RecipientField, qtbot: QtBot) -> None:
    field.set_addresses(["a@friends.example", "b@friends.example", "c@friends.example", "d@friends.example"])
    qtbot.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert addresses(field) == ["a@friends.example", "b@friends.example", "c@friends.example"]
    qtbot.keyClick(field.chips[0], Qt.Key.Key_Delete)
    chip = field.chips[0]
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 12, chip.height() // 2))
    assert addresses(field) == ["c@friends.example"]


@pytest.mark.parametrize("way", ["Enter", "Space", "click"])
def test_an_address_can_be_edited_and_keeps_its_place(field: RecipientField, qtbot: QtBot, way: str) -> None:
    field.set_addresses(["a@friends.example", "b@friends.exmple", "c@friends.example"])
    chip = field.chips[1]
    if way == "click":
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(20, chip.height() // 2))
    else:
        chip.setFocus()
        qtbot.keyClick(chip, Qt.Key.Key_Return if way == "Enter" else Qt.Key.Key_Space)
    assert field.edit.text() == "b@friends.exmple"
    assert field.edit.hasFocus()
    assert field.addresses == ("a@friends.example", "c@friends.example", "b@friends.exmple")
    field.edit.setText("b@friends.example")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert addresses(field) == ["a@friends.example", "b@friends.example", "c@friends.example"]


def test_editing_an_address_loses_nothing_that_is_being_typed(field: RecipientField, qtbot: QtBot) -> None:
    field.set_addresses([f"f{number}@friends.example" for number in range(5)])
    qtbot.keyClicks(field.edit, "six@friends.example")
    field.chips[0].edit_requested.emit()
    assert field.edit.text() == "f0@friends.example"
    assert addresses(field)[-1] == "six@friends.example"
    assert len(field.addresses) == 6


def test_a_long_address_is_shortened_and_keeps_its_cross(field: RecipientField, qtbot: QtBot) -> None:
    field.resize(150, 60)
    field.set_addresses(["beatrice.longest.name@friends.example"])
    (chip,) = field.chips
    qtbot.waitUntil(lambda: "…" in chip.text())
    assert chip.width() < 150
    assert chip.text().endswith("   ×")
    assert chip.fontMetrics().horizontalAdvance(chip.text()) <= chip.width()
    field.resize(600, 60)
    qtbot.waitUntil(lambda: chip.text() == f"{chip.address}   ×")


def test_recent_friends_are_offered_and_those_taken_are_not(field: RecipientField, qtbot: QtBot) -> None:
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    qtbot.waitUntil(field.popup.isVisible)
    qtbot.keyClick(field.popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: addresses(field) == ["ana@friends.example"])
    qtbot.keyClick(field.edit, Qt.Key.Key_Down)
    assert field.popup.model().rowCount() == 1
    field.popup.hide()


def test_what_is_still_being_typed_counts(field: RecipientField, qtbot: QtBot) -> None:
    field.set_addresses(["a@friends.example"])
    qtbot.keyClicks(field.edit, "b@friends.example")
    assert field.addresses == ("a@friends.example", "b@friends.example")


def test_chips_wrap_where_the_field_is_narrow(field: RecipientField) -> None:
    field.set_addresses([f"somebody.{number}@friends.example" for number in range(5)])
    assert field.heightForWidth(300) > field.heightForWidth(2_000)
    field.resize(300, field.heightForWidth(300))
    assert all(field.rect().contains(chip.geometry()) for chip in field.chips)
