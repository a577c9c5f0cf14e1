"""Broadsheet's own export format: one JSON record a line, the version of the format in the first one.

`{"broadsheet_export": 1, "sections": […]}`, then a line `{"article": {…}}` for each article, then lines
`{"pins": {…}}` and `{"alias": {…}}`. docs/import/broadsheet.md has it for integrators. A change that an
earlier reader would misunderstand gets another `FORMAT_VERSION`.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from broadsheet_server.models.articles import ArticleFields
from broadsheet_server.models.identities import IdentityKind
from broadsheet_server.models.translations import TranslationReferenceKind
from broadsheet_server.newsroom.aliases import AliasKind
from broadsheet_shared.vocabulary import ArticleStatus, ChangeKind, ContributorRole, TagKind, WithdrawalKind

FORMAT_VERSION = 1

_Position = Annotated[int, Field(ge=0, lt=2**31)]
_Identity = Annotated[str, Field(max_length=500)]
"""Longer ones are digests (`storage.indexed_text`)."""
_Share = Annotated[float, Field(ge=0, le=1)]


def _past(moment: datetime) -> datetime:
    """The moment in UTC. Raises ValueError for one that has not come: no later edit would count."""
    try:
        moment = moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is no date") from error
    if moment > datetime.now(UTC) + timedelta(days=1):  # clocks differ
        raise ValueError("has not come yet")
    return moment


_EditedAt = Annotated[AwareDatetime, AfterValidator(_past)]
_Number = Annotated[int, Field(ge=1, lt=2**31)]


class _Record(BaseModel):
    """A part of a line. A member that this version does not know is refused, rather than lost."""

    model_config = ConfigDict(extra="forbid")


class ExportedSection(_Record):
    """A section; its parent is the one whose path is the beginning of its own."""

    path: str
    name: str
    description: str | None = None
    position: _Position
    edited_at: _EditedAt | None = None
    former_paths: list[str] = Field(default_factory=list, max_length=1_000)


class ExportedAuthor(_Record):
    """An author of an article; `identity` is what they are recognised by."""

    slug: str
    name: str
    identity: _Identity
    edited_at: _EditedAt | None = None


class ExportedContributor(ExportedAuthor):
    """Somebody who worked on an article beside its authors."""

    role: ContributorRole


class ExportedTag(_Record):
    """A tag of an article; `identity` is what it is recognised by."""

    slug: str
    label: str
    kind: TagKind
    identity: _Identity
    same_as: list[str]
    edited_at: _EditedAt | None = None


class ExportedImage(_Record):
    """An image. `location` is an https URL, or the name of a file in the folder `media` beside the export."""

    location: str
    media_type: str
    width: int
    height: int
    alt: str
    caption: str | None
    credit: str | None
    external_reference: str | None
    copyright_notice: str | None = None
    usage_terms: str | None = None
    focal_x: _Share | None = None
    focal_y: _Share | None = None


class ExportedCorrection(_Record):
    """A public note that says what was wrong."""

    id: UUID
    text: str
    corrected_at: AwareDatetime


class ExportedSource(_Record):
    """A further source of the article."""

    name: str
    url: str | None


class ExportedIdentity(_Record):
    """One thing by which versions of the article are recognised; see `newsroom.identity`."""

    value: _Identity
    kind: IdentityKind
    source: _Identity


class ExportedRevision(_Record):
    """One version of the article; see `newsroom.revisions`."""

    number: _Number
    kind: ChangeKind
    created_at: AwareDatetime
    snapshot: dict[str, object]
    actor: str | None = None
    reason: str | None = None


class ExportedTombstone(_Record):
    """What an editor says of an article that they withdrew."""

    kind: WithdrawalKind
    note: str | None
    redirect_url: str | None
    withdrawn_at: AwareDatetime


class ExportedTranslation(_Record):
    """What the source says of the article's translations; see `models.translations`."""

    value: _Identity
    kind: TranslationReferenceKind
    source: _Identity


class ExportedArticle(ArticleFields):
    """An article with everything that belongs to it, whether the public may see it or not."""

    model_config = ConfigDict(extra="forbid")  # type: ignore[assignment]

    id: UUID
    slug: str
    external_reference: str | None
    status: ArticleStatus
    section: str
    word_count: _Position
    revision: _Number
    content_hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    delivered_hash: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    published_at: AwareDatetime
    published_at_is_estimated: bool
    published_on: date | None
    updated_at: AwareDatetime
    updated_on: date | None
    body_html: str
    body_text: str
    authors: list[ExportedAuthor]
    contributors: list[ExportedContributor] = Field(default_factory=list)
    tags: list[ExportedTag]
    images: list[ExportedImage]
    corrections: list[ExportedCorrection]
    sources: list[ExportedSource]
    identities: list[ExportedIdentity]
    revisions: list[ExportedRevision]
    tombstones: list[ExportedTombstone] = Field(default_factory=list, max_length=1)
    translation_group: UUID | None = None
    translations: list[ExportedTranslation] = Field(default_factory=list, max_length=200)


class ExportedPins(_Record):
    """The articles at the head of an article's related list, in their order."""

    article: UUID
    related: list[UUID] = Field(max_length=200)


class ExportedAlias(_Record):
    """What a section, tag or author went by before; `target` is its path or its `identity` now."""

    kind: AliasKind
    value: Annotated[str, Field(min_length=1, max_length=1_000)]
    target: str
    edited_at: _EditedAt | None = None


class ExportedSections(_Record):
    """The first line: all sections, each after its parent."""

    broadsheet_export: Literal[1]
    sections: list[ExportedSection]


class ExportedLine(_Record):
    """Any further line, which has one of these."""

    article: ExportedArticle | None = None
    pins: ExportedPins | None = None
    alias: ExportedAlias | None = None
