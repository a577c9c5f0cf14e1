"""The link that opens an article in the reader's own mail program (RFC 6068)."""

from collections.abc import Iterator
from urllib.parse import quote

from broadsheet_server.newsroom.validation import one_line
from broadsheet_shared.limits import MAILTO_MAX
from broadsheet_shared.message_catalogues import catalogue
from broadsheet_shared.truncation import truncate

_SUBJECT_LENGTHS = (150, 75, 30)
_PARAGRAPH_BREAK = "\r\n\r\n"


def mailto_link(headline: str, summary: str | None, url: str, publication: str, language: str) -> str:
    """A `mailto:` link without a recipient, at most MAILTO_MAX characters long.

    Where it is too long, the summary is left out first, then the headline in the text; then the subject is
    truncated. The article's URL stays whole.
    """
    translations = catalogue("pages", language).translations
    greeting = translations.gettext("I thought this might interest you:")
    signature = translations.gettext("From {}").format(publication)
    quoted = [text for text in (one_line(headline), one_line(summary or "")) if text]
    link = ""
    for link in _longest_first(one_line(headline), greeting, quoted, url, signature):
        if len(link) <= MAILTO_MAX:
            break
    return link


def _longest_first(
    headline: str, greeting: str, quoted: list[str], url: str, signature: str
) -> Iterator[str]:
    for count in range(len(quoted), -1, -1):
        text = _PARAGRAPH_BREAK.join([greeting, *quoted[:count], url, signature])
        yield _link(truncate(headline, _SUBJECT_LENGTHS[0]), text)
    for length in _SUBJECT_LENGTHS:
        yield _link(truncate(headline, length), url)
    yield _link("", url)


def _link(subject: str, text: str) -> str:
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(text, safe='')}"
