"""A live preview of the mail."""

from html import escape

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from broadsheet_client.api.generated import ArticlePage, PublicationDetails
from broadsheet_client.core.article_credits import byline_of
from broadsheet_client.core.share_draft import ShareDraft
from broadsheet_client.core.text_direction import base_direction
from broadsheet_client.widgets.common import fonts
from broadsheet_client.widgets.common.palettes import Palette
from broadsheet_client.widgets.common.theme import Theme
from broadsheet_shared.language_tags import direction
from broadsheet_shared.mail_words import Words, words_in


class MailPreview(QTextBrowser):
    """Read-only; its links are inactive and it loads nothing."""

    def __init__(
        self,
        page: ArticlePage,
        publication: PublicationDetails | None,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName(self.tr("Preview of the mail"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(18)
        self._page, self._publication, self._theme = page, publication, theme
        self._draft: ShareDraft | None = None
        theme.changed.connect(self._compose)

    def show_draft(self, draft: ShareDraft) -> None:
        """Preview a draft."""
        if draft != self._draft:
            self._draft = draft
            self._compose()

    def loadResource(self, css_class: int, name: QUrl | str) -> object:
        """Load nothing."""
        return None

    def _compose(self) -> None:
        if self._draft is None:
            return
        scroll_value = self.verticalScrollBar().value()
        name = self._draft.sender_name.strip() or self.tr("Your name")
        mail = _mail(self._page, self._publication, self._draft, name, self._theme.palette)
        title = _line(self.tr("What your friend gets"), "section")
        self.setHtml(mail.replace("<body>", f"<body>{title}", 1))
        self.verticalScrollBar().setValue(scroll_value)


_GAP = '<p class="gap"></p>'
_RELATED_SHOWN = 3


def _mail(
    page: ArticlePage, publication: PublicationDetails | None, draft: ShareDraft, name: str, palette: Palette
) -> str:
    """The parts in the order of the server's `mail.html`; a test compares them."""
    words, publication_name = words_in(draft.language), publication.name if publication else "Broadsheet"
    values = {"name": name, "publication": publication_name, "headline": page.headline}
    note = draft.note.strip()
    parts = [
        _envelope(words, values, draft),
        '<hr width="100%">',
        f'<p class="masthead">{escape(publication_name)}</p>',
        _line(words.intro.format(**values), "quiet"),
        _GAP + _line(words.wrote.format(**values), "quiet") + _note(note, palette) if note else "",
        _line(_breadcrumb(page, words), "trail"),
        *(_line(text or "", css_class, page.language) for text, css_class in _article_lines(page)),
        _GAP,
        f'<table cellpadding="9"><tr><td bgcolor="{palette.mail_accent}">'
        f'<span class="read">&nbsp;{escape(words.read)}&nbsp;</span></td></tr></table>',
        *_related(page, words),
        '<hr width="100%">',
        *(_line(text, "small") for text in _footer(page, publication)),
        _line(words.why.format(**values), "small"),
        _line(words.stop, "stop"),
    ]
    style = _style(palette, draft.language)
    return f"<html><head><style>{style}</style></head><body>{''.join(parts)}</body></html>"


def _envelope(words: Words, values: dict[str, str], draft: ShareDraft) -> str:
    to = ", ".join(draft.to) or "…"
    lines = (words.sender.format(**values), f"→ {to}", words.subject.format(**values))
    return _line(lines[2], "subject") + _line(f"{lines[0]}  {lines[1]}", "quiet")


def _article_lines(page: ArticlePage) -> tuple[tuple[str | None, str], ...]:
    return (
        (page.headline, "headline"),
        (byline_of(page), "quiet"),
        (page.dateline, "quiet"),
        (page.summary, "summary"),
    )


def _breadcrumb(page: ArticlePage, words: Words) -> str:
    """Home in the language of the mail, then the sections."""
    return " » ".join([words.home, *(step.label for step in page.breadcrumb if step.section)])


def _footer(page: ArticlePage, publication: PublicationDetails | None) -> list[str]:
    if publication is None:
        return [page.copyright_notice]
    return [page.copyright_notice or publication.copyright_notice, publication.registration_number or ""]


def _note(note: str, palette: Palette) -> str:
    text = escape(note).replace("\n", "<br>")
    return (
        '<table width="100%" cellspacing="0" cellpadding="0"><tr>'
        f'<td width="3" bgcolor="{palette.mail_accent}"></td>'
        f'<td bgcolor="{palette.page_background}" style="padding: 9px 13px;">'
        f'<p class="note" dir="{base_direction(note)}">{text}</p></td></tr></table>{_GAP}'
    )


def _related(page: ArticlePage, words: Words) -> list[str]:
    stories = page.related.edges[:_RELATED_SHOWN]
    if not stories:
        return []
    return [
        _line(words.related, "section"),
        *(_line(story.node.headline, "story", page.language) for story in stories),
    ]


def _line(text: str, css_class: str, language: str = "") -> str:
    """A paragraph. In a right-to-left `language` it runs so even where it begins with a Latin word."""
    text_direction = "rtl" if direction(language) == "rtl" else base_direction(text)
    return f'<p class="{css_class}" dir="{text_direction}">{escape(text)}</p>' if text else ""


def _style(palette: Palette, language: str) -> str:
    serif = ", ".join(f"'{name}'" for name in fonts.serif(language))
    sans = ", ".join(f"'{name}'" for name in fonts.sans(language))
    return f"""
        body {{ font-family: {serif}; font-size: 14px; color: {palette.text}; }}
        p {{ margin-top: 0px; margin-bottom: 8px; }}
        .subject {{ font-family: {sans}; font-size: 14px; font-weight: bold; margin-bottom: 3px; }}
        .masthead {{ font-size: 20px; font-weight: bold; text-align: center; margin: 8px 0px 12px 0px; }}
        .quiet, .small, .stop {{ font-family: {sans}; font-size: 13px; color: {palette.muted_text}; }}
        .small, .stop {{ font-size: 11px; margin-bottom: 3px; }}
        .stop {{ text-decoration: underline; }}
        .note {{ font-size: 15px; margin-bottom: 0px; }}
        .gap {{ font-size: 3px; margin-bottom: 2px; }}
        .trail {{ font-family: {sans}; font-size: 12px; color: {palette.mail_accent};
                  margin: 8px 0px 3px 0px; }}
        .headline {{ font-size: 21px; font-weight: bold; line-height: 90%; margin-bottom: 6px; }}
        .summary {{ font-size: 15px; margin-bottom: 6px; }}
        .read {{ font-family: {sans}; font-size: 14px; font-weight: bold; color: {palette.page_background}; }}
        .section {{ font-family: {sans}; font-size: 12px; font-weight: bold; color: {palette.muted_text};
                    margin-top: 12px; margin-bottom: 6px; }}
        .story {{ text-decoration: underline; margin-bottom: 5px; }}
        hr {{ background-color: {palette.separator}; }}
    """
