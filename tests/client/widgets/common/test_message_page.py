"""A message fits a narrow pane, whatever it quotes."""

import pytest
from pytestqt.qtbot import QtBot

from broadsheet_client.widgets.common.banner import Banner
from broadsheet_client.widgets.common.message_page import MessagePage
from broadsheet_client.widgets.common.theme import Theme

QUOTED = f"No article says “{'q' * 80}”."


@pytest.mark.parametrize("kind", [MessagePage, Banner])
def test_a_long_word_in_a_message_is_broken_and_not_cut(
    qtbot: QtBot, theme: Theme, kind: type[MessagePage] | type[Banner]
) -> None:
    shown = kind(theme)
    qtbot.addWidget(shown)
    if isinstance(shown, MessagePage):
        shown.show_message("Nothing found", QUOTED)
    else:
        shown.show_message(QUOTED)
    assert shown.minimumSizeHint().width() < 300
    assert QUOTED in shown.text
    assert QUOTED in shown.accessibleName()
