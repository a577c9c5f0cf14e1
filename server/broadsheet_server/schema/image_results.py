"""What `uploadImage`, `addImage`, `updateImage` and `removeImage` answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import strawberry

from broadsheet_server.newsroom import edited_articles
from broadsheet_server.reading import read_models
from broadsheet_server.schema.articles import Image
from broadsheet_server.schema.edit_results import (
    CONFLICT,
    EDITED,
    ERRORS,
    INVALID,
    NOT_FOUND,
    EditError,
    EditUserError,
)
from broadsheet_server.schema.edited_articles import EditedArticle
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.user_errors import UserError

_WITHDRAWN = "The article is withdrawn; restore it first."
_REFUSED = "The file is no image that can be shown, or too large; `message` says why."
_UNREACHABLE = "There is no image to be had at the address; `message` says why."
_NO_IMAGE = "The article has no such image."
_FILE = {"IMAGE_REFUSED": _REFUSED, "IMAGE_UNREACHABLE": _UNREACHABLE, "INVALID_VALUE": INVALID}
_ARTICLE = {"ARTICLE_NOT_FOUND": NOT_FOUND, "REVISION_CONFLICT": CONFLICT, "ARTICLE_WITHDRAWN": _WITHDRAWN}


class UploadImageErrorCode(StrEnum):
    """Why an image was not kept."""

    IMAGE_REFUSED = "image_refused"
    IMAGE_UNREACHABLE = "image_unreachable"
    INVALID_VALUE = "invalid_value"


class AddImageErrorCode(StrEnum):
    """Why an image was not added."""

    ARTICLE_NOT_FOUND = "article_not_found"
    REVISION_CONFLICT = "revision_conflict"
    ARTICLE_WITHDRAWN = "article_withdrawn"
    IMAGE_REFUSED = "image_refused"
    IMAGE_UNREACHABLE = "image_unreachable"
    INVALID_VALUE = "invalid_value"


class UpdateImageErrorCode(StrEnum):
    """Why an image was not updated."""

    ARTICLE_NOT_FOUND = "article_not_found"
    REVISION_CONFLICT = "revision_conflict"
    ARTICLE_WITHDRAWN = "article_withdrawn"
    IMAGE_NOT_FOUND = "image_not_found"
    IMAGE_REFUSED = "image_refused"
    IMAGE_UNREACHABLE = "image_unreachable"
    INVALID_VALUE = "invalid_value"


class RemoveImageErrorCode(StrEnum):
    """Why an image was not removed."""

    ARTICLE_NOT_FOUND = "article_not_found"
    REVISION_CONFLICT = "revision_conflict"
    ARTICLE_WITHDRAWN = "article_withdrawn"
    IMAGE_NOT_FOUND = "image_not_found"
    INVALID_VALUE = "invalid_value"


describe(UploadImageErrorCode, "Why an image was not kept.", _FILE, name="UploadImageErrorCode")
describe(AddImageErrorCode, "Why an image was not added.", _ARTICLE | _FILE, name="AddImageErrorCode")
describe(
    UpdateImageErrorCode,
    "Why an image was not updated.",
    _ARTICLE | {"IMAGE_NOT_FOUND": _NO_IMAGE} | _FILE,
    name="UpdateImageErrorCode",
)
describe(
    RemoveImageErrorCode,
    "Why an image was not removed.",
    _ARTICLE | {"IMAGE_NOT_FOUND": _NO_IMAGE, "INVALID_VALUE": INVALID},
    name="RemoveImageErrorCode",
)


@strawberry.type(description="Why an image was not kept.")
class UploadImageError(UserError):
    """Resolved from `EditUserError`."""

    code: UploadImageErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why an image was not added.")
class AddImageError(EditError):
    """Resolved from `EditUserError`."""

    code: AddImageErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why an image was not updated.")
class UpdateImageError(EditError):
    """Resolved from `EditUserError`."""

    code: UpdateImageErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="Why an image was not removed.")
class RemoveImageError(EditError):
    """Resolved from `EditUserError`."""

    code: RemoveImageErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type(description="An image file that is kept. The public sees it once an article shows it.")
class KeptImage:
    """Resolved from its own fields."""

    url: str = strawberry.field(
        description="Its address here: for `bodyHtml`, for the `url` of an image, and for `addImage`."
    )
    media_type: str = strawberry.field(description="Its format, like `image/png`, as its content says.")
    width: int = strawberry.field(description="Width in pixels, as it is shown.")
    height: int = strawberry.field(description="Height in pixels, as it is shown.")


@strawberry.type(description="What became of an image.")
class UploadImagePayload:
    """Resolved from `KeptImageResult`."""

    image: KeptImage | None = strawberry.field(description="The image; null if there are errors.")
    user_errors: list[UploadImageError] = strawberry.field(
        description="What has to be put right; empty if it is kept."
    )


@strawberry.type(description="What became of an image for an article.")
class AddImagePayload:
    """Resolved from `ImageResult`."""

    article: EditedArticle | None = strawberry.field(description=EDITED)
    image: Image | None = strawberry.field(
        description="The image; null of one in the text, and if there are errors."
    )
    user_errors: list[AddImageError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of a change of an image.")
class UpdateImagePayload:
    """Resolved from `ImageResult`."""

    article: EditedArticle | None = strawberry.field(description=EDITED)
    image: Image | None = strawberry.field(
        description="The image as it is now, with an id of its own; null of one in the text, and if there "
        "are errors."
    )
    user_errors: list[UpdateImageError] = strawberry.field(description=ERRORS)


@strawberry.type(description="What became of an image that was to be removed.")
class RemoveImagePayload:
    """Resolved from `ImageResult`."""

    article: EditedArticle | None = strawberry.field(description=EDITED)
    user_errors: list[RemoveImageError] = strawberry.field(description=ERRORS)


@dataclass(frozen=True, slots=True)
class KeptImageResult:
    """What `UploadImagePayload` is resolved from."""

    image: KeptImage | None
    user_errors: Sequence[EditUserError] = ()


@dataclass(frozen=True, slots=True)
class ImageResult:
    """What the other payloads are resolved from."""

    article: edited_articles.EditedArticle | None
    image: read_models.Image | None
    user_errors: Sequence[EditUserError] = ()
