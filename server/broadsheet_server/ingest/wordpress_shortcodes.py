"""WordPress's shortcodes, like `[caption id="7"]…[/caption]`: what can be shown is, the rest is noted.

WordPress takes only the names that its plug-ins have registered for shortcodes, which an export does not
tell. Here it is one if it is a name of WordPress's own, has attributes or an end, or a name like `vc_row`:
`[sic]` stays text.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from broadsheet_server.ingest.restricted_parts import RESTRICTED
from broadsheet_server.ingest.wordpress_site import Attachment

_TOKEN = re.compile(r"\[(\[?)(/?)([A-Za-z][\w-]{0,60})((?:\s[^\[\]]*|=[^\[\]]*|/)?)\](\]?)")
_ATTRIBUTE = re.compile(r"""([\w-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]/]+))""")
_PICTURE = re.compile(r"\s*(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"'\[\]]+", re.IGNORECASE)
_CAPTIONS = ("caption", "wp_caption")
_OWN = frozenset({*_CAPTIONS, "gallery", "embed", "audio", "video", "playlist"})
_DEPTH_MAX = 20


@dataclass(slots=True)
class _Open:
    """A shortcode whose end has not come yet, with what stands in it."""

    name: str
    attributes: str
    written: list[str] = field(default_factory=list)


class ShortcodeReader:
    """Replaces the shortcodes of one body. `notes` say what could not be shown."""

    def __init__(self, attachments: Mapping[str, Attachment]) -> None:
        self._attachments = attachments
        self.notes: list[str] = []

    def replace(self, markup: str) -> str:
        """The body without shortcodes."""
        if "[" not in markup:
            return markup
        tokens = list(_TOKEN.finditer(markup))
        ends = Counter(token[3].lower() for token in tokens if token[2])
        stack = [_Open("", "")]
        position = 0
        for token in tokens:
            stack[-1].written.append(markup[position : token.start()])
            position = token.end()
            self._take(token, ends, stack)
        stack[-1].written.append(markup[position:])
        while len(stack) > 1:
            self._end(stack, is_closed=False)
        return "".join(stack[0].written)

    def _take(self, token: re.Match[str], ends: Counter[str], stack: list[_Open]) -> None:
        name = token[3].lower()
        if token[1] and token[5]:
            stack[-1].written.append(token[0][1:-1])  # [[name]] is how WordPress writes [name]
        elif token[2]:
            ends[name] -= 1
            self._take_end(token, name, stack)
        elif not _is_shortcode(name, token[4], ends[name] > 0):
            stack[-1].written.append(token[0])
        else:
            stack[-1].written.append(token[1])
            stack.append(_Open(name, token[4]))
            if not ends[name] or token[4].endswith("/") or len(stack) > _DEPTH_MAX:
                self._end(stack, is_closed=False)
            stack[-1].written.append(token[5])

    def _take_end(self, token: re.Match[str], name: str, stack: list[_Open]) -> None:
        if not any(each.name == name for each in stack):
            if name not in _OWN:
                stack[-1].written.append(token[0])
            return
        while stack[-1].name != name:
            self._end(stack, is_closed=False)
        self._end(stack, is_closed=True)

    def _end(self, stack: list[_Open], *, is_closed: bool) -> None:
        """Replace the innermost shortcode. Of one without an end, what followed follows still."""
        inner = stack.pop()
        content = "".join(inner.written)
        shown = self._shown(inner.name, inner.attributes, content if is_closed else "")
        stack[-1].written.append(shown if is_closed else shown + content)

    def _shown(self, name: str, written_attributes: str, content: str) -> str:
        attributes = _attributes(written_attributes)
        if name in _CAPTIONS:
            return _figure(content, attributes.get("caption", ""))
        if name == "gallery":
            return self._gallery(attributes)
        if name in _OWN:
            return self._link(name, content, attributes)
        if content.strip() and RESTRICTED.search(name):
            self.notes.append(f"shortcode [{name}] left out with the text in it, which is not for everybody")
            return ""
        self.notes.append(f"shortcode [{name}] left out" + (", its text stays" if content.strip() else ""))
        bare = _URL.search(unescape(written_attributes))
        return content or _links(attributes) or (_paragraph_link(bare[0]) if bare else "")

    def _gallery(self, attributes: Mapping[str, str]) -> str:
        ids = [each for each in re.split(r"[\s,]+", attributes.get("ids", "")) if each]
        found = [self._attachments[each] for each in ids if each in self._attachments]
        if not ids:
            self.notes.append("gallery left out: it names no pictures")
        elif len(found) < len(ids):
            self.notes.append(
                f"{len(ids) - len(found)} of the {len(ids)} pictures of a gallery are not in the file"
            )
        return "\n\n".join(_picture(attachment) for attachment in found)

    def _link(self, name: str, content: str, attributes: Mapping[str, str]) -> str:
        """What is heard or watched, as a link to it."""
        if match := _URL.search(unescape(content)):
            return _paragraph_link(match[0])
        if links := _links(attributes):
            return links
        self.notes.append(f"shortcode [{name}] left out: it has no address")
        return ""


def _is_shortcode(name: str, attributes: str, has_end: bool) -> bool:
    has_value = "=" in attributes or "://" in attributes
    return name in _OWN or has_end or has_value or "_" in name or "-" in name


def _attributes(text: str) -> dict[str, str]:
    return {
        match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(text)
    }


def _figure(content: str, caption: str) -> str:
    match = _PICTURE.match(content)
    if match is None:
        return content
    words = content[match.end() :].strip() or escape(caption)
    return f"\n\n<figure>{match[0].strip()}<figcaption>{words}</figcaption></figure>\n\n"


def _picture(attachment: Attachment) -> str:
    image = f'<img src="{escape(attachment.url)}" alt="{escape(attachment.alt)}">'
    return f"<figure>{image}<figcaption>{attachment.caption}</figcaption></figure>"


def _links(attributes: Mapping[str, str]) -> str:
    addresses = [value for value in attributes.values() if _URL.fullmatch(value)]
    return _paragraph_link(addresses[0]) if addresses else ""


def _paragraph_link(address: str) -> str:
    return f'\n\n<a href="{escape(address)}">{escape(address)}</a>\n\n'
