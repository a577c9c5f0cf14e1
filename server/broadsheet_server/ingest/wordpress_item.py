"""An item of a WordPress export (WXR 1.0 to 1.2) as plain values: a post, a page, an attachment."""

from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from broadsheet_server.ingest.wordpress_stream import local_name, text_of

_NO_DATE = ("", "0000-00-00 00:00:00")
ACCESS_KEYS = ("_jetpack_newsletter_access", "_members_access_role", "_wpmem_block")
"""In what plug-ins say who may read a post."""
_META_KEYS = frozenset(
    {
        *ACCESS_KEYS,
        "_thumbnail_id",
        "_wp_attachment_image_alt",
        "_wp_attachment_metadata",
        "_yoast_wpseo_primary_category",
        "rank_math_primary_category",
    }
)


class ItemTerm(NamedTuple):
    """A category, tag or term of another taxonomy (`domain`) that an item has; `slug` may be empty."""

    domain: str
    slug: str
    name: str


@dataclass(slots=True)
class WordpressItem:
    """The texts of an item by their local names (`content` and `excerpt` for the two `encoded`)."""

    texts: dict[str, str] = field(default_factory=dict)
    terms: list[ItemTerm] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text without blanks around it, empty where there is none."""
        return self.texts.get(name, "").strip()

    def date(self, name: str) -> str | None:
        """A date as text, None for WordPress's own "no date"."""
        text = self.text(name)
        return None if text in _NO_DATE else text

    @property
    def kind(self) -> str:
        """WordPress's post type."""
        return self.text("post_type") or "post"


def read_item(element: etree._Element) -> WordpressItem:
    """Read an item. Its comments are passed over."""
    item = WordpressItem()
    for child in element:
        name = local_name(child)
        if name == "category":
            item.terms.append(_term(child))
        elif name == "postmeta":
            _add_meta(child, item.meta)
        elif name == "encoded":
            namespace = child.tag.partition("}")[0]
            item.texts.setdefault("excerpt" if "excerpt" in namespace else "content", text_of(child))
        elif name != "comment":
            item.texts.setdefault(name, text_of(child))
    return item


def _term(element: etree._Element) -> ItemTerm:
    """A term. WXR 1.0 names no domain for categories, and `tag` for tags."""
    domain = element.get("domain") or "category"
    return ItemTerm(
        "post_tag" if domain == "tag" else domain, element.get("nicename") or "", text_of(element).strip()
    )


def _add_meta(element: etree._Element, meta: dict[str, str]) -> None:
    key, value = element.find("{*}meta_key"), element.find("{*}meta_value")
    if key is not None and value is not None and (name := text_of(key).strip()) in _META_KEYS:
        meta[name] = text_of(value).strip()
