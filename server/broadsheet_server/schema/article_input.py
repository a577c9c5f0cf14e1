"""Articles as editors and their systems send them."""

import strawberry

from broadsheet_server.schema.compiled_inputs import compiled_input
from broadsheet_server.schema.scalars import DateTime
from broadsheet_shared.vocabulary import ContributorRole, TagKind

_SECTION = "The path of its section, like `world/asia`; missing sections are created."
_BODY = (
    "Its text as HTML. Scripts, styles and unknown elements are left out without a word; `notes` say which "
    "images and embeds could not be taken. Images on other servers are fetched."
)
_PUBLISHED_AT = "When it was or will be published; before that moment it is not public."
_TRANSLATION_OF = (
    "The id of an article, public or not, that has the same story in another language. It is a translation "
    "of all translations of that one then, and no more of others."
)
_EMBARGO = "Not public before this moment, whatever its date of publication."


@compiled_input
@strawberry.input(description='Who wrote an article. Example: `{name: "Ada Moor", code: "staff-17"}`.')
class AuthorInput:
    """Becomes a `DraftAuthor`."""

    name: str = strawberry.field(description="Their name.")
    code: str | None = strawberry.field(
        default=None, description="What they are recognised by; without it, by their name."
    )


@compiled_input
@strawberry.input(
    description="Somebody with what they did for an article."
    ' Example: `{name: "Mei Tan", role: PHOTOGRAPHER}`.'
)
class ContributorInput:
    """Becomes a `DraftContributor`."""

    name: str = strawberry.field(description="Their name.")
    role: ContributorRole = strawberry.field(description="What they did.")
    code: str | None = strawberry.field(
        default=None, description="What they are recognised by, as an author is; without it, by their name."
    )


@compiled_input
@strawberry.input(
    description="What an article is about."
    ' Example: `{label: "Vallmere", kind: PLACE, sameAs: '
    '["https://www.wikidata.org/entity/Q1"]}`.'
)
class TagInput:
    """Becomes a `DraftTag`."""

    label: str = strawberry.field(description="Its name, as readers see it.")
    kind: TagKind = strawberry.field(default=TagKind.TOPIC, description="What it names.")
    scheme: str | None = strawberry.field(
        default=None, description="The vocabulary that `code` is of, like a URI of the IPTC."
    )
    code: str | None = strawberry.field(
        default=None, description="Its code there. Without both it is recognised by its label."
    )
    same_as: list[str] = strawberry.field(
        default_factory=list,
        description="URIs of the same thing elsewhere, like `http://www.wikidata.org/entity/Q123`.",
    )


@compiled_input
@strawberry.input(description="The most important point of an image. Example: `{x: 0.5, y: 0.25}`.")
class FocalPointInput:
    """Becomes the `focal_point` of a `DraftImage`."""

    x: float = strawberry.field(description="0 at the left edge of the image, 1 at the right one.")
    y: float = strawberry.field(description="0 at the upper edge of the image, 1 at the lower one.")


@compiled_input
@strawberry.input(
    description="An image of an article, the first of which stands for it."
    ' Example: `{url: "https://pictures.example/crane.jpg", alt: "A crane", credit: '
    '"Ada Moor", focalPoint: {x: 0.5, y: 0.25}}`.'
)
class ImageInput:
    """Becomes a `DraftImage`."""

    url: str = strawberry.field(
        description="Where it is, `https://…`. It is fetched, and kept with its renditions."
    )
    alt: str = strawberry.field(description="What is seen, for those who cannot see it.")
    caption: str | None = strawberry.field(default=None, description="What to know about what it shows.")
    credit: str | None = strawberry.field(default=None, description="Who made it.")
    copyright_notice: str | None = strawberry.field(default=None, description="Its own copyright notice.")
    usage_terms: str | None = strawberry.field(
        default=None, description="What readers and others may do with it."
    )
    focal_point: FocalPointInput | None = strawberry.field(
        default=None, description="Its most important point."
    )
    media_type: str | None = strawberry.field(
        default=None, description="Its format, like `image/jpeg`; needed where images are only linked."
    )
    width: int | None = strawberry.field(default=None, description="Width in pixels; likewise.")
    height: int | None = strawberry.field(default=None, description="Height in pixels; likewise.")


@compiled_input
@strawberry.input(
    description="A whole article."
    ' Example: `{headline: "Ferry returns", bodyHtml: "<p>It sails again.</p>", '
    'section: "city/harbour", language: "en-GB", publishedAt: "2026-11-27T08:30:00Z",'
    ' authors: [{name: "Ada Moor"}], tags: [{label: "Ferries"}]}`.'
)
class ArticleInput:
    """Becomes an `ArticleDraft`."""

    headline: str = strawberry.field(description="The line above it.")
    body_html: str = strawberry.field(description=_BODY)
    section: str = strawberry.field(description=_SECTION)
    language: str | None = strawberry.field(
        default=None, description="The language it is written in (BCP 47); by default the publication's."
    )
    external_reference: str | None = strawberry.field(
        default=None, description="The id that the sending system knows it by, the same in all versions."
    )
    slug: str | None = strawberry.field(
        default=None, description="The wish for its name in addresses; by default made of the headline."
    )
    summary: str | None = strawberry.field(default=None, description="What it says, in a sentence or two.")
    byline: str | None = strawberry.field(default=None, description="Who wrote it, as printed.")
    dateline: str | None = strawberry.field(default=None, description="The place where it was filed.")
    authors: list[AuthorInput] = strawberry.field(default_factory=list, description="Who wrote it.")
    contributors: list[ContributorInput] = strawberry.field(
        default_factory=list,
        description="Who worked on it otherwise. Whose role is AUTHOR is put behind those of `authors`.",
    )
    tags: list[TagInput] = strawberry.field(default_factory=list, description="What it is about.")
    images: list[ImageInput] = strawberry.field(default_factory=list, description="Its images.")
    canonical_url: str | None = strawberry.field(
        default=None, description="The address to cite, `https://…`, where that is not on this site."
    )
    published_at: DateTime | None = strawberry.field(
        default=None, description=f"{_PUBLISHED_AT} By default now."
    )
    updated_at: DateTime | None = strawberry.field(
        default=None, description="The date of this version; an earlier one never replaces a later one."
    )
    version: int | None = strawberry.field(
        default=None, description="The number of this version, which decides where dates are equal."
    )
    embargoed_until: DateTime | None = strawberry.field(default=None, description=_EMBARGO)
    expires_at: DateTime | None = strawberry.field(default=None, description="Not public from then on.")
    copyright_notice: str | None = strawberry.field(
        default=None, description="Its own notice; by default the publication's."
    )
    copyright_holder: str | None = strawberry.field(
        default=None, description="Who has the rights in it; a notice of them is `copyrightNotice`."
    )
    usage_terms: str | None = strawberry.field(default=None, description="What readers may do with it.")
    editorial_note: str | None = strawberry.field(
        default=None, description="A note to editors, never public."
    )
    source_name: str | None = strawberry.field(
        default=None, description="Whom it came from, if from elsewhere."
    )
    source_url: str | None = strawberry.field(
        default=None, description="Where the source published it, `https://…`."
    )
    translation_of: strawberry.ID | None = strawberry.field(
        default=None,
        description=f"{_TRANSLATION_OF} Without it, what the article is a translation of stays.",
    )


@compiled_input
@strawberry.input(
    description="What is to be other than it is. A field that is left out stays; null removes what it names."
    ' Example: `{headline: "Ferry is back", section: "city/harbour", embargoedUntil: '
    '"2026-11-27T08:30:00Z", summary: null}`.'
)
class ArticleChangesInput:
    """Becomes the changes of `newsroom.revise`."""

    headline: str | None = strawberry.field(default=strawberry.UNSET, description="The line above it.")
    body_html: str | None = strawberry.field(default=strawberry.UNSET, description=_BODY)
    section: str | None = strawberry.field(default=strawberry.UNSET, description=_SECTION)
    language: str | None = strawberry.field(
        default=strawberry.UNSET, description="The language it is written in (BCP 47)."
    )
    summary: str | None = strawberry.field(default=strawberry.UNSET, description="What it says, in short.")
    byline: str | None = strawberry.field(default=strawberry.UNSET, description="Who wrote it, as printed.")
    dateline: str | None = strawberry.field(
        default=strawberry.UNSET, description="The place where it was filed."
    )
    authors: list[AuthorInput] | None = strawberry.field(
        default=strawberry.UNSET, description="All who wrote it."
    )
    contributors: list[ContributorInput] | None = strawberry.field(
        default=strawberry.UNSET,
        description="All who worked on it otherwise. Whose role is AUTHOR counts as given in `authors`; "
        "without any, its authors stay.",
    )
    tags: list[TagInput] | None = strawberry.field(
        default=strawberry.UNSET, description="All that it is about."
    )
    images: list[ImageInput] | None = strawberry.field(
        default=strawberry.UNSET, description="All its images. Those on this site stay by their `url` here."
    )
    canonical_url: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The address to cite, `https://…`, where that is not on this site.",
    )
    published_at: DateTime | None = strawberry.field(default=strawberry.UNSET, description=_PUBLISHED_AT)
    embargoed_until: DateTime | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_EMBARGO} Null lifts an embargo."
    )
    expires_at: DateTime | None = strawberry.field(
        default=strawberry.UNSET, description="Not public from then on; null for ever."
    )
    copyright_notice: str | None = strawberry.field(
        default=strawberry.UNSET, description="Its own notice; null for the publication's."
    )
    copyright_holder: str | None = strawberry.field(
        default=strawberry.UNSET, description="Who has the rights in it; null where nobody says."
    )
    usage_terms: str | None = strawberry.field(
        default=strawberry.UNSET, description="What readers may do with it."
    )
    editorial_note: str | None = strawberry.field(
        default=strawberry.UNSET, description="A note to editors, never public."
    )
    source_name: str | None = strawberry.field(default=strawberry.UNSET, description="Whom it came from.")
    source_url: str | None = strawberry.field(
        default=strawberry.UNSET, description="Where the source published it, `https://…`."
    )
    translation_of: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"{_TRANSLATION_OF} Null takes it away from its translations.",
    )
