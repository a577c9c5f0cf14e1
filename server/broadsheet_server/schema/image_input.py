"""Images as editors send them: the inputs, and what is made of them."""

from typing import Any

import strawberry

from broadsheet_server.ingest.uploaded_files import UploadedFile
from broadsheet_server.newsroom.draft_images import checked_focal_point
from broadsheet_server.newsroom.image_edits import ImagePlace, Words
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.schema.article_drafts import focal_point_of
from broadsheet_server.schema.article_input import FocalPointInput
from broadsheet_server.schema.edit_results import ARTICLE, EXPECTED
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.scalars import Upload
from broadsheet_server.schema.submissions import REASON_DESCRIPTION

_ALT = "What is seen, for those who cannot see it."
_CAPTION = "What to know about what it shows."
_CREDIT = "Who made it."
_NOTICE = "Its own copyright notice; not of an image in the text."
_TERMS = "What readers and others may do with it; not of an image in the text."
_FOCUS = "Its most important point; not of an image in the text."
_CHANGED = "A field that is left out stays; null removes it."
_MINOR = "Whether it is a matter of form, like a typing error: `updatedAt` stays."

describe(
    ImagePlace,
    "Where an article has an image.",
    {
        "LEAD": "Before all others: it stands for the article in lists.",
        "BESIDE": "Beside the text, behind the others.",
        "BODY": "In the text, as a figure.",
    },
    name="ImagePlace",
)


@strawberry.input(
    description="The file of an image, by exactly one of the two."
    ' Example: `{url: "https://pictures.example/crane.jpg"}`.',
    one_of=True,
)
class ImageFileInput:
    """Becomes an `ImageSource`."""

    url: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Where it is. It is fetched, within four seconds, and kept; the `url` of one that is "
        "here already, or was uploaded before, names it.",
    )
    upload: Upload | None = strawberry.field(
        default=strawberry.UNSET,
        description="The file itself, in a request by the GraphQL multipart request specification.",
    )

    def source(self) -> UploadedFile | str:
        """The file or the address. Raises RejectedDraftError for null."""
        given: Any = self.upload if self.url is strawberry.UNSET else self.url
        if not isinstance(given, UploadedFile | str) or given == "":
            raise RejectedDraftError("Give the address of the image, or a file.", "file")
        return given


@strawberry.input(
    description="Which image of an article, by exactly one of the two."
    ' Example: `{url: "https://news.example/media/crane.jpg"}`.',
    one_of=True,
)
class ArticleImageBy:
    """Becomes the key of an image."""

    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The id of an image beside the text."
    )
    url: str | None = strawberry.field(
        default=strawberry.UNSET, description="The address of an image in the text, as `bodyHtml` gives it."
    )

    def key(self) -> Any:
        """An id, or an address; None for what is neither."""
        if self.id is strawberry.UNSET:
            return self.url
        return None if self.id is None else uuid_of("Image", self.id)


@strawberry.input(
    description="An image to be kept for articles that are still to be written."
    ' Example: `{file: {url: "https://pictures.example/crane.jpg"}}`.'
)
class UploadImageInput:
    """The input of `upload_image`."""

    file: ImageFileInput = strawberry.field(description="The image.")


@strawberry.input(
    description="An image for an article."
    ' Example: `{article: "QXJ0aWNsZTowMQ", file: {url: '
    '"https://pictures.example/crane.jpg"}, alt: "A crane", place: LEAD}`.'
)
class AddImageInput:
    """The input of `add_image`."""

    article: strawberry.ID = strawberry.field(description=ARTICLE)
    file: ImageFileInput = strawberry.field(description="The image.")
    alt: str = strawberry.field(description=_ALT)
    caption: str | None = strawberry.field(default=None, description=_CAPTION)
    credit: str | None = strawberry.field(default=None, description=_CREDIT)
    copyright_notice: str | None = strawberry.field(default=None, description=_NOTICE)
    usage_terms: str | None = strawberry.field(default=None, description=_TERMS)
    focal_point: FocalPointInput | None = strawberry.field(default=None, description=_FOCUS)
    place: ImagePlace = strawberry.field(default=ImagePlace.BESIDE, description="Where the article has it.")
    after_block: int | None = strawberry.field(
        default=None,
        description="Of a place in the text: behind how many of its blocks, such as paragraphs; by default "
        "behind all.",
    )
    expected_revision: int | None = strawberry.field(default=None, description=EXPECTED)
    minor: bool = strawberry.field(default=False, description=_MINOR)
    reason: str | None = strawberry.field(default=None, description=REASON_DESCRIPTION)


@strawberry.input(
    description=f"What is to be other than it is of an image. {_CHANGED}"
    ' Example: `{article: "QXJ0aWNsZTowMQ", image: {id: "SW1hZ2U6MDE"}, alt: "A crane'
    ' at noon", credit: null}`.'
)
class UpdateImageInput:
    """The input of `update_image`."""

    article: strawberry.ID = strawberry.field(description=ARTICLE)
    image: ArticleImageBy = strawberry.field(description="Which of its images.")
    file: ImageFileInput | None = strawberry.field(
        default=None, description="Another file in its place; its words and its place stay."
    )
    alt: str | None = strawberry.field(default=strawberry.UNSET, description=_ALT)
    caption: str | None = strawberry.field(default=strawberry.UNSET, description=_CAPTION)
    credit: str | None = strawberry.field(default=strawberry.UNSET, description=_CREDIT)
    copyright_notice: str | None = strawberry.field(default=strawberry.UNSET, description=_NOTICE)
    usage_terms: str | None = strawberry.field(default=strawberry.UNSET, description=_TERMS)
    focal_point: FocalPointInput | None = strawberry.field(default=strawberry.UNSET, description=_FOCUS)
    place: ImagePlace | None = strawberry.field(
        default=None, description="LEAD puts it before all others, BESIDE takes that place from it."
    )
    expected_revision: int | None = strawberry.field(default=None, description=EXPECTED)
    minor: bool = strawberry.field(default=False, description=_MINOR)
    reason: str | None = strawberry.field(default=None, description=REASON_DESCRIPTION)


@strawberry.input(
    description="An image that an article is to have no more."
    ' Example: `{article: "QXJ0aWNsZTowMQ", image: {id: "SW1hZ2U6MDE"}}`.'
)
class RemoveImageInput:
    """The input of `remove_image`."""

    article: strawberry.ID = strawberry.field(description=ARTICLE)
    image: ArticleImageBy = strawberry.field(description="Which of its images.")
    expected_revision: int | None = strawberry.field(default=None, description=EXPECTED)
    minor: bool = strawberry.field(default=False, description=_MINOR)
    reason: str | None = strawberry.field(default=None, description=REASON_DESCRIPTION)


def _focal_point(given: FocalPointInput | None) -> tuple[float, float] | None:
    """The point. Raises RejectedDraftError for one outside of the image, with its place in the input."""
    try:
        return checked_focal_point(focal_point_of(given))
    except RejectedDraftError as error:
        raise RejectedDraftError(str(error), "focal_point") from error


_WORDS = ("alt", "caption", "credit", "copyright_notice", "usage_terms", "focal_point")


def words_of(given: AddImageInput | UpdateImageInput) -> Words:
    """The words that an input names."""
    named = {name: getattr(given, name) for name in _WORDS if getattr(given, name) is not strawberry.UNSET}
    if "focal_point" in named:
        named["focal_point"] = _focal_point(given.focal_point)
    if named.get("alt", "") is None:
        named["alt"] = ""
    return named
