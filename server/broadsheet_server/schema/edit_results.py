"""What becomes of an edit of an article: the article as it is then, or what has to be put right."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import strawberry

from broadsheet_server.newsroom import edited_articles
from broadsheet_server.newsroom.revisions import RevisionConflictError, UnknownArticleError
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.newsroom.withdraw import WrongStatusError
from broadsheet_server.schema.article_drafts import input_path
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.edited_articles import edited_article
from broadsheet_server.schema.fields import camel_case
from broadsheet_server.schema.user_errors import UserError, user_errors

ARTICLE = "The id of the article."
EXPECTED = "The revision that the editor has seen; where it is not the current one, nothing is done."
EDITED = "The article as it is now; null where there is none with this id."
ERRORS = "What has to be put right; empty if it was done."
NOT_FOUND = "There is no article with this id."
CONFLICT = (
    "The article is not at the expected revision: mostly somebody has changed it meanwhile, and "
    "`currentRevision` and `differingFields` say what."
)
TRANSLATION_ERRORS = {
    "TRANSLATION_NOT_FOUND": "There is no article with the id in `translationOf`.",
    "TRANSLATION_LANGUAGE_TAKEN": "Another article is the same story in this language already, or it has the "
    "most languages that it may have.",
    "TRANSLATION_OF_ITSELF": "The article is said to be a translation of itself.",
}
INVALID = "The value at `path` cannot be taken; `message` says why."


@dataclass(frozen=True, slots=True)
class EditUserError:
    """What has to be put right. Of a conflict, what the article is at, and what has changed since."""

    code: StrEnum
    message: str
    path: tuple[str, ...] = ()
    current_revision: int | None = None
    differing_fields: Sequence[str] = ()


@strawberry.interface(description="Something that has to be put right before an article can be edited.")
class EditError(UserError):
    """What the errors of all these mutations have beside their codes."""

    current_revision: int | None = strawberry.field(
        description="The revision that the article is at; null unless somebody has changed it meanwhile."
    )
    differing_fields: list[str] = strawberry.field(
        description="Which fields have changed since the expected revision, by their names in the API "
        "such as `bodyHtml`; empty where that is unknown too."
    )


@dataclass(frozen=True, slots=True)
class EditResult:
    """What the payloads are resolved from."""

    article: edited_articles.EditedArticle | None
    user_errors: Sequence[EditUserError] = ()
    notes: Sequence[str] = ()


async def edited(
    info: Info,
    article_id: UUID | None,
    edit: Callable[[UUID], Sequence[str]],
    *,
    codes: type[StrEnum],
    wrong_status: str = "",
    value_path: tuple[str, ...] = (),
) -> EditResult:
    """The result of an edit, which runs in a thread because it may have to wait for another writer.

    `edit` returns notes. `wrong_status` is the code of a WrongStatusError, `value_path` where the fields of
    rejected values are in the input.
    """
    try:
        if article_id is None:
            raise UnknownArticleError
        notes = await asyncio.to_thread(edit, article_id)
        return EditResult(await edited_article(info, article_id), notes=notes)
    except UnknownArticleError:
        error = EditUserError(codes("article_not_found"), "There is no article with this id.", ("article",))
    except RevisionConflictError as conflict:
        error = EditUserError(
            *(codes("revision_conflict"), f"{conflict} Look at what it is now, and try again."),
            path=("expectedRevision",),
            current_revision=conflict.current,
            differing_fields=[*map(camel_case, conflict.differing)],
        )
    except WrongStatusError as status:
        error = EditUserError(codes(wrong_status), str(status), ("article",))
    except RejectedDraftError as rejected:
        path = (*value_path, *input_path(rejected))
        error = EditUserError(codes(rejected.code), str(rejected), path)
    return EditResult(await edited_article(info, article_id), user_errors([error]))
