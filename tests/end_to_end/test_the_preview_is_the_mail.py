"""What the share dialog shows is what the friend gets, word for word and in the same order."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from broadsheet_client.api.generated import ArticlePage, PublicationDetails
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_client.widgets.share.mail_preview import MailPreview
from broadsheet_server.settings import PublicationSettings
from broadsheet_server.sharing.letter import Letter
from broadsheet_server.sharing.rendering import html_form, text_form
from broadsheet_server.sharing.shared_article import Link, SharedArticle
from broadsheet_shared.mail_words import words_in
from tests.client import responses
from tests.server.sharing.letters import rejoined

PAPER = PublicationDetails.from_json(responses.PUBLICATION)
BASE = "https://news.example"
ENVELOPE = 3
"""Title, subject, and from whom to whom: what a mail program shows itself."""


def draft(language: str, note: str = "Look at this!\nIt is your ferry.") -> ShareDraft:
    """What somebody has written."""
    return ShareDraft(
        article_id="a1", headline="", to=("ana@x.example",), sender_name="Mira", note=note, language=language
    )


def letter_of(page: ArticlePage, written: ShareDraft) -> Letter:
    """The same as the server has it."""
    article = SharedArticle(
        headline=page.headline,
        path="/articles/story-1",
        language=page.language,
        summary=page.summary or "",
        byline=page.byline or "",
        breadcrumb=tuple(step.label for step in page.breadcrumb if step.section),
        copyright_notice=page.copyright_notice,
        related=tuple(Link(edge.node.headline, "/articles/x") for edge in page.related.edges[:3]),
    )
    publication = PublicationSettings(
        name=PAPER.name,
        copyright_notice=PAPER.copyright_notice,
        registration_number=PAPER.registration_number,
    )
    return Letter(
        written.sender_name, written.note or None, article, publication, BASE, words_in(written.language)
    )


def words(lines: Sequence[str]) -> list[str]:
    """The lines that say something, without the addresses behind them."""
    plain = (line.removeprefix("* ").replace("\xa0", " ").strip() for line in lines)
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


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ar", "de"])
@pytest.mark.parametrize("note", ["Look at this!\nIt is your ferry.", ""])
def test_the_preview_is_the_mail(preview: MailPreview, language: str, note: str) -> None:
    written = draft(language, note)
    letter = letter_of(preview._page, written)
    preview.show_draft(written)
    shown = words(preview.toPlainText().split("\n"))[ENVELOPE:]
    stop = f"{BASE}/mail/stop/x"
    assert shown == words(rejoined(text_form(letter, stop).replace("\r\n", "\n")).split("\n"))
    assert shown == words(text_of_html(html_form(letter, stop)))


def test_the_envelope_is_the_same_too(preview: MailPreview) -> None:
    written = replace(draft("zh-Hans"), sender_name="何秋棠")
    preview.show_draft(written)
    shown = words(preview.toPlainText().split("\n"))[1:ENVELOPE]
    assert shown == ["何秋棠 向您推荐：Story 1", "何秋棠（来自 The Harbour Post） → ana@x.example"]
