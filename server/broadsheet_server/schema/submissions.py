"""What mutations of articles share: who acts, why, and what they hand in."""

from typing import TYPE_CHECKING

from broadsheet_server.newsroom.revisions import REASON_MAX, EditorialAct
from broadsheet_server.newsroom.validation import excerpt
from broadsheet_server.schema.context import Info
from broadsheet_shared.vocabulary import Scope

if TYPE_CHECKING:
    from broadsheet_server.ingest.submitted_articles import ArticleSubmission

REASON_DESCRIPTION = (
    f"Why, for the revisions of the article; never public. What is longer than {REASON_MAX:,} characters is "
    "shortened."
)


def submission(info: Info, scope: Scope, reason: str | None) -> "ArticleSubmission":
    """A request of the caller, who has to hold a key with this scope. Raises CodedError.

    What cleans HTML and fetches images is loaded when the first editor needs it.
    """
    from broadsheet_server.ingest.submitted_articles import ArticleSubmission

    context = info.context
    return ArticleSubmission(context.database, context.settings, act_of(info, scope, reason), context.now)


def act_of(info: Info, scope: Scope, reason: str | None) -> EditorialAct:
    """Who acts, and why: the caller, who has to hold a key with this scope. Raises CodedError."""
    caller = info.context.need(scope)
    return EditorialAct(
        caller.label,
        excerpt(reason, REASON_MAX) if reason else None,
        caller.sections,
        info.context.actor,
        info.field_name,
    )
