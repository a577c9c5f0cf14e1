"""The link that hands an article to the reader's own mail program."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from broadsheet_server.web.words import Words
from broadsheet_shared.limits import MAILTO_MAX

_SUBJECT_LENGTHS = (150, 75, 30)
_PARAGRAPH = "\r\n\r\n"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def mail_link(headline: str, summary: str | None, url: str, publication: str, words: Words) -> str:
    """A `mailto:` address without a recipient, at most MAILTO_MAX characters long.

    Where not everything fits, the summary goes first, then the headline in the text; the subject is
    shortened visibly. The article's address is never cut.
    """
    farewell = words.email_farewell.format(publication)
    paragraphs = [words.email_greeting, _one_line(headline), _one_line(summary or ""), url, farewell]
    links = _from_full_to_bare(_one_line(headline), [text for text in paragraphs if text], url)
    link = ""
    for link in links:
        if len(link) <= MAILTO_MAX:
            break
    return link


def _from_full_to_bare(headline: str, paragraphs: list[str], url: str) -> Iterator[str]:
    greeting, *middle, _, farewell = paragraphs
    for kept in range(len(middle), -1, -1):
        text = _PARAGRAPH.join([greeting, *middle[:kept], url, farewell])
        yield _link(_shortened(headline, _SUBJECT_LENGTHS[0]), text)
    for length in _SUBJECT_LENGTHS:
        yield _link(_shortened(headline, length), url)
    yield _link("", url)


def _link(subject: str, text: str) -> str:
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(text, safe='')}"


def _one_line(text: str) -> str:
    """A line break within a field would be a new header to careless mail programs."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
