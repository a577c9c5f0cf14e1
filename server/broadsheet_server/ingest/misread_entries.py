"""What feedparser misreads in an item, read again from the document.

It knows no mail address whose domain ends in more than four letters, and leaves the rest of it in the
author's name; and it takes the description of an image (`media:description`) for a text of the article.
"""

import re
from typing import Any, Final

from lxml import etree

_MAIL_ADDRESS: Final = re.compile(r"[(<\[]?[^\s()<>\[\]]+@[^\s()<>\[\]]+[)>\]]?")
_IN_BRACKETS: Final = re.compile(r"\(([^()]+)\)")
_MEDIA_DESCRIPTION: Final = "{http://search.yahoo.com/mrss/}description"

Entry = dict[str, Any]


def correct_entry(entry: Entry, element: etree._Element) -> None:
    """Correct the authors and texts of an entry by the element that it was read from."""
    _correct_authors(entry, element)
    _leave_out_image_descriptions(entry, element)


def _correct_authors(entry: Entry, element: etree._Element) -> None:
    written = [author for author in element.iterchildren("{*}author", "{*}creator") if not len(author)]
    texts = [str(author.text or "") for author in written]
    if any("@" in text for text in texts):
        entry["authors"] = [{"name": name} for name in map(_without_mail_address, texts) if name]


def _without_mail_address(text: str) -> str:
    """The name in `ana@paper.example (Ana Brook)`, `Ana Brook <ana@paper.example>` and their like."""
    name = " ".join(_MAIL_ADDRESS.sub(" ", text).split()).strip(",; ")
    match = _IN_BRACKETS.fullmatch(name)
    return match[1].strip() if match else name


def _leave_out_image_descriptions(entry: Entry, element: etree._Element) -> None:
    """Leave out what describes an image where there is another text."""
    described = {str(each.text or "").strip() for each in element.iter(_MEDIA_DESCRIPTION)}
    texts = entry.get("content")
    if not texts or not described:
        return
    others = [text for text in texts if str(text.get("value")).strip() not in described]
    if others or str(entry.get("summary") or "").strip() not in ("", *described):
        entry["content"] = others
