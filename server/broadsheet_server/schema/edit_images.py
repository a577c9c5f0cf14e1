"""`uploadImage`, `addImage`, `updateImage` and `removeImage`: what editors do to images."""

import asyncio
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from broadsheet_server.access.audit import Act
from broadsheet_server.ingest.submissions import RefusedImageError, UnreachableImageError
from broadsheet_server.newsroom.image_edits import ImageEdit, UnknownImageError
from broadsheet_server.newsroom.remote_images import MEDIA_PATH, LocatedImage
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.reading.global_ids import uuid_of
from broadsheet_server.reading.images import images_of_article
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.edit_results import EditResult, EditUserError, edited
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.image_input import (
    AddImageInput,
    RemoveImageInput,
    UpdateImageInput,
    UploadImageInput,
    words_of,
)
from broadsheet_server.schema.image_results import (
    AddImageErrorCode,
    AddImagePayload,
    ImageResult,
    KeptImage,
    KeptImageResult,
    RemoveImageErrorCode,
    RemoveImagePayload,
    UpdateImageErrorCode,
    UpdateImagePayload,
    UploadImageErrorCode,
    UploadImagePayload,
)
from broadsheet_server.schema.submissions import act_of
from broadsheet_server.schema.user_errors import user_errors
from broadsheet_shared.vocabulary import Scope

if TYPE_CHECKING:
    from broadsheet_server.ingest.submitted_images import ImageSource, ImageSubmission


def _submission(info: Info) -> "ImageSubmission":
    """What reads images and HTML is loaded when the first editor needs it."""
    from broadsheet_server.ingest.submitted_images import ImageSubmission

    return ImageSubmission(info.context.database, info.context.settings)


def _kept_and_logged(info: Info, source: "ImageSource") -> LocatedImage:
    """An image that no article shows yet. Nothing of it is in the store but the line of the audit log."""
    context = info.context
    kept = _submission(info).keep(source)
    with context.database.write() as session:
        context.record(session, Act(info.field_name, detail=kept.location))
    return kept


def _edit_of(
    info: Info, article_id: UUID, data: AddImageInput | UpdateImageInput | RemoveImageInput
) -> ImageEdit:
    act = act_of(info, Scope.EDIT, data.reason)
    return ImageEdit(article_id, data.expected_revision, data.minor, act, info.context.now)


async def _edited(
    info: Info,
    article: strawberry.ID,
    edit: Callable[["ImageSubmission", UUID], UUID | None],
    codes: type[StrEnum],
) -> ImageResult:
    """The result of an edit of images; `edit` runs in a thread and returns the id of an image."""
    info.context.need(Scope.EDIT)
    submission = _submission(info)
    made: list[UUID | None] = []

    def run(article_id: UUID) -> Sequence[str]:
        made.append(edit(submission, article_id))
        return ()

    article_id = uuid_of("Article", article)
    try:
        result = await edited(*(info, article_id, run), codes=codes, wrong_status=codes("article_withdrawn"))
    except UnknownImageError as unknown:
        result = EditResult(None, _errors(codes("image_not_found"), str(unknown), "image"))
    except (RefusedImageError, UnreachableImageError) as error:
        result = EditResult(None, _errors(codes(_FILE_CODES[type(error)]), str(error), "file"))
    image_id = next(iter(made), None)
    if result.user_errors or article_id is None or image_id is None:
        return ImageResult(result.article, None, result.user_errors)
    images = await images_of_article(info.context.reading, article_id)
    return ImageResult(result.article, images.get(image_id))


_FILE_CODES = {RefusedImageError: "image_refused", UnreachableImageError: "image_unreachable"}


def _errors(code: StrEnum, message: str, field: str) -> list[EditUserError]:
    return user_errors([EditUserError(code, message, (field,))])


@strawberry.type
class ImageMutations:
    """Mutations of images."""

    @resolver_field(
        "Keep an image for articles that are still to be written. What no article shows within thirty days "
        "is deleted. Needs an API key with scope `edit`.",
        UploadImagePayload,
    )
    async def upload_image(
        self,
        info: Info,
        data: Annotated[UploadImageInput, strawberry.argument(name="input", description="The image.")],
    ) -> KeptImageResult:
        info.context.need(Scope.EDIT)
        try:
            kept = await asyncio.to_thread(_kept_and_logged, info, data.file.source())
        except (RefusedImageError, UnreachableImageError) as error:
            code = UploadImageErrorCode(_FILE_CODES[type(error)])
            return KeptImageResult(None, _errors(code, str(error), "file"))
        except RejectedDraftError as error:
            return KeptImageResult(None, _errors(UploadImageErrorCode.INVALID_VALUE, str(error), "file"))
        return KeptImageResult(_kept(kept, info.context.settings.base_url))

    @resolver_field(
        "Add an image to an article: before the others, beside its text, or in it. Needs an API key with "
        "scope `edit`.",
        AddImagePayload,
    )
    async def add_image(
        self,
        info: Info,
        data: Annotated[AddImageInput, strawberry.argument(name="input", description="The image.")],
    ) -> ImageResult:
        return await _edited(
            *(info, data.article),
            lambda submission, article_id: submission.add(
                *(_edit_of(info, article_id, data), data.file.source(), words_of(data)),
                *(data.place, data.after_block),
            ),
            AddImageErrorCode,
        )

    @resolver_field(
        "Change the words, the place or the file of an image of an article. Needs an API key with scope "
        "`edit`.",
        UpdateImagePayload,
    )
    async def update_image(
        self,
        info: Info,
        data: Annotated[UpdateImageInput, strawberry.argument(name="input", description="What is changed.")],
    ) -> ImageResult:
        return await _edited(
            *(info, data.article),
            lambda submission, article_id: submission.update(
                *(_edit_of(info, article_id, data), _key(data), words_of(data)),
                *(None if data.file is None else data.file.source(), data.place),
            ),
            UpdateImageErrorCode,
        )

    @resolver_field(
        "Remove an image from an article. The next one leads where it did. Needs an API key with scope "
        "`edit`.",
        RemoveImagePayload,
    )
    async def remove_image(
        self,
        info: Info,
        data: Annotated[RemoveImageInput, strawberry.argument(name="input", description="Which image.")],
    ) -> ImageResult:
        return await _edited(
            *(info, data.article),
            lambda submission, article_id: submission.remove(_edit_of(info, article_id, data), _key(data)),
            RemoveImageErrorCode,
        )


def _key(data: UpdateImageInput | RemoveImageInput) -> UUID | str:
    key: UUID | str | None = data.image.key()
    if key is None:
        raise UnknownImageError("There is no image with this id.")
    return key


def _kept(image: LocatedImage, base_url: str) -> KeptImage:
    return KeptImage(
        url=f"{base_url}{MEDIA_PATH}{image.location}",
        media_type=image.media_type,
        width=image.width,
        height=image.height,
    )
