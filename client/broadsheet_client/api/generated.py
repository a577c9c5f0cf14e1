"""What the reader asks and what it is answered.

Written by `python -m broadsheet_client.api.generation` from the contract and operations/*.graphql.
Change those, and write it anew.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from broadsheet_client.api.call import Call
from broadsheet_client.api.decoding import (
    boolean,
    integer,
    listed,
    mapping,
    nullable,
    number,
    string,
    take,
    timestamp,
    word_of,
)
from broadsheet_client.api.encoding import variables


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareArticleInput:
    article: str
    to: tuple[str, ...]
    sender_name: str
    note: str | None = None
    language: str | None = None
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class SectionLink:
    path: str
    name: str

    @staticmethod
    def from_json(value: object, path: str = "") -> "SectionLink":
        fields = mapping(value, path)
        return SectionLink(
            path=take(fields, "path", path, string),
            name=take(fields, "name", path, string),
        )


@dataclass(frozen=True, slots=True)
class ImageParts:
    url: str
    alt: str
    caption: str | None
    credit: str | None
    width: int
    height: int

    @staticmethod
    def from_json(value: object, path: str = "") -> "ImageParts":
        fields = mapping(value, path)
        return ImageParts(
            url=take(fields, "url", path, string),
            alt=take(fields, "alt", path, string),
            caption=take(fields, "caption", path, nullable(string)),
            credit=take(fields, "credit", path, nullable(string)),
            width=take(fields, "width", path, integer),
            height=take(fields, "height", path, integer),
        )


@dataclass(frozen=True, slots=True)
class ArticleCard:
    id: str
    slug: str
    canonical_url: str
    headline: str
    summary: str | None
    byline: str | None
    language: str
    published_at: datetime
    updated_at: datetime
    section: SectionLink
    lead_image: ImageParts | None

    @staticmethod
    def from_json(value: object, path: str = "") -> "ArticleCard":
        fields = mapping(value, path)
        return ArticleCard(
            id=take(fields, "id", path, string),
            slug=take(fields, "slug", path, string),
            canonical_url=take(fields, "canonicalUrl", path, string),
            headline=take(fields, "headline", path, string),
            summary=take(fields, "summary", path, nullable(string)),
            byline=take(fields, "byline", path, nullable(string)),
            language=take(fields, "language", path, string),
            published_at=take(fields, "publishedAt", path, timestamp),
            updated_at=take(fields, "updatedAt", path, timestamp),
            section=take(fields, "section", path, SectionLink.from_json),
            lead_image=take(fields, "leadImage", path, nullable(ImageParts.from_json)),
        )


@dataclass(frozen=True, slots=True)
class PageEnd:
    has_next_page: bool
    end_cursor: str | None

    @staticmethod
    def from_json(value: object, path: str = "") -> "PageEnd":
        fields = mapping(value, path)
        return PageEnd(
            has_next_page=take(fields, "hasNextPage", path, boolean),
            end_cursor=take(fields, "endCursor", path, nullable(string)),
        )


@dataclass(frozen=True, slots=True)
class ArticleCardPage:
    nodes: tuple[ArticleCard, ...]
    page_info: PageEnd

    @staticmethod
    def from_json(value: object, path: str = "") -> "ArticleCardPage":
        fields = mapping(value, path)
        return ArticleCardPage(
            nodes=take(fields, "nodes", path, listed(ArticleCard.from_json)),
            page_info=take(fields, "pageInfo", path, PageEnd.from_json),
        )


@dataclass(frozen=True, slots=True)
class ArticleList:
    articles: ArticleCardPage

    @staticmethod
    def from_json(value: object, path: str = "") -> "ArticleList":
        fields = mapping(value, path)
        return ArticleList(
            articles=take(fields, "articles", path, ArticleCardPage.from_json),
        )


@dataclass(frozen=True, slots=True)
class PublicationDetails:
    name: str
    home_url: str
    language: str
    copyright_notice: str
    registration_number: str
    can_share_by_email: bool

    @staticmethod
    def from_json(value: object, path: str = "") -> "PublicationDetails":
        fields = mapping(value, path)
        return PublicationDetails(
            name=take(fields, "name", path, string),
            home_url=take(fields, "homeUrl", path, string),
            language=take(fields, "language", path, string),
            copyright_notice=take(fields, "copyrightNotice", path, string),
            registration_number=take(fields, "registrationNumber", path, string),
            can_share_by_email=take(fields, "canShareByEmail", path, boolean),
        )


@dataclass(frozen=True, slots=True)
class SectionBranch(SectionLink):
    children: tuple[SectionLink, ...]

    @staticmethod
    def from_json(value: object, path: str = "") -> "SectionBranch":
        fields = mapping(value, path)
        return SectionBranch(
            path=take(fields, "path", path, string),
            name=take(fields, "name", path, string),
            children=take(fields, "children", path, listed(SectionLink.from_json)),
        )


@dataclass(frozen=True, slots=True)
class FrontPage:
    publication: PublicationDetails
    sections: tuple[SectionBranch, ...]

    @staticmethod
    def from_json(value: object, path: str = "") -> "FrontPage":
        fields = mapping(value, path)
        return FrontPage(
            publication=take(fields, "publication", path, PublicationDetails.from_json),
            sections=take(fields, "sections", path, listed(SectionBranch.from_json)),
        )


@dataclass(frozen=True, slots=True)
class AuthorLink:
    slug: str
    name: str

    @staticmethod
    def from_json(value: object, path: str = "") -> "AuthorLink":
        fields = mapping(value, path)
        return AuthorLink(
            slug=take(fields, "slug", path, string),
            name=take(fields, "name", path, string),
        )


@dataclass(frozen=True, slots=True)
class BreadcrumbStep:
    label: str
    url: str
    section: SectionLink | None

    @staticmethod
    def from_json(value: object, path: str = "") -> "BreadcrumbStep":
        fields = mapping(value, path)
        return BreadcrumbStep(
            label=take(fields, "label", path, string),
            url=take(fields, "url", path, string),
            section=take(fields, "section", path, nullable(SectionLink.from_json)),
        )


@dataclass(frozen=True, slots=True)
class TagLink:
    slug: str
    label: str
    kind: TagKind | str

    @staticmethod
    def from_json(value: object, path: str = "") -> "TagLink":
        fields = mapping(value, path)
        return TagLink(
            slug=take(fields, "slug", path, string),
            label=take(fields, "label", path, string),
            kind=take(fields, "kind", path, word_of(TagKind)),
        )


@dataclass(frozen=True, slots=True)
class CorrectionNote:
    text: str
    corrected_at: datetime

    @staticmethod
    def from_json(value: object, path: str = "") -> "CorrectionNote":
        fields = mapping(value, path)
        return CorrectionNote(
            text=take(fields, "text", path, string),
            corrected_at=take(fields, "correctedAt", path, timestamp),
        )


@dataclass(frozen=True, slots=True)
class RelatedReasonText:
    kind: RelatedReasonKind | str
    text: str

    @staticmethod
    def from_json(value: object, path: str = "") -> "RelatedReasonText":
        fields = mapping(value, path)
        return RelatedReasonText(
            kind=take(fields, "kind", path, word_of(RelatedReasonKind)),
            text=take(fields, "text", path, string),
        )


@dataclass(frozen=True, slots=True)
class RelatedStory:
    score: float
    reasons: tuple[RelatedReasonText, ...]
    node: ArticleCard

    @staticmethod
    def from_json(value: object, path: str = "") -> "RelatedStory":
        fields = mapping(value, path)
        return RelatedStory(
            score=take(fields, "score", path, number),
            reasons=take(fields, "reasons", path, listed(RelatedReasonText.from_json)),
            node=take(fields, "node", path, ArticleCard.from_json),
        )


@dataclass(frozen=True, slots=True)
class RelatedStories:
    edges: tuple[RelatedStory, ...]

    @staticmethod
    def from_json(value: object, path: str = "") -> "RelatedStories":
        fields = mapping(value, path)
        return RelatedStories(
            edges=take(fields, "edges", path, listed(RelatedStory.from_json)),
        )


@dataclass(frozen=True, slots=True)
class ArticlePage(ArticleCard):
    body_html: str
    word_count: int
    reading_minutes: int
    copyright_notice: str
    authors: tuple[AuthorLink, ...]
    breadcrumb: tuple[BreadcrumbStep, ...]
    tags: tuple[TagLink, ...]
    images: tuple[ImageParts, ...]
    corrections: tuple[CorrectionNote, ...]
    related: RelatedStories

    @staticmethod
    def from_json(value: object, path: str = "") -> "ArticlePage":
        fields = mapping(value, path)
        return ArticlePage(
            id=take(fields, "id", path, string),
            slug=take(fields, "slug", path, string),
            canonical_url=take(fields, "canonicalUrl", path, string),
            headline=take(fields, "headline", path, string),
            summary=take(fields, "summary", path, nullable(string)),
            byline=take(fields, "byline", path, nullable(string)),
            language=take(fields, "language", path, string),
            published_at=take(fields, "publishedAt", path, timestamp),
            updated_at=take(fields, "updatedAt", path, timestamp),
            section=take(fields, "section", path, SectionLink.from_json),
            lead_image=take(fields, "leadImage", path, nullable(ImageParts.from_json)),
            body_html=take(fields, "bodyHtml", path, string),
            word_count=take(fields, "wordCount", path, integer),
            reading_minutes=take(fields, "readingMinutes", path, integer),
            copyright_notice=take(fields, "copyrightNotice", path, string),
            authors=take(fields, "authors", path, listed(AuthorLink.from_json)),
            breadcrumb=take(fields, "breadcrumb", path, listed(BreadcrumbStep.from_json)),
            tags=take(fields, "tags", path, listed(TagLink.from_json)),
            images=take(fields, "images", path, listed(ImageParts.from_json)),
            corrections=take(fields, "corrections", path, listed(CorrectionNote.from_json)),
            related=take(fields, "related", path, RelatedStories.from_json),
        )


@dataclass(frozen=True, slots=True)
class OpenArticle:
    article: ArticlePage | None

    @staticmethod
    def from_json(value: object, path: str = "") -> "OpenArticle":
        fields = mapping(value, path)
        return OpenArticle(
            article=take(fields, "article", path, nullable(ArticlePage.from_json)),
        )


@dataclass(frozen=True, slots=True)
class Marked:
    start: int
    end: int

    @staticmethod
    def from_json(value: object, path: str = "") -> "Marked":
        fields = mapping(value, path)
        return Marked(
            start=take(fields, "start", path, integer),
            end=take(fields, "end", path, integer),
        )


@dataclass(frozen=True, slots=True)
class Passage:
    field: HighlightField | str
    text: str
    ranges: tuple[Marked, ...]

    @staticmethod
    def from_json(value: object, path: str = "") -> "Passage":
        fields = mapping(value, path)
        return Passage(
            field=take(fields, "field", path, word_of(HighlightField)),
            text=take(fields, "text", path, string),
            ranges=take(fields, "ranges", path, listed(Marked.from_json)),
        )


@dataclass(frozen=True, slots=True)
class SearchHit:
    node: ArticleCard
    highlights: tuple[Passage, ...]

    @staticmethod
    def from_json(value: object, path: str = "") -> "SearchHit":
        fields = mapping(value, path)
        return SearchHit(
            node=take(fields, "node", path, ArticleCard.from_json),
            highlights=take(fields, "highlights", path, listed(Passage.from_json)),
        )


@dataclass(frozen=True, slots=True)
class SearchHits:
    edges: tuple[SearchHit, ...]
    page_info: PageEnd

    @staticmethod
    def from_json(value: object, path: str = "") -> "SearchHits":
        fields = mapping(value, path)
        return SearchHits(
            edges=take(fields, "edges", path, listed(SearchHit.from_json)),
            page_info=take(fields, "pageInfo", path, PageEnd.from_json),
        )


@dataclass(frozen=True, slots=True)
class Total:
    value: int
    is_lower_bound: bool

    @staticmethod
    def from_json(value: object, path: str = "") -> "Total":
        fields = mapping(value, path)
        return Total(
            value=take(fields, "value", path, integer),
            is_lower_bound=take(fields, "isLowerBound", path, boolean),
        )


@dataclass(frozen=True, slots=True)
class SearchChoice:
    value: str
    label: str
    count: int

    @staticmethod
    def from_json(value: object, path: str = "") -> "SearchChoice":
        fields = mapping(value, path)
        return SearchChoice(
            value=take(fields, "value", path, string),
            label=take(fields, "label", path, string),
            count=take(fields, "count", path, integer),
        )


@dataclass(frozen=True, slots=True)
class SearchChoices:
    sections: tuple[SearchChoice, ...]
    tags: tuple[SearchChoice, ...]
    authors: tuple[SearchChoice, ...]
    years: tuple[SearchChoice, ...]

    @staticmethod
    def from_json(value: object, path: str = "") -> "SearchChoices":
        fields = mapping(value, path)
        return SearchChoices(
            sections=take(fields, "sections", path, listed(SearchChoice.from_json)),
            tags=take(fields, "tags", path, listed(SearchChoice.from_json)),
            authors=take(fields, "authors", path, listed(SearchChoice.from_json)),
            years=take(fields, "years", path, listed(SearchChoice.from_json)),
        )


@dataclass(frozen=True, slots=True)
class SearchBeginning(SearchHits):
    total_count: Total
    facets: SearchChoices
    did_you_mean: str | None

    @staticmethod
    def from_json(value: object, path: str = "") -> "SearchBeginning":
        fields = mapping(value, path)
        return SearchBeginning(
            edges=take(fields, "edges", path, listed(SearchHit.from_json)),
            page_info=take(fields, "pageInfo", path, PageEnd.from_json),
            total_count=take(fields, "totalCount", path, Total.from_json),
            facets=take(fields, "facets", path, SearchChoices.from_json),
            did_you_mean=take(fields, "didYouMean", path, nullable(string)),
        )


@dataclass(frozen=True, slots=True)
class Search:
    search: SearchBeginning

    @staticmethod
    def from_json(value: object, path: str = "") -> "Search":
        fields = mapping(value, path)
        return Search(
            search=take(fields, "search", path, SearchBeginning.from_json),
        )


@dataclass(frozen=True, slots=True)
class SearchMore:
    search: SearchHits

    @staticmethod
    def from_json(value: object, path: str = "") -> "SearchMore":
        fields = mapping(value, path)
        return SearchMore(
            search=take(fields, "search", path, SearchHits.from_json),
        )


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    recipient: str
    state: DeliveryState | str

    @staticmethod
    def from_json(value: object, path: str = "") -> "DeliveryReceipt":
        fields = mapping(value, path)
        return DeliveryReceipt(
            recipient=take(fields, "recipient", path, string),
            state=take(fields, "state", path, word_of(DeliveryState)),
        )


@dataclass(frozen=True, slots=True)
class ShareReceipt:
    id: str
    state: DeliveryState | str
    deliveries: tuple[DeliveryReceipt, ...]

    @staticmethod
    def from_json(value: object, path: str = "") -> "ShareReceipt":
        fields = mapping(value, path)
        return ShareReceipt(
            id=take(fields, "id", path, string),
            state=take(fields, "state", path, word_of(DeliveryState)),
            deliveries=take(fields, "deliveries", path, listed(DeliveryReceipt.from_json)),
        )


@dataclass(frozen=True, slots=True)
class ShareProblem:
    code: ShareArticleErrorCode | str
    message: str
    path: tuple[str, ...]
    retry_after: int | None

    @staticmethod
    def from_json(value: object, path: str = "") -> "ShareProblem":
        fields = mapping(value, path)
        return ShareProblem(
            code=take(fields, "code", path, word_of(ShareArticleErrorCode)),
            message=take(fields, "message", path, string),
            path=take(fields, "path", path, listed(string)),
            retry_after=take(fields, "retryAfter", path, nullable(integer)),
        )


@dataclass(frozen=True, slots=True)
class ShareOutcome:
    share: ShareReceipt | None
    user_errors: tuple[ShareProblem, ...]

    @staticmethod
    def from_json(value: object, path: str = "") -> "ShareOutcome":
        fields = mapping(value, path)
        return ShareOutcome(
            share=take(fields, "share", path, nullable(ShareReceipt.from_json)),
            user_errors=take(fields, "userErrors", path, listed(ShareProblem.from_json)),
        )


@dataclass(frozen=True, slots=True)
class ShareArticle:
    share_article: ShareOutcome

    @staticmethod
    def from_json(value: object, path: str = "") -> "ShareArticle":
        fields = mapping(value, path)
        return ShareArticle(
            share_article=take(fields, "shareArticle", path, ShareOutcome.from_json),
        )


@dataclass(frozen=True, slots=True)
class ShareState:
    share: ShareReceipt | None

    @staticmethod
    def from_json(value: object, path: str = "") -> "ShareState":
        fields = mapping(value, path)
        return ShareState(
            share=take(fields, "share", path, nullable(ShareReceipt.from_json)),
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
    ...PageEnd
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
  updatedAt
  section {
    ...SectionLink
  }
  leadImage {
    ...ImageParts
  }
}

fragment SectionLink on Section {
  path
  name
}

fragment ImageParts on Image {
  url
  alt
  caption
  credit
  width
  height
}

fragment PageEnd on PageInfo {
  hasNextPage
  endCursor
}
"""


def article_list(*, first: int, after: str | None = None, section: str | None = None) -> Call[ArticleList]:
    return Call("ArticleList", ARTICLE_LIST, variables(first=first, after=after, section=section), ArticleList.from_json)


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
    ...SectionLink
  }
}

fragment SectionLink on Section {
  path
  name
}
"""


def front_page() -> Call[FrontPage]:
    return Call("FrontPage", FRONT_PAGE, variables(), FrontPage.from_json)


OPEN_ARTICLE = """\
query OpenArticle($by: ArticleBy!, $language: String!) {
  article(by: $by) {
    ...ArticlePage
  }
}

fragment ArticlePage on Article {
  ...ArticleCard
  bodyHtml
  wordCount
  readingMinutes
  copyrightNotice
  authors {
    ...AuthorLink
  }
  breadcrumb {
    ...BreadcrumbStep
  }
  tags {
    ...TagLink
  }
  images {
    ...ImageParts
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
  updatedAt
  section {
    ...SectionLink
  }
  leadImage {
    ...ImageParts
  }
}

fragment SectionLink on Section {
  path
  name
}

fragment ImageParts on Image {
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
}

fragment RelatedReasonText on RelatedReason {
  kind
  text
}
"""


def open_article(*, by: ArticleBy, language: str) -> Call[OpenArticle]:
    return Call("OpenArticle", OPEN_ARTICLE, variables(by=by, language=language), OpenArticle.from_json)


SEARCH = """\
query Search($query: String!, $first: Int!, $where: ArticleWhere, $orderBy: SearchOrder!) {
  search(query: $query, first: $first, where: $where, orderBy: $orderBy) {
    ...SearchBeginning
  }
}

fragment SearchBeginning on SearchConnection {
  ...SearchHits
  totalCount {
    ...Total
  }
  facets {
    ...SearchChoices
  }
  didYouMean
}

fragment SearchHits on SearchConnection {
  edges {
    ...SearchHit
  }
  pageInfo {
    ...PageEnd
  }
}

fragment SearchHit on SearchEdge {
  node {
    ...ArticleCard
  }
  highlights {
    ...Passage
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
  updatedAt
  section {
    ...SectionLink
  }
  leadImage {
    ...ImageParts
  }
}

fragment SectionLink on Section {
  path
  name
}

fragment ImageParts on Image {
  url
  alt
  caption
  credit
  width
  height
}

fragment Passage on Highlight {
  field
  text
  ranges {
    ...Marked
  }
}

fragment Marked on TextRange {
  start
  end
}

fragment PageEnd on PageInfo {
  hasNextPage
  endCursor
}

fragment Total on TotalCount {
  value
  isLowerBound
}

fragment SearchChoices on SearchFacets {
  sections {
    ...SearchChoice
  }
  tags {
    ...SearchChoice
  }
  authors {
    ...SearchChoice
  }
  years {
    ...SearchChoice
  }
}

fragment SearchChoice on FacetCount {
  value
  label
  count
}
"""


def search(*, query: str, first: int, where: ArticleWhere | None = None, order_by: SearchOrder | str) -> Call[Search]:
    return Call("Search", SEARCH, variables(query=query, first=first, where=where, order_by=order_by), Search.from_json)


SEARCH_MORE = """\
query SearchMore($query: String!, $first: Int!, $after: String!, $where: ArticleWhere, $orderBy: SearchOrder!) {
  search(
    query: $query
    first: $first
    after: $after
    where: $where
    orderBy: $orderBy
  ) {
    ...SearchHits
  }
}

fragment SearchHits on SearchConnection {
  edges {
    ...SearchHit
  }
  pageInfo {
    ...PageEnd
  }
}

fragment SearchHit on SearchEdge {
  node {
    ...ArticleCard
  }
  highlights {
    ...Passage
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
  updatedAt
  section {
    ...SectionLink
  }
  leadImage {
    ...ImageParts
  }
}

fragment SectionLink on Section {
  path
  name
}

fragment ImageParts on Image {
  url
  alt
  caption
  credit
  width
  height
}

fragment Passage on Highlight {
  field
  text
  ranges {
    ...Marked
  }
}

fragment Marked on TextRange {
  start
  end
}

fragment PageEnd on PageInfo {
  hasNextPage
  endCursor
}
"""


def search_more(*, query: str, first: int, after: str, where: ArticleWhere | None = None, order_by: SearchOrder | str) -> Call[SearchMore]:
    return Call("SearchMore", SEARCH_MORE, variables(query=query, first=first, after=after, where=where, order_by=order_by), SearchMore.from_json)


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
}

fragment ShareProblem on ShareArticleError {
  code
  message
  path
  retryAfter
}
"""


def share_article(*, input: ShareArticleInput) -> Call[ShareArticle]:
    return Call("ShareArticle", SHARE_ARTICLE, variables(input=input), ShareArticle.from_json, mutates=True)


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
}
"""


def share_state(*, id: str) -> Call[ShareState]:
    return Call("ShareState", SHARE_STATE, variables(id=id), ShareState.from_json)

