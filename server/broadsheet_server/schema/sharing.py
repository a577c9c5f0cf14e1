"""`shareArticle`, "Email this to your friend", and how far a share has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry

from broadsheet_server.reading import read_models
from broadsheet_server.reading.articles import articles_by_id
from broadsheet_server.reading.global_ids import global_id, uuid_of
from broadsheet_server.schema.articles import Article
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.lookahead import selection
from broadsheet_server.schema.nodes import Node, shares_by_id
from broadsheet_server.schema.scalars import DateTime
from broadsheet_server.schema.user_errors import UserError, user_errors
from broadsheet_server.sharing.share_article import AcceptedShare, ShareRequest, share_article
from broadsheet_server.sharing.status import ShareStatus, share_status
from broadsheet_server.sharing.user_errors import ShareArticleErrorCode, ShareArticleUserError
from broadsheet_shared.language_tags import TAG_LENGTH_MAX
from broadsheet_shared.limits import NOTE_LINES_MAX, NOTE_MAX, RECIPIENTS_MAX, SENDER_NAME_MAX
from broadsheet_shared.vocabulary import DeliveryFailure, DeliveryState, Scope

describe(
    ShareArticleErrorCode,
    "Why a share was not accepted.",
    {
        "ARTICLE_NOT_FOUND": "There is no such article, or none that the public may see.",
        "INVALID_ADDRESS": "The text is not one email address.",
        "ADDRESS_NOT_SUPPORTED": "The address is one that our mail server cannot write to.",
        "NO_RECIPIENTS": "Nobody is named to send it to.",
        "TOO_MANY_RECIPIENTS": f"More than {RECIPIENTS_MAX} addresses.",
        "DUPLICATE_RECIPIENT": "The same address twice.",
        "INVALID_NAME": (
            f"The name is empty, longer than {SENDER_NAME_MAX} characters, or no person's: it holds a link, "
            "a telephone number, many symbols or two alphabets in a word, or it is the publication's."
        ),
        "NOTE_TOO_LONG": f"The note is longer than {NOTE_MAX} characters or {NOTE_LINES_MAX} lines.",
        "LINK_IN_NOTE": "The note has a link in it; the only link in the mail is the article's.",
        "INVALID_KEY": "The idempotency key is empty or too long.",
        "IDEMPOTENCY_CONFLICT": "The idempotency key was used for another share.",
        "RATE_LIMITED": "Too many shares; `retryAfter` says when to try again.",
        "MAIL_OFF": "This publication sends no mail; share by your own mail program.",
        "MAIL_BUSY": "Too much mail is waiting; `retryAfter` says when to try again.",
    },
    name="ShareArticleErrorCode",
)


@strawberry.type(description="Why a share was not accepted.")
class ShareArticleError(UserError):
    """Resolved from `ShareArticleUserError`."""

    code: ShareArticleErrorCode = strawberry.field(description="The reason, for programs.")
    retry_after: int | None = strawberry.field(
        description="In how many seconds to try again, where that helps."
    )


@strawberry.type(description="The mail to one friend.")
class Delivery:
    """Resolved from `DeliveryStatus`."""

    recipient: str = strawberry.field(description="Whom it goes to, masked, like `f…d@example.net`.")
    state: DeliveryState = strawberry.field(description="How far it has come.")
    reason: DeliveryFailure | None = strawberry.field(
        description="Why it was not delivered; null unless `state` is NOT_DELIVERED."
    )


def _share_id(share: strawberry.Parent[ShareStatus]) -> strawberry.ID:
    return strawberry.ID(global_id("Share", share.share_id))


@strawberry.type(
    description="One `Email this to your friend`. Only the holder of the key that shared it sees it."
)
class Share(Node):
    """Resolved from `ShareStatus`."""

    state: DeliveryState = strawberry.field(
        description="How far the whole has come: it moves until every mail has ended, and is SENT if all are."
    )
    created_at: DateTime = strawberry.field(description="When it was accepted.")
    deliveries: list[Delivery] = strawberry.field(
        description="The mail to each friend, in the order of the input."
    )

    id: strawberry.ID = strawberry.field(
        resolver=_share_id, description="An opaque id, by which `share` and `node` find it again."
    )

    @resolver_field(
        "The article that was shared; null if the public may not see it any more.",
        Article | None,
    )
    @staticmethod
    async def article(share: strawberry.Parent[ShareStatus], info: Info) -> read_models.Article | None:
        articles = await articles_by_id(info.context.reading, [share.article_id], selection(info))
        return articles.get(share.article_id)

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether an object is resolved to this type."""
        return isinstance(value, ShareStatus)


@strawberry.input(
    description="What to send to whom."
    ' Example: `{article: "QXJ0aWNsZTowMQ", to: ["friend@mail.example"], senderName: '
    '"Ada", language: "en", idempotencyKey: "7d1c0c5e"}`.'
)
class ShareArticleInput:
    """The input of `share_article`."""

    article: strawberry.ID = strawberry.field(description="The id of the article.")
    to: list[str] = strawberry.field(
        description=f"The addresses of the friends, 1 to {RECIPIENTS_MAX}. Each gets a mail of their own."
    )
    sender_name: str = strawberry.field(
        description=f"Who shares it, as the friend will read it; up to {SENDER_NAME_MAX} characters."
    )
    note: str | None = strawberry.field(
        default=None, description=f"A few words of one's own, up to {NOTE_MAX} characters, without links."
    )
    language: str = strawberry.field(
        default="en",
        description="The language of the mail's own words (BCP 47): English, Chinese or Arabic; else "
        "English.",
    )
    idempotency_key: str = strawberry.field(
        description="A name for this share, made by the caller: 1 to 128 visible ASCII characters. Sent "
        "again with it, it is the same share."
    )

    def read(self) -> ShareRequest:
        """The request for the use case, not validated."""
        return ShareRequest(
            article_id=uuid_of("Article", self.article),
            to=tuple(self.to),
            sender_name=self.sender_name,
            idempotency_key=self.idempotency_key,
            note=self.note,
            language=self.language[:TAG_LENGTH_MAX],
        )


@strawberry.type(description="What became of a share.")
class ShareArticlePayload:
    """Either a share or errors."""

    share: Share | None = strawberry.field(
        description="The share, accepted and queued; null if there are errors."
    )
    user_errors: list[ShareArticleError] = strawberry.field(
        description="What has to be put right; empty if it was accepted."
    )


@dataclass(frozen=True, slots=True)
class ShareArticleResult:
    """What `ShareArticlePayload` is resolved from."""

    share: ShareStatus | None
    user_errors: Sequence[ShareArticleUserError] = ()


@strawberry.type
class ShareQueries:
    """Queries about shares."""

    @resolver_field(
        "A share of one's own, to see how far it has come. Needs an API key with scope `share`.",
        Share | None,
    )
    async def share(
        self,
        info: Info,
        global_id: Annotated[
            strawberry.ID, strawberry.argument(name="id", description="The id of the share.")
        ],
    ) -> ShareStatus | None:
        info.context.need(Scope.SHARE)
        share_id = uuid_of("Share", global_id)
        return None if share_id is None else (await shares_by_id(info, [share_id])).get(share_id)


@strawberry.type
class ShareMutations:
    """Mutations that share."""

    @resolver_field(
        (
            "Email an article to friends. It answers as soon as the mail is stored to be sent, and the same "
            "for every address. Needs an API key with scope `share`."
        ),
        ShareArticlePayload,
    )
    async def share_article(
        self,
        info: Info,
        data: Annotated[
            ShareArticleInput, strawberry.argument(name="input", description="What to send to whom.")
        ],
    ) -> ShareArticleResult:
        caller = info.context.need(Scope.SHARE)
        context = info.context
        accepted = await share_article(
            *(context.database, context.settings, data.read()),
            api_key_id=caller.api_key_id,
            now=context.now,
            actor=context.actor,
        )
        if not isinstance(accepted, AcceptedShare):
            return ShareArticleResult(None, user_errors(accepted))
        if context.mail_worker is not None:
            context.mail_worker.wake()
        status = accepted.status or await share_status(
            context.database, accepted.share_id, api_key_id=caller.api_key_id
        )
        return ShareArticleResult(status)
