"""The schema: the queries and mutations of each noun put together."""

import strawberry
from graphql import GraphQLArgument, GraphQLInputField, GraphQLSchema, Undefined
from strawberry.schema.config import StrawberryConfig

from broadsheet_server.schema import enums  # noqa: F401  (describes the enums before they are used)
from broadsheet_server.schema.api_keys import ApiKeyQueries
from broadsheet_server.schema.arrange_names import AuthorMutations, TagMutations
from broadsheet_server.schema.arrange_sections import SectionMutations
from broadsheet_server.schema.articles import ArticleQueries
from broadsheet_server.schema.audit import AuditQueries
from broadsheet_server.schema.authors import AuthorQueries
from broadsheet_server.schema.change_api_keys import ApiKeyMutations
from broadsheet_server.schema.changes import ChangeQueries, ChangeSubscriptions
from broadsheet_server.schema.edit_images import ImageMutations
from broadsheet_server.schema.edit_webhooks import EditWebhookMutations
from broadsheet_server.schema.edited_articles import EditedArticleQueries
from broadsheet_server.schema.import_progress import ImportSubscriptions
from broadsheet_server.schema.ingest import IngestQueries
from broadsheet_server.schema.nodes import NodeQueries
from broadsheet_server.schema.pin_related import PinRelatedMutations
from broadsheet_server.schema.publication import PublicationQueries
from broadsheet_server.schema.publish_articles import PublishArticleMutations
from broadsheet_server.schema.register_documents import DocumentMutations
from broadsheet_server.schema.remove_section import RemoveSectionMutation
from broadsheet_server.schema.revise_articles import ReviseArticleMutations
from broadsheet_server.schema.scalars import SCALARS
from broadsheet_server.schema.search import SearchQueries
from broadsheet_server.schema.sections import SectionQueries
from broadsheet_server.schema.sharing import ShareMutations, ShareQueries
from broadsheet_server.schema.steer_webhooks import SteerWebhookMutations
from broadsheet_server.schema.tags import TagQueries
from broadsheet_server.schema.try_webhooks import TryWebhookMutations
from broadsheet_server.schema.upsert_articles import UpsertArticleMutations
from broadsheet_server.schema.webhooks import WebhookQueries
from broadsheet_server.schema.withdraw_articles import WithdrawArticleMutations


@strawberry.type(description="What can be asked.")
class Query(
    PublicationQueries,
    NodeQueries,
    ArticleQueries,
    SectionQueries,
    TagQueries,
    AuthorQueries,
    SearchQueries,
    ShareQueries,
    EditedArticleQueries,
    ChangeQueries,
    IngestQueries,
    ApiKeyQueries,
    AuditQueries,
    WebhookQueries,
):
    """Every query."""


@strawberry.type(description="What can be done.")
class Mutation(
    ShareMutations,
    PublishArticleMutations,
    UpsertArticleMutations,
    ReviseArticleMutations,
    WithdrawArticleMutations,
    ImageMutations,
    PinRelatedMutations,
    SectionMutations,
    RemoveSectionMutation,
    TagMutations,
    AuthorMutations,
    DocumentMutations,
    ApiKeyMutations,
    EditWebhookMutations,
    SteerWebhookMutations,
    TryWebhookMutations,
):
    """Every mutation."""


@strawberry.type(description="What can be followed live.")
class Subscription(ChangeSubscriptions, ImportSubscriptions):
    """Every subscription."""


SCHEMA = strawberry.Schema(
    Query, Mutation, Subscription, config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True)
)


class SchemaExtensionError(TypeError):
    """The schema was given extensions, which this server would not run."""


def core_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """Return the schema as graphql-core knows it.

    Raises SchemaExtensionError where it has schema extensions or custom operation directives: they are run by
    `Schema.execute`, which this server does not call. Field extensions and permission classes are run.
    """
    if extensions := schema.get_extensions():
        names = ", ".join(type(extension).__name__ for extension in extensions)
        raise SchemaExtensionError(
            f"Schema extensions are not run here: {names}. Use a validation rule, a limit of the executor or "
            "Starlette middleware instead; docs/decisions/0005-operations-run-through-our-own-executor.md "
            "says which is for what."
        )
    return schema._schema


CORE = core_schema(SCHEMA)


def _leave_out_null_defaults() -> None:
    """`first: Int = null` says no more than `first: Int`, and reads worse in the SDL."""
    for kind in CORE.type_map.values():
        for field in getattr(kind, "fields", {}).values():
            for value in [field, *getattr(field, "args", {}).values()]:
                if isinstance(value, GraphQLArgument | GraphQLInputField) and value.default_value is None:
                    value.default_value = Undefined


_leave_out_null_defaults()


_ONE_OF = "Exactly one field of such an input object is given, and it is not null (GraphQL, section 3.10.1)."
"""What the directive `@oneOf` means, with which the schema begins; Strawberry does not describe it."""


def schema_sdl() -> str:
    """The schema in SDL, as it is kept in `broadsheet_shared`."""
    return f'"""{_ONE_OF}"""\n{SCHEMA.as_str()}\n'
