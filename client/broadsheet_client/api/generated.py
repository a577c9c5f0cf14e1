"""The reader's GraphQL operations and the types of their inputs and results.

Generated from the schema and operations/*.graphql; do not edit. To generate it again, run
`python -m broadsheet_client.api.generation`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from broadsheet_client.api.graphql_operation import GraphQLOperation
from broadsheet_client.api.decoding import (
    boolean,
    day,
    enum_value,
    field,
    integer,
    list_of,
    mapping,
    nullable,
    number,
    string,
    timestamp,
)
from broadsheet_client.api.encoding import variables
from broadsheet_client.api.record import Record


class ContributorRole(StrEnum):
    AUTHOR = "AUTHOR"
    PHOTOGRAPHER = "PHOTOGRAPHER"
    VIDEOGRAPHER = "VIDEOGRAPHER"
    ILLUSTRATOR = "ILLUSTRATOR"
    EDITOR = "EDITOR"
    TRANSLATOR = "TRANSLATOR"
    CONTRIBUTOR = "CONTRIBUTOR"


class DeliveryFailure(StrEnum):
    REFUSED = "REFUSED"
    RECIPIENT_LIMIT = "RECIPIENT_LIMIT"
    EXPIRED = "EXPIRED"
    ARTICLE_WITHDRAWN = "ARTICLE_WITHDRAWN"
    CANCELLED = "CANCELLED"
    UNCERTAIN = "UNCERTAIN"


class DeliveryState(StrEnum):
    QUEUED = "QUEUED"
    SENDING = "SENDING"
    SENT = "SENT"
    NOT_DELIVERED = "NOT_DELIVERED"


class HighlightField(StrEnum):
    HEADLINE = "HEADLINE"
    SUMMARY = "SUMMARY"
    BODY = "BODY"


class RelatedReasonKind(StrEnum):
    EDITOR_CHOICE = "EDITOR_CHOICE"
    SAME_STORY = "SAME_STORY"
    FOLLOW_UP = "FOLLOW_UP"
    BACKGROUND = "BACKGROUND"
    SHARED_PERSON = "SHARED_PERSON"
    SHARED_ORGANISATION = "SHARED_ORGANISATION"
    SHARED_PLACE = "SHARED_PLACE"
    SHARED_TOPIC = "SHARED_TOPIC"
    SAME_SECTION = "SAME_SECTION"


class SearchOrder(StrEnum):
    RELEVANCE = "RELEVANCE"
    NEWEST = "NEWEST"


class ShareArticleErrorCode(StrEnum):
    ARTICLE_NOT_FOUND = "ARTICLE_NOT_FOUND"
    INVALID_ADDRESS = "INVALID_ADDRESS"
    ADDRESS_NOT_SUPPORTED = "ADDRESS_NOT_SUPPORTED"
    NO_RECIPIENTS = "NO_RECIPIENTS"
    TOO_MANY_RECIPIENTS = "TOO_MANY_RECIPIENTS"
    DUPLICATE_RECIPIENT = "DUPLICATE_RECIPIENT"
    INVALID_NAME = "INVALID_NAME"
    NOTE_TOO_LONG = "NOTE_TOO_LONG"
    LINK_IN_NOTE = "LINK_IN_NOTE"
    INVALID_KEY = "INVALID_KEY"
    IDEMPOTENCY_CONFLICT = "IDEMPOTENCY_CONFLICT"
    RATE_LIMITED = "RATE_LIMITED"
    MAIL_OFF = "MAIL_OFF"
    MAIL_BUSY = "MAIL_BUSY"


class TagKind(StrEnum):
    TOPIC = "TOPIC"
    PERSON = "PERSON"
    ORGANISATION = "ORGANISATION"
    PLACE = "PLACE"
    EVENT = "EVENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleBy:
    id: str | None = None
    slug: str | None = None
    path: str | None = None
    canonical_url: str | None = None
    external_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleWhere:
    section: str | None = None
    include_descendants: bool | None = None
    tag: str | None = None
    author: str | None = None
    language: str | None = None
    published_after: datetime | None = None
    published_before: datetime | None = None
    and_: "tuple[ArticleWhere, ...] | None" = None
    or_: "tuple[ArticleWhere, ...] | None" = None
    not_: "ArticleWhere | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareArticleInput:
    article: str
    to: tuple[str, ...]
    sender_name: str
    note: str | None = None
    language: str | None = None
    idempotency_key: str


@dataclass(init=False, repr=False, eq=False)
class SectionLink(Record):
    __slots__ = ("path", "name")
    path: str
    name: str

    def __init__(
        self,
        path: str,
        name: str,
    ) -> None:
        put = object.__setattr__
        put(self, "path", path)
        put(self, "name", name)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SectionLink":
        fields = mapping(value, path)
        return SectionLink(
            path=field(fields, "path", path, string),
            name=field(fields, "name", path, string),
        )


@dataclass(init=False, repr=False, eq=False)
class ImageDetails(Record):
    __slots__ = ("url", "alt", "caption", "credit", "width", "height")
    url: str
    alt: str
    caption: str | None
    credit: str | None
    width: int
    height: int

    def __init__(
        self,
        url: str,
        alt: str,
        caption: str | None,
        credit: str | None,
        width: int,
        height: int,
    ) -> None:
        put = object.__setattr__
        put(self, "url", url)
        put(self, "alt", alt)
        put(self, "caption", caption)
        put(self, "credit", credit)
        put(self, "width", width)
        put(self, "height", height)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ImageDetails":
        fields = mapping(value, path)
        return ImageDetails(
            url=field(fields, "url", path, string),
            alt=field(fields, "alt", path, string),
            caption=field(fields, "caption", path, nullable(string)),
            credit=field(fields, "credit", path, nullable(string)),
            width=field(fields, "width", path, integer),
            height=field(fields, "height", path, integer),
        )


@dataclass(init=False, repr=False, eq=False)
class ArticleCard(Record):
    __slots__ = ("id", "slug", "canonical_url", "headline", "summary", "byline", "language", "published_at", "published_on", "updated_at", "section", "lead_image")
    id: str
    slug: str
    canonical_url: str
    headline: str
    summary: str | None
    byline: str | None
    language: str
    published_at: datetime
    published_on: date | None
    updated_at: datetime
    section: SectionLink
    lead_image: ImageDetails | None

    def __init__(
        self,
        id: str,
        slug: str,
        canonical_url: str,
        headline: str,
        summary: str | None,
        byline: str | None,
        language: str,
        published_at: datetime,
        published_on: date | None,
        updated_at: datetime,
        section: SectionLink,
        lead_image: ImageDetails | None,
    ) -> None:
        put = object.__setattr__
        put(self, "id", id)
        put(self, "slug", slug)
        put(self, "canonical_url", canonical_url)
        put(self, "headline", headline)
        put(self, "summary", summary)
        put(self, "byline", byline)
        put(self, "language", language)
        put(self, "published_at", published_at)
        put(self, "published_on", published_on)
        put(self, "updated_at", updated_at)
        put(self, "section", section)
        put(self, "lead_image", lead_image)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ArticleCard":
        fields = mapping(value, path)
        return ArticleCard(
            id=field(fields, "id", path, string),
            slug=field(fields, "slug", path, string),
            canonical_url=field(fields, "canonicalUrl", path, string),
            headline=field(fields, "headline", path, string),
            summary=field(fields, "summary", path, nullable(string)),
            byline=field(fields, "byline", path, nullable(string)),
            language=field(fields, "language", path, string),
            published_at=field(fields, "publishedAt", path, timestamp),
            published_on=field(fields, "publishedOn", path, nullable(day)),
            updated_at=field(fields, "updatedAt", path, timestamp),
            section=field(fields, "section", path, SectionLink.from_json),
            lead_image=field(fields, "leadImage", path, nullable(ImageDetails.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class NextPageInfo(Record):
    __slots__ = ("has_next_page", "end_cursor")
    has_next_page: bool
    end_cursor: str | None

    def __init__(
        self,
        has_next_page: bool,
        end_cursor: str | None,
    ) -> None:
        put = object.__setattr__
        put(self, "has_next_page", has_next_page)
        put(self, "end_cursor", end_cursor)

    @staticmethod
    def from_json(value: object, path: str = "") -> "NextPageInfo":
        fields = mapping(value, path)
        return NextPageInfo(
            has_next_page=field(fields, "hasNextPage", path, boolean),
            end_cursor=field(fields, "endCursor", path, nullable(string)),
        )


@dataclass(init=False, repr=False, eq=False)
class ArticleCardPage(Record):
    __slots__ = ("nodes", "page_info")
    nodes: tuple[ArticleCard, ...]
    page_info: NextPageInfo

    def __init__(
        self,
        nodes: tuple[ArticleCard, ...],
        page_info: NextPageInfo,
    ) -> None:
        put = object.__setattr__
        put(self, "nodes", nodes)
        put(self, "page_info", page_info)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ArticleCardPage":
        fields = mapping(value, path)
        return ArticleCardPage(
            nodes=field(fields, "nodes", path, list_of(ArticleCard.from_json)),
            page_info=field(fields, "pageInfo", path, NextPageInfo.from_json),
        )


@dataclass(init=False, repr=False, eq=False)
class ArticleList(Record):
    __slots__ = ("articles",)
    articles: ArticleCardPage

    def __init__(
        self,
        articles: ArticleCardPage,
    ) -> None:
        put = object.__setattr__
        put(self, "articles", articles)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ArticleList":
        fields = mapping(value, path)
        return ArticleList(
            articles=field(fields, "articles", path, ArticleCardPage.from_json),
        )


@dataclass(init=False, repr=False, eq=False)
class PublicationDetails(Record):
    __slots__ = ("name", "home_url", "language", "copyright_notice", "registration_number", "can_share_by_email")
    name: str
    home_url: str
    language: str
    copyright_notice: str
    registration_number: str
    can_share_by_email: bool

    def __init__(
        self,
        name: str,
        home_url: str,
        language: str,
        copyright_notice: str,
        registration_number: str,
        can_share_by_email: bool,
    ) -> None:
        put = object.__setattr__
        put(self, "name", name)
        put(self, "home_url", home_url)
        put(self, "language", language)
        put(self, "copyright_notice", copyright_notice)
        put(self, "registration_number", registration_number)
        put(self, "can_share_by_email", can_share_by_email)

    @staticmethod
    def from_json(value: object, path: str = "") -> "PublicationDetails":
        fields = mapping(value, path)
        return PublicationDetails(
            name=field(fields, "name", path, string),
            home_url=field(fields, "homeUrl", path, string),
            language=field(fields, "language", path, string),
            copyright_notice=field(fields, "copyrightNotice", path, string),
            registration_number=field(fields, "registrationNumber", path, string),
            can_share_by_email=field(fields, "canShareByEmail", path, boolean),
        )


@dataclass(init=False, repr=False, eq=False)
class SectionLevel5(SectionLink):
    __slots__ = ("children",)
    children: tuple[SectionLink, ...]

    def __init__(
        self,
        path: str,
        name: str,
        children: tuple[SectionLink, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "path", path)
        put(self, "name", name)
        put(self, "children", children)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SectionLevel5":
        fields = mapping(value, path)
        return SectionLevel5(
            path=field(fields, "path", path, string),
            name=field(fields, "name", path, string),
            children=field(fields, "children", path, list_of(SectionLink.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class SectionLevel4(SectionLink):
    __slots__ = ("children",)
    children: tuple[SectionLevel5, ...]

    def __init__(
        self,
        path: str,
        name: str,
        children: tuple[SectionLevel5, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "path", path)
        put(self, "name", name)
        put(self, "children", children)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SectionLevel4":
        fields = mapping(value, path)
        return SectionLevel4(
            path=field(fields, "path", path, string),
            name=field(fields, "name", path, string),
            children=field(fields, "children", path, list_of(SectionLevel5.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class SectionLevel3(SectionLink):
    __slots__ = ("children",)
    children: tuple[SectionLevel4, ...]

    def __init__(
        self,
        path: str,
        name: str,
        children: tuple[SectionLevel4, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "path", path)
        put(self, "name", name)
        put(self, "children", children)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SectionLevel3":
        fields = mapping(value, path)
        return SectionLevel3(
            path=field(fields, "path", path, string),
            name=field(fields, "name", path, string),
            children=field(fields, "children", path, list_of(SectionLevel4.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class SectionLevel2(SectionLink):
    __slots__ = ("children",)
    children: tuple[SectionLevel3, ...]

    def __init__(
        self,
        path: str,
        name: str,
        children: tuple[SectionLevel3, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "path", path)
        put(self, "name", name)
        put(self, "children", children)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SectionLevel2":
        fields = mapping(value, path)
        return SectionLevel2(
            path=field(fields, "path", path, string),
            name=field(fields, "name", path, string),
            children=field(fields, "children", path, list_of(SectionLevel3.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class SectionBranch(SectionLink):
    __slots__ = ("children",)
    children: tuple[SectionLevel2, ...]

    def __init__(
        self,
        path: str,
        name: str,
        children: tuple[SectionLevel2, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "path", path)
        put(self, "name", name)
        put(self, "children", children)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SectionBranch":
        fields = mapping(value, path)
        return SectionBranch(
            path=field(fields, "path", path, string),
            name=field(fields, "name", path, string),
            children=field(fields, "children", path, list_of(SectionLevel2.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class FrontPage(Record):
    __slots__ = ("publication", "sections")
    publication: PublicationDetails
    sections: tuple[SectionBranch, ...]

    def __init__(
        self,
        publication: PublicationDetails,
        sections: tuple[SectionBranch, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "publication", publication)
        put(self, "sections", sections)

    @staticmethod
    def from_json(value: object, path: str = "") -> "FrontPage":
        fields = mapping(value, path)
        return FrontPage(
            publication=field(fields, "publication", path, PublicationDetails.from_json),
            sections=field(fields, "sections", path, list_of(SectionBranch.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class AuthorLink(Record):
    __slots__ = ("slug", "name")
    slug: str
    name: str

    def __init__(
        self,
        slug: str,
        name: str,
    ) -> None:
        put = object.__setattr__
        put(self, "slug", slug)
        put(self, "name", name)

    @staticmethod
    def from_json(value: object, path: str = "") -> "AuthorLink":
        fields = mapping(value, path)
        return AuthorLink(
            slug=field(fields, "slug", path, string),
            name=field(fields, "name", path, string),
        )


@dataclass(init=False, repr=False, eq=False)
class ContributorName(Record):
    __slots__ = ("role", "author")
    role: ContributorRole | str
    author: AuthorLink

    def __init__(
        self,
        role: ContributorRole | str,
        author: AuthorLink,
    ) -> None:
        put = object.__setattr__
        put(self, "role", role)
        put(self, "author", author)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ContributorName":
        fields = mapping(value, path)
        return ContributorName(
            role=field(fields, "role", path, enum_value(ContributorRole)),
            author=field(fields, "author", path, AuthorLink.from_json),
        )


@dataclass(init=False, repr=False, eq=False)
class TranslationLink(Record):
    __slots__ = ("id", "language", "headline")
    id: str
    language: str
    headline: str

    def __init__(
        self,
        id: str,
        language: str,
        headline: str,
    ) -> None:
        put = object.__setattr__
        put(self, "id", id)
        put(self, "language", language)
        put(self, "headline", headline)

    @staticmethod
    def from_json(value: object, path: str = "") -> "TranslationLink":
        fields = mapping(value, path)
        return TranslationLink(
            id=field(fields, "id", path, string),
            language=field(fields, "language", path, string),
            headline=field(fields, "headline", path, string),
        )


@dataclass(init=False, repr=False, eq=False)
class BreadcrumbStep(Record):
    __slots__ = ("label", "url", "section")
    label: str
    url: str
    section: SectionLink | None

    def __init__(
        self,
        label: str,
        url: str,
        section: SectionLink | None,
    ) -> None:
        put = object.__setattr__
        put(self, "label", label)
        put(self, "url", url)
        put(self, "section", section)

    @staticmethod
    def from_json(value: object, path: str = "") -> "BreadcrumbStep":
        fields = mapping(value, path)
        return BreadcrumbStep(
            label=field(fields, "label", path, string),
            url=field(fields, "url", path, string),
            section=field(fields, "section", path, nullable(SectionLink.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class TagLink(Record):
    __slots__ = ("slug", "label", "kind")
    slug: str
    label: str
    kind: TagKind | str

    def __init__(
        self,
        slug: str,
        label: str,
        kind: TagKind | str,
    ) -> None:
        put = object.__setattr__
        put(self, "slug", slug)
        put(self, "label", label)
        put(self, "kind", kind)

    @staticmethod
    def from_json(value: object, path: str = "") -> "TagLink":
        fields = mapping(value, path)
        return TagLink(
            slug=field(fields, "slug", path, string),
            label=field(fields, "label", path, string),
            kind=field(fields, "kind", path, enum_value(TagKind)),
        )


@dataclass(init=False, repr=False, eq=False)
class ImageFile(Record):
    __slots__ = ("url", "width")
    url: str
    width: int

    def __init__(
        self,
        url: str,
        width: int,
    ) -> None:
        put = object.__setattr__
        put(self, "url", url)
        put(self, "width", width)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ImageFile":
        fields = mapping(value, path)
        return ImageFile(
            url=field(fields, "url", path, string),
            width=field(fields, "width", path, integer),
        )


@dataclass(init=False, repr=False, eq=False)
class PageImage(ImageDetails):
    __slots__ = ("renditions",)
    renditions: tuple[ImageFile, ...]

    def __init__(
        self,
        url: str,
        alt: str,
        caption: str | None,
        credit: str | None,
        width: int,
        height: int,
        renditions: tuple[ImageFile, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "url", url)
        put(self, "alt", alt)
        put(self, "caption", caption)
        put(self, "credit", credit)
        put(self, "width", width)
        put(self, "height", height)
        put(self, "renditions", renditions)

    @staticmethod
    def from_json(value: object, path: str = "") -> "PageImage":
        fields = mapping(value, path)
        return PageImage(
            url=field(fields, "url", path, string),
            alt=field(fields, "alt", path, string),
            caption=field(fields, "caption", path, nullable(string)),
            credit=field(fields, "credit", path, nullable(string)),
            width=field(fields, "width", path, integer),
            height=field(fields, "height", path, integer),
            renditions=field(fields, "renditions", path, list_of(ImageFile.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class CorrectionNote(Record):
    __slots__ = ("text", "corrected_at")
    text: str
    corrected_at: datetime

    def __init__(
        self,
        text: str,
        corrected_at: datetime,
    ) -> None:
        put = object.__setattr__
        put(self, "text", text)
        put(self, "corrected_at", corrected_at)

    @staticmethod
    def from_json(value: object, path: str = "") -> "CorrectionNote":
        fields = mapping(value, path)
        return CorrectionNote(
            text=field(fields, "text", path, string),
            corrected_at=field(fields, "correctedAt", path, timestamp),
        )


@dataclass(init=False, repr=False, eq=False)
class RelatedReasonText(Record):
    __slots__ = ("kind", "text")
    kind: RelatedReasonKind | str
    text: str

    def __init__(
        self,
        kind: RelatedReasonKind | str,
        text: str,
    ) -> None:
        put = object.__setattr__
        put(self, "kind", kind)
        put(self, "text", text)

    @staticmethod
    def from_json(value: object, path: str = "") -> "RelatedReasonText":
        fields = mapping(value, path)
        return RelatedReasonText(
            kind=field(fields, "kind", path, enum_value(RelatedReasonKind)),
            text=field(fields, "text", path, string),
        )


@dataclass(init=False, repr=False, eq=False)
class SourceName(Record):
    __slots__ = ("name",)
    name: str

    def __init__(
        self,
        name: str,
    ) -> None:
        put = object.__setattr__
        put(self, "name", name)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SourceName":
        fields = mapping(value, path)
        return SourceName(
            name=field(fields, "name", path, string),
        )


@dataclass(init=False, repr=False, eq=False)
class NearDuplicate(Record):
    __slots__ = ("id", "headline", "source")
    id: str
    headline: str
    source: SourceName | None

    def __init__(
        self,
        id: str,
        headline: str,
        source: SourceName | None,
    ) -> None:
        put = object.__setattr__
        put(self, "id", id)
        put(self, "headline", headline)
        put(self, "source", source)

    @staticmethod
    def from_json(value: object, path: str = "") -> "NearDuplicate":
        fields = mapping(value, path)
        return NearDuplicate(
            id=field(fields, "id", path, string),
            headline=field(fields, "headline", path, string),
            source=field(fields, "source", path, nullable(SourceName.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class RelatedStory(Record):
    __slots__ = ("score", "reasons", "node", "also_published_by")
    score: float
    reasons: tuple[RelatedReasonText, ...]
    node: ArticleCard
    also_published_by: tuple[NearDuplicate, ...]

    def __init__(
        self,
        score: float,
        reasons: tuple[RelatedReasonText, ...],
        node: ArticleCard,
        also_published_by: tuple[NearDuplicate, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "score", score)
        put(self, "reasons", reasons)
        put(self, "node", node)
        put(self, "also_published_by", also_published_by)

    @staticmethod
    def from_json(value: object, path: str = "") -> "RelatedStory":
        fields = mapping(value, path)
        return RelatedStory(
            score=field(fields, "score", path, number),
            reasons=field(fields, "reasons", path, list_of(RelatedReasonText.from_json)),
            node=field(fields, "node", path, ArticleCard.from_json),
            also_published_by=field(fields, "alsoPublishedBy", path, list_of(NearDuplicate.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class RelatedStories(Record):
    __slots__ = ("edges",)
    edges: tuple[RelatedStory, ...]

    def __init__(
        self,
        edges: tuple[RelatedStory, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "edges", edges)

    @staticmethod
    def from_json(value: object, path: str = "") -> "RelatedStories":
        fields = mapping(value, path)
        return RelatedStories(
            edges=field(fields, "edges", path, list_of(RelatedStory.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class ArticlePage(ArticleCard):
    __slots__ = ("updated_on", "dateline", "body_html", "word_count", "reading_minutes", "copyright_notice", "authors", "contributors", "translations", "breadcrumb", "tags", "images", "corrections", "related")
    updated_on: date | None
    dateline: str | None
    body_html: str
    word_count: int
    reading_minutes: int
    copyright_notice: str
    authors: tuple[AuthorLink, ...]
    contributors: tuple[ContributorName, ...]
    translations: tuple[TranslationLink, ...]
    breadcrumb: tuple[BreadcrumbStep, ...]
    tags: tuple[TagLink, ...]
    images: tuple[PageImage, ...]
    corrections: tuple[CorrectionNote, ...]
    related: RelatedStories

    def __init__(
        self,
        id: str,
        slug: str,
        canonical_url: str,
        headline: str,
        summary: str | None,
        byline: str | None,
        language: str,
        published_at: datetime,
        published_on: date | None,
        updated_at: datetime,
        section: SectionLink,
        lead_image: ImageDetails | None,
        updated_on: date | None,
        dateline: str | None,
        body_html: str,
        word_count: int,
        reading_minutes: int,
        copyright_notice: str,
        authors: tuple[AuthorLink, ...],
        contributors: tuple[ContributorName, ...],
        translations: tuple[TranslationLink, ...],
        breadcrumb: tuple[BreadcrumbStep, ...],
        tags: tuple[TagLink, ...],
        images: tuple[PageImage, ...],
        corrections: tuple[CorrectionNote, ...],
        related: RelatedStories,
    ) -> None:
        put = object.__setattr__
        put(self, "id", id)
        put(self, "slug", slug)
        put(self, "canonical_url", canonical_url)
        put(self, "headline", headline)
        put(self, "summary", summary)
        put(self, "byline", byline)
        put(self, "language", language)
        put(self, "published_at", published_at)
        put(self, "published_on", published_on)
        put(self, "updated_at", updated_at)
        put(self, "section", section)
        put(self, "lead_image", lead_image)
        put(self, "updated_on", updated_on)
        put(self, "dateline", dateline)
        put(self, "body_html", body_html)
        put(self, "word_count", word_count)
        put(self, "reading_minutes", reading_minutes)
        put(self, "copyright_notice", copyright_notice)
        put(self, "authors", authors)
        put(self, "contributors", contributors)
        put(self, "translations", translations)
        put(self, "breadcrumb", breadcrumb)
        put(self, "tags", tags)
        put(self, "images", images)
        put(self, "corrections", corrections)
        put(self, "related", related)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ArticlePage":
        fields = mapping(value, path)
        return ArticlePage(
            id=field(fields, "id", path, string),
            slug=field(fields, "slug", path, string),
            canonical_url=field(fields, "canonicalUrl", path, string),
            headline=field(fields, "headline", path, string),
            summary=field(fields, "summary", path, nullable(string)),
            byline=field(fields, "byline", path, nullable(string)),
            language=field(fields, "language", path, string),
            published_at=field(fields, "publishedAt", path, timestamp),
            published_on=field(fields, "publishedOn", path, nullable(day)),
            updated_at=field(fields, "updatedAt", path, timestamp),
            section=field(fields, "section", path, SectionLink.from_json),
            lead_image=field(fields, "leadImage", path, nullable(ImageDetails.from_json)),
            updated_on=field(fields, "updatedOn", path, nullable(day)),
            dateline=field(fields, "dateline", path, nullable(string)),
            body_html=field(fields, "bodyHtml", path, string),
            word_count=field(fields, "wordCount", path, integer),
            reading_minutes=field(fields, "readingMinutes", path, integer),
            copyright_notice=field(fields, "copyrightNotice", path, string),
            authors=field(fields, "authors", path, list_of(AuthorLink.from_json)),
            contributors=field(fields, "contributors", path, list_of(ContributorName.from_json)),
            translations=field(fields, "translations", path, list_of(TranslationLink.from_json)),
            breadcrumb=field(fields, "breadcrumb", path, list_of(BreadcrumbStep.from_json)),
            tags=field(fields, "tags", path, list_of(TagLink.from_json)),
            images=field(fields, "images", path, list_of(PageImage.from_json)),
            corrections=field(fields, "corrections", path, list_of(CorrectionNote.from_json)),
            related=field(fields, "related", path, RelatedStories.from_json),
        )


@dataclass(init=False, repr=False, eq=False)
class OpenArticle(Record):
    __slots__ = ("article",)
    article: ArticlePage | None

    def __init__(
        self,
        article: ArticlePage | None,
    ) -> None:
        put = object.__setattr__
        put(self, "article", article)

    @staticmethod
    def from_json(value: object, path: str = "") -> "OpenArticle":
        fields = mapping(value, path)
        return OpenArticle(
            article=field(fields, "article", path, nullable(ArticlePage.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class Publication(Record):
    __slots__ = ("publication",)
    publication: PublicationDetails

    def __init__(
        self,
        publication: PublicationDetails,
    ) -> None:
        put = object.__setattr__
        put(self, "publication", publication)

    @staticmethod
    def from_json(value: object, path: str = "") -> "Publication":
        fields = mapping(value, path)
        return Publication(
            publication=field(fields, "publication", path, PublicationDetails.from_json),
        )


@dataclass(init=False, repr=False, eq=False)
class HighlightRange(Record):
    __slots__ = ("start", "end")
    start: int
    end: int

    def __init__(
        self,
        start: int,
        end: int,
    ) -> None:
        put = object.__setattr__
        put(self, "start", start)
        put(self, "end", end)

    @staticmethod
    def from_json(value: object, path: str = "") -> "HighlightRange":
        fields = mapping(value, path)
        return HighlightRange(
            start=field(fields, "start", path, integer),
            end=field(fields, "end", path, integer),
        )


@dataclass(init=False, repr=False, eq=False)
class Highlight(Record):
    __slots__ = ("field", "text", "ranges")
    field: HighlightField | str
    text: str
    ranges: tuple[HighlightRange, ...]

    def __init__(
        self,
        field: HighlightField | str,
        text: str,
        ranges: tuple[HighlightRange, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "field", field)
        put(self, "text", text)
        put(self, "ranges", ranges)

    @staticmethod
    def from_json(value: object, path: str = "") -> "Highlight":
        fields = mapping(value, path)
        return Highlight(
            field=field(fields, "field", path, enum_value(HighlightField)),
            text=field(fields, "text", path, string),
            ranges=field(fields, "ranges", path, list_of(HighlightRange.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class SearchHit(Record):
    __slots__ = ("node", "highlights")
    node: ArticleCard
    highlights: tuple[Highlight, ...]

    def __init__(
        self,
        node: ArticleCard,
        highlights: tuple[Highlight, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "node", node)
        put(self, "highlights", highlights)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SearchHit":
        fields = mapping(value, path)
        return SearchHit(
            node=field(fields, "node", path, ArticleCard.from_json),
            highlights=field(fields, "highlights", path, list_of(Highlight.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class SearchPage(Record):
    __slots__ = ("edges", "page_info")
    edges: tuple[SearchHit, ...]
    page_info: NextPageInfo

    def __init__(
        self,
        edges: tuple[SearchHit, ...],
        page_info: NextPageInfo,
    ) -> None:
        put = object.__setattr__
        put(self, "edges", edges)
        put(self, "page_info", page_info)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SearchPage":
        fields = mapping(value, path)
        return SearchPage(
            edges=field(fields, "edges", path, list_of(SearchHit.from_json)),
            page_info=field(fields, "pageInfo", path, NextPageInfo.from_json),
        )


@dataclass(init=False, repr=False, eq=False)
class TotalCount(Record):
    __slots__ = ("value", "is_lower_bound")
    value: int
    is_lower_bound: bool

    def __init__(
        self,
        value: int,
        is_lower_bound: bool,
    ) -> None:
        put = object.__setattr__
        put(self, "value", value)
        put(self, "is_lower_bound", is_lower_bound)

    @staticmethod
    def from_json(value: object, path: str = "") -> "TotalCount":
        fields = mapping(value, path)
        return TotalCount(
            value=field(fields, "value", path, integer),
            is_lower_bound=field(fields, "isLowerBound", path, boolean),
        )


@dataclass(init=False, repr=False, eq=False)
class FacetValue(Record):
    __slots__ = ("value", "label", "count")
    value: str
    label: str
    count: int

    def __init__(
        self,
        value: str,
        label: str,
        count: int,
    ) -> None:
        put = object.__setattr__
        put(self, "value", value)
        put(self, "label", label)
        put(self, "count", count)

    @staticmethod
    def from_json(value: object, path: str = "") -> "FacetValue":
        fields = mapping(value, path)
        return FacetValue(
            value=field(fields, "value", path, string),
            label=field(fields, "label", path, string),
            count=field(fields, "count", path, integer),
        )


@dataclass(init=False, repr=False, eq=False)
class FacetValues(Record):
    __slots__ = ("sections", "tags", "authors", "years")
    sections: tuple[FacetValue, ...]
    tags: tuple[FacetValue, ...]
    authors: tuple[FacetValue, ...]
    years: tuple[FacetValue, ...]

    def __init__(
        self,
        sections: tuple[FacetValue, ...],
        tags: tuple[FacetValue, ...],
        authors: tuple[FacetValue, ...],
        years: tuple[FacetValue, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "sections", sections)
        put(self, "tags", tags)
        put(self, "authors", authors)
        put(self, "years", years)

    @staticmethod
    def from_json(value: object, path: str = "") -> "FacetValues":
        fields = mapping(value, path)
        return FacetValues(
            sections=field(fields, "sections", path, list_of(FacetValue.from_json)),
            tags=field(fields, "tags", path, list_of(FacetValue.from_json)),
            authors=field(fields, "authors", path, list_of(FacetValue.from_json)),
            years=field(fields, "years", path, list_of(FacetValue.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class SearchFirstPage(SearchPage):
    __slots__ = ("total_count", "facets", "did_you_mean")
    total_count: TotalCount
    facets: FacetValues
    did_you_mean: str | None

    def __init__(
        self,
        edges: tuple[SearchHit, ...],
        page_info: NextPageInfo,
        total_count: TotalCount,
        facets: FacetValues,
        did_you_mean: str | None,
    ) -> None:
        put = object.__setattr__
        put(self, "edges", edges)
        put(self, "page_info", page_info)
        put(self, "total_count", total_count)
        put(self, "facets", facets)
        put(self, "did_you_mean", did_you_mean)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SearchFirstPage":
        fields = mapping(value, path)
        return SearchFirstPage(
            edges=field(fields, "edges", path, list_of(SearchHit.from_json)),
            page_info=field(fields, "pageInfo", path, NextPageInfo.from_json),
            total_count=field(fields, "totalCount", path, TotalCount.from_json),
            facets=field(fields, "facets", path, FacetValues.from_json),
            did_you_mean=field(fields, "didYouMean", path, nullable(string)),
        )


@dataclass(init=False, repr=False, eq=False)
class Search(Record):
    __slots__ = ("search",)
    search: SearchFirstPage

    def __init__(
        self,
        search: SearchFirstPage,
    ) -> None:
        put = object.__setattr__
        put(self, "search", search)

    @staticmethod
    def from_json(value: object, path: str = "") -> "Search":
        fields = mapping(value, path)
        return Search(
            search=field(fields, "search", path, SearchFirstPage.from_json),
        )


@dataclass(init=False, repr=False, eq=False)
class SearchMore(Record):
    __slots__ = ("search",)
    search: SearchPage

    def __init__(
        self,
        search: SearchPage,
    ) -> None:
        put = object.__setattr__
        put(self, "search", search)

    @staticmethod
    def from_json(value: object, path: str = "") -> "SearchMore":
        fields = mapping(value, path)
        return SearchMore(
            search=field(fields, "search", path, SearchPage.from_json),
        )


@dataclass(init=False, repr=False, eq=False)
class DeliveryReceipt(Record):
    __slots__ = ("recipient", "state", "reason")
    recipient: str
    state: DeliveryState | str
    reason: DeliveryFailure | str | None

    def __init__(
        self,
        recipient: str,
        state: DeliveryState | str,
        reason: DeliveryFailure | str | None,
    ) -> None:
        put = object.__setattr__
        put(self, "recipient", recipient)
        put(self, "state", state)
        put(self, "reason", reason)

    @staticmethod
    def from_json(value: object, path: str = "") -> "DeliveryReceipt":
        fields = mapping(value, path)
        return DeliveryReceipt(
            recipient=field(fields, "recipient", path, string),
            state=field(fields, "state", path, enum_value(DeliveryState)),
            reason=field(fields, "reason", path, nullable(enum_value(DeliveryFailure))),
        )


@dataclass(init=False, repr=False, eq=False)
class ShareReceipt(Record):
    __slots__ = ("id", "state", "deliveries")
    id: str
    state: DeliveryState | str
    deliveries: tuple[DeliveryReceipt, ...]

    def __init__(
        self,
        id: str,
        state: DeliveryState | str,
        deliveries: tuple[DeliveryReceipt, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "id", id)
        put(self, "state", state)
        put(self, "deliveries", deliveries)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ShareReceipt":
        fields = mapping(value, path)
        return ShareReceipt(
            id=field(fields, "id", path, string),
            state=field(fields, "state", path, enum_value(DeliveryState)),
            deliveries=field(fields, "deliveries", path, list_of(DeliveryReceipt.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class ShareProblem(Record):
    __slots__ = ("code", "message", "path", "retry_after")
    code: ShareArticleErrorCode | str
    message: str
    path: tuple[str, ...]
    retry_after: int | None

    def __init__(
        self,
        code: ShareArticleErrorCode | str,
        message: str,
        path: tuple[str, ...],
        retry_after: int | None,
    ) -> None:
        put = object.__setattr__
        put(self, "code", code)
        put(self, "message", message)
        put(self, "path", path)
        put(self, "retry_after", retry_after)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ShareProblem":
        fields = mapping(value, path)
        return ShareProblem(
            code=field(fields, "code", path, enum_value(ShareArticleErrorCode)),
            message=field(fields, "message", path, string),
            path=field(fields, "path", path, list_of(string)),
            retry_after=field(fields, "retryAfter", path, nullable(integer)),
        )


@dataclass(init=False, repr=False, eq=False)
class ShareOutcome(Record):
    __slots__ = ("share", "user_errors")
    share: ShareReceipt | None
    user_errors: tuple[ShareProblem, ...]

    def __init__(
        self,
        share: ShareReceipt | None,
        user_errors: tuple[ShareProblem, ...],
    ) -> None:
        put = object.__setattr__
        put(self, "share", share)
        put(self, "user_errors", user_errors)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ShareOutcome":
        fields = mapping(value, path)
        return ShareOutcome(
            share=field(fields, "share", path, nullable(ShareReceipt.from_json)),
            user_errors=field(fields, "userErrors", path, list_of(ShareProblem.from_json)),
        )


@dataclass(init=False, repr=False, eq=False)
class ShareArticle(Record):
    __slots__ = ("share_article",)
    share_article: ShareOutcome

    def __init__(
        self,
        share_article: ShareOutcome,
    ) -> None:
        put = object.__setattr__
        put(self, "share_article", share_article)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ShareArticle":
        fields = mapping(value, path)
        return ShareArticle(
            share_article=field(fields, "shareArticle", path, ShareOutcome.from_json),
        )


@dataclass(init=False, repr=False, eq=False)
class ShareState(Record):
    __slots__ = ("share",)
    share: ShareReceipt | None

    def __init__(
        self,
        share: ShareReceipt | None,
    ) -> None:
        put = object.__setattr__
        put(self, "share", share)

    @staticmethod
    def from_json(value: object, path: str = "") -> "ShareState":
        fields = mapping(value, path)
        return ShareState(
            share=field(fields, "share", path, nullable(ShareReceipt.from_json)),
        )


ARTICLE_LIST = """\
query ArticleList($first: Int!, $after: String, $section: String) {
  articles(first: $first, after: $after, where: { section: $section }) {
    ...ArticleCardPage
  }
}

fragment ArticleCardPage on ArticleConnection {
  nodes {
    ...ArticleCard
  }
  pageInfo {
    ...NextPageInfo
  }
}

fragment ArticleCard on Article {
  id
  slug
  canonicalUrl
  headline
  summary
  byline
  language
  publishedAt
  publishedOn
  updatedAt
  section {
    ...SectionLink
  }
  leadImage {
    ...ImageDetails
  }
}

fragment SectionLink on Section {
  path
  name
}

fragment ImageDetails on Image {
  url
  alt
  caption
  credit
  width
  height
}

fragment NextPageInfo on PageInfo {
  hasNextPage
  endCursor
}
"""


def article_list(*, first: int, after: str | None = None, section: str | None = None) -> GraphQLOperation[ArticleList]:
    return GraphQLOperation("ArticleList", ARTICLE_LIST, variables(first=first, after=after, section=section), ArticleList.from_json)


FRONT_PAGE = """\
query FrontPage {
  publication {
    ...PublicationDetails
  }
  sections {
    ...SectionBranch
  }
}

fragment PublicationDetails on Publication {
  name
  homeUrl
  language
  copyrightNotice
  registrationNumber
  canShareByEmail
}

fragment SectionBranch on Section {
  ...SectionLink
  children {
    ...SectionLevel2
  }
}

fragment SectionLink on Section {
  path
  name
}

fragment SectionLevel2 on Section {
  ...SectionLink
  children {
    ...SectionLevel3
  }
}

fragment SectionLevel3 on Section {
  ...SectionLink
  children {
    ...SectionLevel4
  }
}

fragment SectionLevel4 on Section {
  ...SectionLink
  children {
    ...SectionLevel5
  }
}

fragment SectionLevel5 on Section {
  ...SectionLink
  children {
    ...SectionLink
  }
}
"""


def front_page() -> GraphQLOperation[FrontPage]:
    return GraphQLOperation("FrontPage", FRONT_PAGE, variables(), FrontPage.from_json)


OPEN_ARTICLE = """\
query OpenArticle($by: ArticleBy!, $language: String!) {
  article(by: $by) {
    ...ArticlePage
  }
}

fragment ArticlePage on Article {
  ...ArticleCard
  updatedOn
  dateline
  bodyHtml
  wordCount
  readingMinutes
  copyrightNotice
  authors {
    ...AuthorLink
  }
  contributors {
    ...ContributorName
  }
  translations {
    ...TranslationLink
  }
  breadcrumb {
    ...BreadcrumbStep
  }
  tags {
    ...TagLink
  }
  images {
    ...PageImage
  }
  corrections {
    ...CorrectionNote
  }
  related(first: 5, language: $language) {
    ...RelatedStories
  }
}

fragment ArticleCard on Article {
  id
  slug
  canonicalUrl
  headline
  summary
  byline
  language
  publishedAt
  publishedOn
  updatedAt
  section {
    ...SectionLink
  }
  leadImage {
    ...ImageDetails
  }
}

fragment SectionLink on Section {
  path
  name
}

fragment ImageDetails on Image {
  url
  alt
  caption
  credit
  width
  height
}

fragment AuthorLink on Author {
  slug
  name
}

fragment ContributorName on Contributor {
  role
  author {
    ...AuthorLink
  }
}

fragment TranslationLink on Article {
  id
  language
  headline
}

fragment BreadcrumbStep on Breadcrumb {
  label
  url
  section {
    ...SectionLink
  }
}

fragment TagLink on Tag {
  slug
  label
  kind
}

fragment PageImage on Image {
  ...ImageDetails
  renditions {
    ...ImageFile
  }
}

fragment ImageFile on Rendition {
  url
  width
}

fragment CorrectionNote on Correction {
  text
  correctedAt
}

fragment RelatedStories on RelatedConnection {
  edges {
    ...RelatedStory
  }
}

fragment RelatedStory on RelatedEdge {
  score
  reasons {
    ...RelatedReasonText
  }
  node {
    ...ArticleCard
  }
  alsoPublishedBy {
    ...NearDuplicate
  }
}

fragment RelatedReasonText on RelatedReason {
  kind
  text
}

fragment NearDuplicate on Article {
  id
  headline
  source {
    ...SourceName
  }
}

fragment SourceName on Source {
  name
}
"""


def open_article(*, by: ArticleBy, language: str) -> GraphQLOperation[OpenArticle]:
    return GraphQLOperation("OpenArticle", OPEN_ARTICLE, variables(by=by, language=language), OpenArticle.from_json)


PUBLICATION = """\
query Publication {
  publication {
    ...PublicationDetails
  }
}

fragment PublicationDetails on Publication {
  name
  homeUrl
  language
  copyrightNotice
  registrationNumber
  canShareByEmail
}
"""


def publication() -> GraphQLOperation[Publication]:
    return GraphQLOperation("Publication", PUBLICATION, variables(), Publication.from_json)


SEARCH = """\
query Search($query: String!, $first: Int!, $where: ArticleWhere, $orderBy: SearchOrder!) {
  search(query: $query, first: $first, where: $where, orderBy: $orderBy) {
    ...SearchFirstPage
  }
}

fragment SearchFirstPage on SearchConnection {
  ...SearchPage
  totalCount {
    ...TotalCount
  }
  facets {
    ...FacetValues
  }
  didYouMean
}

fragment SearchPage on SearchConnection {
  edges {
    ...SearchHit
  }
  pageInfo {
    ...NextPageInfo
  }
}

fragment SearchHit on SearchEdge {
  node {
    ...ArticleCard
  }
  highlights {
    ...Highlight
  }
}

fragment ArticleCard on Article {
  id
  slug
  canonicalUrl
  headline
  summary
  byline
  language
  publishedAt
  publishedOn
  updatedAt
  section {
    ...SectionLink
  }
  leadImage {
    ...ImageDetails
  }
}

fragment SectionLink on Section {
  path
  name
}

fragment ImageDetails on Image {
  url
  alt
  caption
  credit
  width
  height
}

fragment Highlight on Highlight {
  field
  text
  ranges {
    ...HighlightRange
  }
}

fragment HighlightRange on TextRange {
  start
  end
}

fragment NextPageInfo on PageInfo {
  hasNextPage
  endCursor
}

fragment TotalCount on TotalCount {
  value
  isLowerBound
}

fragment FacetValues on SearchFacets {
  sections {
    ...FacetValue
  }
  tags {
    ...FacetValue
  }
  authors {
    ...FacetValue
  }
  years {
    ...FacetValue
  }
}

fragment FacetValue on FacetCount {
  value
  label
  count
}
"""


def search(*, query: str, first: int, where: ArticleWhere | None = None, order_by: SearchOrder | str) -> GraphQLOperation[Search]:
    return GraphQLOperation("Search", SEARCH, variables(query=query, first=first, where=where, order_by=order_by), Search.from_json)


SEARCH_MORE = """\
query SearchMore($query: String!, $first: Int!, $after: String!, $where: ArticleWhere, $orderBy: SearchOrder!) {
  search(
    query: $query
    first: $first
    after: $after
    where: $where
    orderBy: $orderBy
  ) {
    ...SearchPage
  }
}

fragment SearchPage on SearchConnection {
  edges {
    ...SearchHit
  }
  pageInfo {
    ...NextPageInfo
  }
}

fragment SearchHit on SearchEdge {
  node {
    ...ArticleCard
  }
  highlights {
    ...Highlight
  }
}

fragment ArticleCard on Article {
  id
  slug
  canonicalUrl
  headline
  summary
  byline
  language
  publishedAt
  publishedOn
  updatedAt
  section {
    ...SectionLink
  }
  leadImage {
    ...ImageDetails
  }
}

fragment SectionLink on Section {
  path
  name
}

fragment ImageDetails on Image {
  url
  alt
  caption
  credit
  width
  height
}

fragment Highlight on Highlight {
  field
  text
  ranges {
    ...HighlightRange
  }
}

fragment HighlightRange on TextRange {
  start
  end
}

fragment NextPageInfo on PageInfo {
  hasNextPage
  endCursor
}
"""


def search_more(*, query: str, first: int, after: str, where: ArticleWhere | None = None, order_by: SearchOrder | str) -> GraphQLOperation[SearchMore]:
    return GraphQLOperation("SearchMore", SEARCH_MORE, variables(query=query, first=first, after=after, where=where, order_by=order_by), SearchMore.from_json)


SHARE_ARTICLE = """\
mutation ShareArticle($input: ShareArticleInput!) {
  shareArticle(input: $input) {
    ...ShareOutcome
  }
}

fragment ShareOutcome on ShareArticlePayload {
  share {
    ...ShareReceipt
  }
  userErrors {
    ...ShareProblem
  }
}

fragment ShareReceipt on Share {
  id
  state
  deliveries {
    ...DeliveryReceipt
  }
}

fragment DeliveryReceipt on Delivery {
  recipient
  state
  reason
}

fragment ShareProblem on ShareArticleError {
  code
  message
  path
  retryAfter
}
"""


def share_article(*, input: ShareArticleInput) -> GraphQLOperation[ShareArticle]:
    return GraphQLOperation("ShareArticle", SHARE_ARTICLE, variables(input=input), ShareArticle.from_json, mutates=True)


SHARE_STATE = """\
query ShareState($id: ID!) {
  share(id: $id) {
    ...ShareReceipt
  }
}

fragment ShareReceipt on Share {
  id
  state
  deliveries {
    ...DeliveryReceipt
  }
}

fragment DeliveryReceipt on Delivery {
  recipient
  state
  reason
}
"""


def share_state(*, id: str) -> GraphQLOperation[ShareState]:
    return GraphQLOperation("ShareState", SHARE_STATE, variables(id=id), ShareState.from_json)

