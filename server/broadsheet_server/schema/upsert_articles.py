"""`upsertArticles`: articles as another system has them now."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import strawberry

from broadsheet_server.access.section_limit import SectionForbiddenError
from broadsheet_server.ingest.submissions import ARTICLES_MAX, ErrorPolicy, SubmittedArticle
from broadsheet_server.newsroom.validation import RejectedDraftError
from broadsheet_server.reading.global_ids import global_id
from broadsheet_server.schema.article_drafts import draft_of, input_path
from broadsheet_server.schema.article_input import ArticleInput
from broadsheet_server.schema.context import Info
from broadsheet_server.schema.edit_results import TRANSLATION_ERRORS
from broadsheet_server.schema.enums import describe
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.submissions import REASON_DESCRIPTION, submission
from broadsheet_server.schema.user_errors import UserError, user_errors
from broadsheet_shared.vocabulary import ImportOutcome, Scope


class UpsertArticlesErrorCode(StrEnum):
    """Why an article of many was not taken."""

    INVALID_VALUE = "invalid_value"
    NO_REFERENCE = "no_reference"
    DUPLICATE_REFERENCE = "duplicate_reference"
    TOO_MANY = "too_many"
    SECTION_FORBIDDEN = "section_forbidden"
    TRANSLATION_NOT_FOUND = "translation_not_found"
    TRANSLATION_LANGUAGE_TAKEN = "translation_language_taken"
    TRANSLATION_OF_ITSELF = "translation_of_itself"


describe(
    UpsertArticlesErrorCode,
    "Why an article was not taken.",
    {
        "INVALID_VALUE": "The value at `path` cannot be taken; `message` says why.",
        "NO_REFERENCE": "It has no `externalReference`, by which it would be recognised the next time.",
        "DUPLICATE_REFERENCE": "Two articles of the request have the same reference.",
        "TOO_MANY": f"More than {ARTICLES_MAX} articles.",
        "SECTION_FORBIDDEN": "The key is limited to other sections than where it is, or would come to.",
        **TRANSLATION_ERRORS,
    },
    name="UpsertArticlesErrorCode",
)
describe(
    ErrorPolicy,
    "What becomes of the other articles where one is refused.",
    {
        "REJECT_ALL": "Nothing is stored.",
        "REJECT_FAILED": "The others are stored. Nothing is where a reference is missing, or there twice.",
    },
    name="ErrorPolicy",
)


@dataclass(frozen=True, slots=True)
class UpsertArticlesUserError:
    """What has to be put right in `upsertArticles`."""

    code: UpsertArticlesErrorCode
    message: str
    path: tuple[str, ...]


@strawberry.type(description="Why an article was not taken.")
class UpsertArticlesError(UserError):
    """Resolved from `UpsertArticlesUserError`."""

    code: UpsertArticlesErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.input(
    description="Articles as a content management system has them now."
    ' Example: `{articles: [{headline: "Ferry returns", bodyHtml: "<p>It sails '
    'again.</p>", section: "city", externalReference: "cms:4711"}], source: "City '
    'CMS"}`.'
)
class UpsertArticlesInput:
    """The input of `upsert_articles`."""

    articles: list[ArticleInput] = strawberry.field(
        description=f"Up to {ARTICLES_MAX} articles, each with an `externalReference`."
    )
    source: str | None = strawberry.field(
        default=None,
        description="The system among whose ids the references are unique; needed where two systems send.",
    )
    error_policy: ErrorPolicy = strawberry.field(
        default=ErrorPolicy.REJECT_ALL, description="What becomes of the others where one is refused."
    )
    reason: str | None = strawberry.field(default=None, description=REASON_DESCRIPTION)


@strawberry.type(description="What became of one of many articles.")
class UpsertedArticle:
    """Resolved from `UpsertResult`."""

    external_reference: str | None = strawberry.field(description="The reference that it was sent with.")
    outcome: ImportOutcome = strawberry.field(description="What became of it.")
    id: strawberry.ID | None = strawberry.field(description="The id of the article; null if it was rejected.")
    slug: str | None = strawberry.field(description="Its name in addresses; null if it was rejected.")
    notes: list[str] = strawberry.field(description="What was left out of it or needs a look, and why.")


@strawberry.type(description="What became of the articles, in their order.")
class UpsertArticlesPayload:
    """Resolved from `UpsertArticlesResult`."""

    results: list[UpsertedArticle] = strawberry.field(
        description="What became of each; empty if nothing was stored because of an error."
    )
    user_errors: list[UpsertArticlesError] = strawberry.field(
        description="What has to be put right, each with the number of its article in `path`."
    )


@dataclass(frozen=True, slots=True)
class UpsertResult:
    """What `UpsertedArticle` is resolved from."""

    external_reference: str | None
    outcome: ImportOutcome
    id: str | None
    slug: str | None
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class UpsertArticlesResult:
    """What `UpsertArticlesPayload` is resolved from."""

    results: Sequence[UpsertResult]
    user_errors: Sequence[UpsertArticlesUserError]


@strawberry.type
class UpsertArticleMutations:
    """Mutations by which other systems publish."""

    @resolver_field(
        (
            "Bring articles of another system up to date: each is recognised by its `externalReference`, "
            "published where it is new and revised where it has changed. Sending the same again changes "
            "nothing. Needs an API key with scope `ingest`."
        ),
        UpsertArticlesPayload,
    )
    async def upsert_articles(
        self,
        info: Info,
        data: Annotated[UpsertArticlesInput, strawberry.argument(name="input", description="The articles.")],
    ) -> UpsertArticlesResult:
        upserting = submission(info, Scope.INGEST, data.reason)
        if errors := list(_errors_of_references(data.articles)):
            return UpsertArticlesResult((), user_errors(errors))
        language = info.context.settings.publication.language

        def upsert() -> Sequence[SubmittedArticle]:
            drafts = [draft_of(each, language=language, source=data.source) for each in data.articles]
            return upserting.upsert(drafts, data.error_policy)

        submitted = await asyncio.to_thread(upsert)
        errors = list(_errors(submitted))
        is_refused = bool(errors) and data.error_policy is ErrorPolicy.REJECT_ALL
        results = () if is_refused else list(map(_result, data.articles, submitted))
        return UpsertArticlesResult(results, user_errors(errors))


def _errors_of_references(articles: Sequence[ArticleInput]) -> Iterator[UpsertArticlesUserError]:
    if len(articles) > ARTICLES_MAX:
        sentence = f"These are {len(articles)} articles; send up to {ARTICLES_MAX} at a time."
        yield UpsertArticlesUserError(UpsertArticlesErrorCode.TOO_MANY, sentence, ("articles",))
        return
    seen: dict[str, int] = {}
    for number, article in enumerate(articles):
        path = ("articles", str(number), "externalReference")
        reference = (article.external_reference or "").strip()
        if not reference:
            sentence = "It has no reference: send the id that your system knows it by."
            yield UpsertArticlesUserError(UpsertArticlesErrorCode.NO_REFERENCE, sentence, path)
        elif (first := seen.setdefault(reference, number)) != number:
            sentence = f"Article {first} of this request has the same reference; send each article once."
            yield UpsertArticlesUserError(UpsertArticlesErrorCode.DUPLICATE_REFERENCE, sentence, path)


def _errors(submitted: Sequence[SubmittedArticle]) -> Iterator[UpsertArticlesUserError]:
    for number, each in enumerate(submitted):
        if each.error is not None:
            yield _error(number, each.error)


def _error(number: int, error: RejectedDraftError | SectionForbiddenError) -> UpsertArticlesUserError:
    place = ("articles", str(number))
    if isinstance(error, SectionForbiddenError):
        code = UpsertArticlesErrorCode.SECTION_FORBIDDEN
        return UpsertArticlesUserError(code, str(error), (*place, "section"))
    code = UpsertArticlesErrorCode(error.code)
    return UpsertArticlesUserError(code, str(error), (*place, *input_path(error)))


def _result(article: ArticleInput, submitted: SubmittedArticle) -> UpsertResult:
    published = submitted.result
    if published is None:
        return UpsertResult(article.external_reference, ImportOutcome.REJECTED, None, None, ())
    return UpsertResult(
        external_reference=article.external_reference,
        outcome=ImportOutcome(published.outcome.value),
        id=global_id("Article", published.article_id),
        slug=published.slug,
        notes=(*published.notes, *published.warnings),
    )
