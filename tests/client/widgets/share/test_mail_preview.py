"""The preview of a mail is a part of its dialog that keys lead to."""

from pytestqt.qtbot import QtBot

from broadsheet_client.reader import Reader
from tests.client.widgets.common.colours import colours
from tests.client.widgets.share.draft_input import OpenDialog


def test_who_tabs_into_the_preview_sees_where_the_focus_is(
    reader: Reader, open_dialog: OpenDialog, qtbot: QtBot
) -> None:
    dialog = open_dialog()
    preview, focus = dialog.editor.preview, reader.theme.palette.focus
    assert focus not in colours(preview)
    preview.setFocus()
    qtbot.waitUntil(lambda: focus in colours(preview))
    dialog.reject()
