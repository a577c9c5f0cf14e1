"""What a WordPress export says beside its posts: the site, its authors, its categories, its attachments."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from lxml import etree

from broadsheet_server.ingest.wordpress_item import ItemTerm, WordpressItem, read_item
from broadsheet_server.ingest.wordpress_stream import local_name, text_of
from broadsheet_server.newsroom.slugs import name_slug
from broadsheet_shared.section_paths import SECTION_DEPTH_MAX, is_slug

ATTACHMENTS_MAX = 200_000
UNCATEGORISED = "uncategorized"
"""Slug of the category that WordPress gives to posts without one."""
_SIDE = re.compile(r's:(?:5:"width"|6:"height");(?:i:|s:\d{1,2}:")(\d{1,6})')
"""Width and height in PHP's serialised metadata of an attachment; those of the original come first."""


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the category tree; `parent` is a slug, empty at its root."""

    name: str
    parent: str
    term_id: str


class PostSection(NamedTuple):
    """The section of a post, with the names of those above it, from the root down."""

    path: str
    name: str
    ancestor_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the media library. Width and height are in pixels."""

    url: str
    alt: str
    caption: str
    width: int | None
    height: int | None


@dataclass(slots=True)
class WordpressSite:
    """What the first reading of an export collects for the second.

    Categories are by slug, authors by login, attachments by post id.
    """

    title: str = ""
    url: str = ""
    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    attachments: dict[str, Attachment] = field(default_factory=dict)
    attachments_left_out: int = 0

    def add(self, element: etree._Element) -> None:
        """Take what an element below the channel says of the site."""
        match local_name(element):
            case "item" if text_of_child(element, "post_type") == "attachment":
                self._add_attachment(read_item(element))
            case "category":
                self._add_category(element)
            case "author":
                login = text_of_child(element, "author_login")
                self.authors[login] = text_of_child(element, "author_display_name") or login
            case "title":
                self.title = self.title or text_of(element).strip()
            case "link" | "base_blog_url":
                self.url = text_of(element).strip() or self.url
            case "language":
                self.language = text_of(element).strip()

    def section(self, terms: Sequence[ItemTerm], primary_id: str | None) -> PostSection | None:
        """The section of a post: that of its primary category, else of its first one.

        Where a post has a category and one below it, the lower one counts. None for no category.
        """
        slugs = [slug for term in terms if (slug := self.slug(term)) != UNCATEGORISED]
        primary = next((s for s in slugs if primary_id and self._term_id(s) == primary_id), None)
        if not slugs:
            return None
        chosen = primary or self._deepest_below(slugs[0], slugs)
        name = next(term.name for term in terms if self.slug(term) == chosen)
        branch = self.branch(chosen)[-SECTION_DEPTH_MAX:]
        categories = map(self.categories.get, branch[:-1])
        ancestors = tuple(category.name if category else "" for category in categories)
        return PostSection("/".join(map(_path_slug, branch)), name, ancestors)

    def branch(self, slug: str) -> list[str]:
        """The slugs from the root of the tree down to a category. A tree in a circle is cut open."""
        branch = [slug]
        while (category := self.categories.get(branch[-1])) and category.parent:
            if category.parent in branch or len(branch) > SECTION_DEPTH_MAX:
                break
            branch.append(category.parent)
        return branch[::-1]

    def slug(self, term: ItemTerm) -> str:
        """The slug of a category, which old exports leave out."""
        return term.slug or name_slug(term.name, "section")

    def _term_id(self, slug: str) -> str | None:
        category = self.categories.get(slug)
        return category.term_id if category else None

    def _deepest_below(self, slug: str, slugs: Sequence[str]) -> str:
        below = [each for each in slugs if slug in self.branch(each)]
        return max(below, key=lambda each: len(self.branch(each)), default=slug)

    def _add_category(self, element: etree._Element) -> None:
        name = text_of_child(element, "cat_name")
        slug = text_of_child(element, "category_nicename") or name_slug(name, "section")
        parent, term_id = text_of_child(element, "category_parent"), text_of_child(element, "term_id")
        self.categories[slug] = Category(name or slug, "" if parent == "0" else parent, term_id)

    def _add_attachment(self, item: WordpressItem) -> None:
        if len(self.attachments) >= ATTACHMENTS_MAX:
            self.attachments_left_out += 1
            return
        sides = [int(side) for side in _SIDE.findall(item.meta.get("_wp_attachment_metadata", ""))[:2]]
        width, height = sides if len(sides) == 2 else (None, None)
        self.attachments[item.text("post_id")] = Attachment(
            url=item.text("attachment_url") or item.text("guid"),
            alt=item.meta.get("_wp_attachment_image_alt", ""),
            caption=item.text("excerpt"),
            width=width,
            height=height,
        )


def text_of_child(element: etree._Element, name: str) -> str:
    """The text of the first child with this local name."""
    child = element.find(f"{{*}}{name}")
    return "" if child is None else text_of(child).strip()


def _path_slug(slug: str) -> str:
    """A category's slug as a part of a path. WordPress percent-encodes those in other scripts."""
    return slug if is_slug(slug) else name_slug(unquote(slug), "section")
