"""Every colour can be read where it stands, and what colours mean is told apart, in light and in dark."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import (
    DeliveryFailure,
    DeliveryReceipt,
    DeliveryState,
    RelatedReasonText,
    RelatedStory,
    ShareReceipt,
)
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.share_progress import OutboxEntry, OutboxState
from broadsheet_client.widgets.article.related_panel import RelatedPanel
from broadsheet_client.widgets.common.banner import Banner
from broadsheet_client.widgets.common.message_page import MessagePage
from broadsheet_client.widgets.common.palettes import DARK, LIGHT, Palette
from broadsheet_client.widgets.common.theme import Appearance, Theme, qt_palette, stylesheet
from broadsheet_client.widgets.share.outbox_dialog import OutboxRow
from broadsheet_client.widgets.share.share_result import ShareResult
from tests.client.responses import article_card
from tests.client.widgets.common.colours import as_seen, colours, contrast, difference
from tests.client.widgets.styles import forget_styles

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
BACKGROUNDS = (
    "window_background",
    "list_background",
    "page_background",
    "box_background",
    "selected",
    "hover",
    "banner",
)
MEANINGS = ("accent", "link", "focus", "error", "success")
TEXTS = ("text", "muted_text", *MEANINGS)
MARKS = ("outline", "selection", *MEANINGS)
TEXT_CONTRAST, MARK_CONTRAST = 4.5, 3.0
OTHER_COLOUR, OTHER_SHADE = 30, 12


@PALETTES
def test_every_text_can_be_read_on_every_background(palette: Palette) -> None:
    assert too_weak(palette, TEXTS, BACKGROUNDS, TEXT_CONTRAST) == {}


@PALETTES
def test_every_mark_and_every_selection_stands_out_from_every_background(palette: Palette) -> None:
    assert too_weak(palette, MARKS, BACKGROUNDS, MARK_CONTRAST) == {}


@PALETTES
def test_buttons_and_selected_and_found_texts_can_be_read(palette: Palette) -> None:
    pairs = {"button_text": "button", "selection_text": "selection", "text": "highlight"}
    for text, background in pairs.items():
        assert too_weak(palette, (text,), (background,), TEXT_CONTRAST) == {}
    assert too_weak(palette, ("button",), ("window_background", "page_background"), MARK_CONTRAST) == {}
    assert too_weak(palette, ("page_background",), ("mail_accent",), TEXT_CONTRAST) == {}


@PALETTES
def test_what_colours_mean_is_told_apart(palette: Palette) -> None:
    near = {
        pair: round(difference(getattr(palette, pair[0]), getattr(palette, pair[1])))
        for pair in combinations(MEANINGS, 2)
    }
    assert {pair: distance for pair, distance in near.items() if distance < OTHER_COLOUR} == {}


@PALETTES
@pytest.mark.parametrize("deficiency", ["deuteranopia", "protanopia"])
def test_success_is_no_error_for_those_who_do_not_tell_red_from_green(
    palette: Palette, deficiency: str
) -> None:
    seen = [as_seen(colour, deficiency) for colour in (palette.success, palette.error)]
    assert difference(*seen) >= OTHER_SHADE


@PALETTES
def test_a_selected_text_and_a_placeholder_have_the_colours_of_the_palette(palette: Palette) -> None:
    qt = qt_palette(palette)
    assert qt.color(QPalette.ColorRole.Highlight) == QColor(palette.selection)
    assert qt.color(QPalette.ColorRole.HighlightedText) == QColor(palette.selection_text)
    sheet = stylesheet(palette)
    assert sheet.count(f"selection-background-color: {palette.selection}; ") == 2
    assert sheet.count(f"selection-color: {palette.selection_text}; ") == 2
    assert f"placeholder-text-color: {palette.muted_text}" in sheet


def too_weak(
    palette: Palette, colours: tuple[str, ...], backgrounds: tuple[str, ...], least: float
) -> dict[tuple[str, str], float]:
    """The contrast of each pair that has less than `least`."""
    contrasts = {
        pair: contrast(getattr(palette, pair[0]), getattr(palette, pair[1]))
        for pair in product(colours, backgrounds)
    }
    return {pair: round(found, 2) for pair, found in contrasts.items() if found < least}


@pytest.fixture(params=[Appearance.LIGHT, Appearance.DARK])
def look(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Theme]:
    """The theme, in light and in dark."""
    yield Theme(qapp, request.param)
    forget_styles(qapp)
    Theme(qapp, Appearance.LIGHT, applies_style_sheet=False)


def receipt(state: DeliveryState, reason: DeliveryFailure | None = None) -> ShareReceipt:
    """A share with one mail in this state."""
    return ShareReceipt("s1", "NOT_DELIVERED", (DeliveryReceipt("a…", state, reason),))


def meanings(look: Theme, widget: QWidget) -> set[str]:
    """What the colours of a widget mean."""
    seen = colours(widget)
    return {name for name in MEANINGS if getattr(look.palette, name) in seen}


def test_a_sent_mail_is_a_success_and_a_failed_one_an_error(look: Theme, qtbot: QtBot) -> None:
    page = ShareResult(look)
    qtbot.addWidget(page)
    page.resize(500, 400)
    page.show_receipt(receipt(DeliveryState.SENT), ["ana@friends.example"])
    assert meanings(look, page) == {"success"}
    page.show_receipt(receipt(DeliveryState.NOT_DELIVERED, DeliveryFailure.REFUSED), ["ana@friends.example"])
    assert meanings(look, page) == {"error"}
    page.show_held(5, ["ana@friends.example"])
    assert meanings(look, page) == set()


@pytest.mark.parametrize(
    ("state", "delivery", "expected"),
    [
        (OutboxState.SENT, DeliveryState.SENT, {"success", "link"}),
        (OutboxState.SENT, None, {"link"}),
        (OutboxState.FAILED, DeliveryState.NOT_DELIVERED, {"error", "link"}),
        (OutboxState.QUEUED, None, {"link"}),
    ],
)
def test_the_outbox_says_by_colours_too_what_became_of_a_mail(
    look: Theme,
    qtbot: QtBot,
    state: OutboxState,
    delivery: DeliveryState | None,
    expected: set[str],
) -> None:
    draft = ShareDraft(article_id="a1", headline="Ferry", to=("ana@friends.example",), sender_name="Mira")
    entry = OutboxEntry(draft, state, 0.0, receipt=receipt(delivery) if delivery else None)
    row = OutboxRow(entry, can_edit=True)
    qtbot.addWidget(row)
    row.resize(500, 160)
    assert meanings(look, row) == expected


@pytest.mark.parametrize(("icon", "expected"), [("offline", {"link"}), ("warning", {"link", "error"})])
def test_try_again_in_a_banner_is_a_link_and_no_error(
    look: Theme, qtbot: QtBot, icon: str, expected: set[str]
) -> None:
    banner = Banner(look)
    qtbot.addWidget(banner)
    banner.resize(400, 60)
    banner.show_message("You are offline.", icon=icon)
    assert meanings(look, banner) == expected


def test_only_a_message_about_an_error_has_its_colour(look: Theme, qtbot: QtBot) -> None:
    page = MessagePage(look)
    qtbot.addWidget(page)
    page.resize(400, 300)
    for icon, expected in (("warning", {"error"}), ("offline", set())):
        page.show_message("Sorry", "It did not work.", icon=icon)
        assert meanings(look, page) == expected


def test_the_reasons_of_related_news_are_labels(look: Theme, qtbot: QtBot) -> None:
    panel = RelatedPanel(look)
    qtbot.addWidget(panel)
    why = (RelatedReasonText("SHARED_PLACE", "Also about Ansel, the swing bridge"),)
    panel.show_stories([RelatedStory(0.9, why, article_card(1), ())])
    panel.resize(300, panel.height_for(300))
    panel.show()
    assert meanings(look, panel.rows[0]) == {"accent"}


def test_the_focus_ring_is_the_only_thing_with_its_colour(look: Theme, qtbot: QtBot) -> None:
    first, second = QPushButton("Send"), QPushButton("Cancel")
    page = QWidget()
    qtbot.addWidget(page)
    for place, button in enumerate((first, second)):
        button.setParent(page)
        button.move(10, 10 + 50 * place)
    page.show()
    second.setFocus()
    qtbot.waitUntil(lambda: meanings(look, second) == {"focus"})
    assert meanings(look, first) == set()


def test_the_focus_ring_of_a_filled_button_has_a_gap(look: Theme, qtbot: QtBot) -> None:
    page, send = QWidget(), QPushButton("Send")
    page.setPalette(qt_palette(look.palette))
    qtbot.addWidget(page)
    send.setParent(page)
    send.setProperty("primary", True)
    send.move(10, 10)
    page.show()
    send.setFocus()
    qtbot.waitUntil(lambda: "focus" in meanings(look, send))
    image = page.grab().toImage()
    row = [QColor(image.pixel(x, send.geometry().center().y())).name() for x in range(10, 20)]
    gap = row[row.index(look.palette.focus) : row.index(look.palette.button)][-1]
    assert contrast(gap, look.palette.button) >= MARK_CONTRAST
