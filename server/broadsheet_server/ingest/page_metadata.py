"""What an HTML page says of its article: JSON-LD first, then microdata, then OpenGraph and the other `meta`.

Vocabulary: https://schema.org/NewsArticle and https://ogp.me.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from lxml import html

from broadsheet_server.ingest.contributor_roles import in_role
from broadsheet_server.newsroom.drafts import DraftContributor
from broadsheet_shared.vocabulary import ContributorRole

Node = Mapping[str, Any]

_ARTICLE_TYPE = re.compile(
    r"(?:https?://schema\.org/|schema:)?(?:\w*Article|BlogPosting|LiveBlogPosting|Report)"
)
_CONTRIBUTORS = {
    role.value: role
    for role in (
        *(ContributorRole.EDITOR, ContributorRole.TRANSLATOR),
        *(ContributorRole.ILLUSTRATOR, ContributorRole.CONTRIBUTOR),
    )
}
"""The properties of schema.org for those who worked on an article."""
_LIST_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage", "Blog"})
_WITH_PROPERTY = ".//*[contains(concat(' ', normalize-space(@itemprop), ' '), $name)]"
_JSON_LD_MAX = 1024 * 1024
_REFERENCES_MAX = 10_000
_BY = re.compile(r"^by[:\s]\s*", re.IGNORECASE)
"""What pages print before a name, and some write into their metadata."""


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What the page says; None and empty where it says nothing. Dates and addresses are as they are written.

    `articles` counts the articles that are described in it, `is_list` tells that it calls itself a list.
    """

    headline: str | None = None
    summary: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    contributors: tuple[DraftContributor, ...] = ()
    section: str | None = None
    keywords: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None
    publisher: str | None = None
    copyright_notice: str | None = None
    copyright_holder: str | None = None
    body_text: str | None = None
    translations: tuple[str, ...] = ()
    articles: int = 0
    is_list: bool = False


def page_metadata(tree: html.HtmlElement) -> PageMetadata:
    """The metadata of a page: each value from the first of its three kinds that has it."""
    nodes = list(_nodes(tree))
    articles = [_json_ld(node, _by_id(nodes)) for node in nodes if _is_article(node)]
    scopes = tree.xpath("//*[@itemscope and @itemtype]")
    articles += [_microdata(scope) for scope in scopes if _is_scope(scope)]
    described = [article for article in articles if article.headline or article.body_text]
    first = _first(described[0] if described else PageMetadata(), _meta(tree))
    translations = tuple(dict.fromkeys((*first.translations, *_alternates(tree))))
    return replace(first, translations=translations, articles=len(described), is_list=_is_list(tree, nodes))


def _first(better: PageMetadata, other: PageMetadata) -> PageMetadata:
    missing = [name for name in PageMetadata.__slots__ if not getattr(better, name)]
    return replace(better, **{name: getattr(other, name) for name in missing})


def _nodes(tree: html.HtmlElement) -> Iterator[Node]:
    """Every JSON-LD object of the page that has a type, those of an `@graph` included."""
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        yield from _typed(_load(script.text or ""), depth=0)


def _load(text: str) -> object:
    """The JSON, also with what templates put around and into it: comments, line breaks in strings."""
    text = text.strip().removeprefix("<!--").removesuffix("-->")
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>")
    if len(text) > _JSON_LD_MAX:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(text.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _typed(value: object, depth: int) -> Iterator[Node]:
    if isinstance(value, list):
        for member in value[:_REFERENCES_MAX]:
            yield from _typed(member, depth + 1) if depth < 4 else ()
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _typed(value.get(name), depth + 1) if depth < 4 else ()


def _by_id(nodes: Iterable[Node]) -> Mapping[str, Node]:
    return {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}


def _types(node: Node) -> list[str]:
    return [kind for kind in _list(node.get("@type")) if isinstance(kind, str)]


def _is_article(node: Node) -> bool:
    return any(_ARTICLE_TYPE.fullmatch(kind) for kind in _types(node))


def _json_ld(node: Node, by_id: Mapping[str, Node]) -> PageMetadata:
    def entities(name: str) -> list[Any]:
        return [_resolved(member, by_id) for member in _list(node.get(name))]

    return PageMetadata(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        summary=_text(node.get("description")),
        published=_text(node.get("datePublished")),
        updated=_text(node.get("dateModified")),
        authors=_names(entities("author")) or _names(entities("creator")),
        contributors=_contributors(lambda name: _names(entities(name))),
        section=_text(next(iter(_list(node.get("articleSection"))), None)),
        keywords=_keywords(node.get("keywords")),
        images=_addresses(entities("image")) or _addresses(entities("thumbnailUrl")),
        url=_address(node.get("url")) or _address(node.get("mainEntityOfPage")),
        language=_text(node.get("inLanguage")),
        publisher=next(iter(_names(entities("publisher"))), None),
        copyright_notice=_text(node.get("copyrightNotice")),
        copyright_holder=next(iter(_names(entities("copyrightHolder"))), None),
        body_text=_text(node.get("articleBody")),
        translations=(
            *_addresses(entities("workTranslation")),
            *_addresses(entities("translationOfWork")),
        ),
    )


def _resolved(member: object, by_id: Mapping[str, Node]) -> object:
    """The object that a bare reference (`{"@id": …}`) means."""
    if isinstance(member, dict) and "@id" in member and "@type" not in member:
        return by_id.get(str(member["@id"]), member)
    return member


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return value.strip() or None if isinstance(value, str) else None


def _names(members: Iterable[object]) -> tuple[str, ...]:
    names = (_BY.sub("", text) for member in members if (text := _text(member)))
    return tuple(dict.fromkeys(name for name in names if name and "://" not in name))


def _contributors(names: Callable[[str], Iterable[str]]) -> tuple[DraftContributor, ...]:
    """Those whom the properties name: `names` gives what is in one."""
    return tuple(each for name, role in _CONTRIBUTORS.items() for each in in_role(names(name), role))


def _keywords(value: object) -> tuple[str, ...]:
    words = (word.strip() for member in _list(value) for word in (_text(member) or "").split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _address(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return value.strip() or None if isinstance(value, str) else None


def _addresses(members: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for member in members if (address := _address(member))))


def _is_scope(scope: html.HtmlElement) -> bool:
    return any(_ARTICLE_TYPE.fullmatch(kind) for kind in scope.get("itemtype", "").split())


def _microdata(scope: html.HtmlElement) -> PageMetadata:
    """The properties of one item (HTML standard, section 5.2). Those of items inside it are their names."""

    def values(name: str) -> tuple[str, ...]:
        found = scope.xpath(_WITH_PROPERTY, name=f" {name} ")
        return tuple(dict.fromkeys(value for element in found if (value := _property(element))))

    def value(name: str) -> str | None:
        return next(iter(values(name)), None)

    return PageMetadata(
        headline=value("headline") or value("name"),
        summary=value("description"),
        published=value("datePublished"),
        updated=value("dateModified"),
        authors=values("author"),
        contributors=_contributors(values),
        section=value("articleSection"),
        keywords=_keywords(list(values("keywords"))),
        images=values("image"),
        url=value("url") or value("mainEntityOfPage"),
        language=value("inLanguage"),
        publisher=value("publisher"),
        copyright_notice=value("copyrightNotice"),
    )


def _property(element: html.HtmlElement) -> str | None:
    if element.get("itemscope") is not None:
        named = element.xpath(_WITH_PROPERTY, name=" name ")
        return _property(named[0]) if named else element.get("itemid")
    for attribute in ("content", "datetime", "src", "href"):
        if value := element.get(attribute):
            return str(value).strip() or None
    return " ".join(element.text_content().split()) or None


def _meta(tree: html.HtmlElement) -> PageMetadata:
    found: dict[str, list[str]] = {}
    for element in tree.xpath("//meta[@content and (@property or @name)]"):
        name = (element.get("property") or element.get("name")).strip().lower()
        if value := element.get("content").strip():
            found.setdefault(name, []).append(value)

    def first(*names: str) -> str | None:
        return next((found[name][0] for name in names if name in found), None)

    canonical = tree.xpath('//link[translate(@rel, "CANOIL", "canoil")="canonical"]/@href')
    titles = tree.xpath("//head/title")
    return PageMetadata(
        headline=first("og:title", "twitter:title") or (_text(titles[0].text) if titles else None),
        summary=first("og:description", "description"),
        published=first("article:published_time", "og:article:published_time", "date", "dc.date.issued"),
        updated=first("article:modified_time", "og:updated_time", "last-modified"),
        authors=_names(found.get("author", []) or found.get("article:author", [])),
        section=first("article:section"),
        keywords=tuple(found.get("article:tag", [])) or _keywords(found.get("news_keywords")),
        images=tuple(found.get("og:image:secure_url", []) or found.get("og:image", [])),
        url=str(canonical[0]).strip() if canonical else first("og:url"),
        language=tree.get("lang") or first("og:locale"),
        publisher=first("og:site_name"),
        copyright_notice=first("copyright", "dc.rights"),
    )


def _alternates(tree: html.HtmlElement) -> Iterator[str]:
    """The addresses of the page in other languages (HTML, section 4.6.7.1)."""
    for link in tree.iter("link"):
        relations, tag = (link.get("rel") or "").lower().split(), (link.get("hreflang") or "").strip()
        address = (link.get("href") or "").strip()
        if "alternate" in relations and address and tag.lower() not in ("", "x-default"):
            yield address


def _is_list(tree: html.HtmlElement, nodes: Iterable[Node]) -> bool:
    kinds = {kind.rpartition("/")[2] for node in nodes for kind in _types(node)}
    return bool(kinds & _LIST_TYPES) and not any(map(_is_article, nodes))
