"""What the share dialog shows is what the friend gets, word for word and in the same order."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from broadsheet_client.api.generated import ArticlePage, PublicationDetails
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.widgets.common.palettes import DARK, LIGHT
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.share.mail_preview import MailPreview
from broadsheet_server.reading.read_models import Author
from broadsheet_server.settings import PublicationSettings
from broadsheet_server.sharing.mail.message import RELATED_MAX, ShareMessage
from broadsheet_server.sharing.mail.rendering import render_html, render_text
from broadsheet_server.storage.uuid7 import uuid7
from broadsheet_shared.mail_words import words_in
from tests.client import responses
from tests.server.sharing.mail.message_fixtures import article, breadcrumb, rejoined, related_article

PAPER = PublicationDetails.from_json(responses.PUBLICATION)
BASE = "https://news.example"
HEADER_LINES = 3
"""Title, subject, and from whom to whom: what a mail program shows itself."""


def draft(language: str, note: str = "Look at this!\nIt is your ferry.") -> ShareDraft:
    """What somebody has written."""
    return ShareDraft(
        article_id="a1", headline="", to=("ana@x.example",), sender_name="Mira", note=note, language=language
    )


def message_of(page: ArticlePage, written: ShareDraft) -> ShareMessage:
    """The same as the server has it."""
    shared = article(
        headline=page.headline,
        slug="story-1",
        language=page.language,
        summary=page.summary,
        byline=page.byline,
        authors=[Author(uuid7(), author.slug, author.name) for author in page.authors],
        dateline=page.dateline,
        breadcrumb=breadcrumb(*(step.label for step in page.breadcrumb if step.section)),
        copyright_notice=page.copyright_notice,
    )
    publication = PublicationSettings(
        name=PAPER.name,
        copyright_notice=PAPER.copyright_notice,
        registration_number=PAPER.registration_number,
    )
    return ShareMessage(
        sender_name=written.sender_name,
        note=written.note or None,
        article=shared,
        related=[related_article(edge.node.headline, "x") for edge in page.related.edges[:RELATED_MAX]],
        publication=publication,
        base_url=BASE,
        words=words_in(written.language),
    )


def words(lines: Sequence[str]) -> list[str]:
    """The lines that say something, without the addresses behind them."""
    plain = (line.removeprefix("* ").removeprefix("> ").replace("\xa0", " ").strip() for line in lines)
    return [line for line in plain if line and line != "--" and not line.startswith(BASE)]


def text_of_html(html: str) -> list[str]:
    """Its lines, as a mail program shows them."""
    body = re.sub(r'(?s).*<body[^>]*>|<div class="preview".*?</div>', "", html)
    body = re.sub(r"</?(bdi|strong|a)\b[^>]*>", "", body).replace("&nbsp;", " ").replace("&gt;", ">")
    return re.sub(r"<[^>]+>", "\n", body).split("\n")


@pytest.fixture
def preview(qapp: QApplication) -> MailPreview:
    """Of an article with three related ones of four."""
    page = responses.article_page(1, related=(2, 3, 4, 5))
    return MailPreview(page, PAPER, Theme(qapp))


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-TW", "ar", "de"])
@pytest.mark.parametrize("note", ["Look at this!\nIt is your ferry.", ""])
def test_the_preview_is_the_mail(preview: MailPreview, language: str, note: str) -> None:
    written = draft(language, note)
    message = message_of(preview._page, written)
    preview.show_draft(written)
    shown = words(preview.toPlainText().split("\n"))[HEADER_LINES:]
    unsubscribe = f"{BASE}/mail/stop/x"
    assert shown == words(rejoined(render_text(message, unsubscribe).replace("\r\n", "\n")).split("\n"))
    assert shown == words(text_of_html(render_html(message, unsubscribe)))


def test_the_headers_are_the_same_too(preview: MailPreview) -> None:
    written = replace(draft("zh-Hans"), sender_name="何秋棠")
    preview.show_draft(written)
    shown = words(preview.toPlainText().split("\n"))[1:HEADER_LINES]
    assert shown == ["何秋棠 向您推荐：Story 1", "何秋棠（来自 The Harbour Post） → ana@x.example"]


def test_the_preview_names_the_authors_as_the_mail_does_where_no_byline_was_printed(
    preview: MailPreview,
) -> None:
    preview._page = replace(preview._page, byline=None)
    written = draft("en")
    preview.show_draft(written)
    mail = text_of_html(render_html(message_of(preview._page, written), f"{BASE}/mail/stop/x"))
    assert "Ana Brook" in words(mail)
    assert "Ana Brook" in words(preview.toPlainText().split("\n"))


def test_the_preview_has_the_colours_of_the_mail(preview: MailPreview) -> None:
    html = render_html(message_of(preview._page, draft("en")), f"{BASE}/mail/stop/x")
    assert {palette.mail_accent for palette in (LIGHT, DARK)} <= set(re.findall("#[0-9a-f]{6}", html))
