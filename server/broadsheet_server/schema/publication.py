"""The publication and the limits."""

import strawberry

from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.settings import Settings
from broadsheet_shared import limits


@strawberry.type(description="Who publishes: what stands at the head and foot of every page.")
class Publication:
    """From the settings."""

    name: str = strawberry.field(description="The name of the publication.")
    home_url: str = strawberry.field(description="Its home page, absolute.")
    description: str = strawberry.field(description="What it says about itself; empty where it says nothing.")
    language: str = strawberry.field(description="Its main language (BCP 47).")
    copyright_notice: str = strawberry.field(
        description="The notice for everything that has none of its own."
    )
    registration_number: str = strawberry.field(
        description="Its registration, such as a licence number; empty where it has none."
    )
    can_share_by_email: bool = strawberry.field(
        description="Whether `shareArticle` sends mail; otherwise readers share by their own mail program."
    )


@strawberry.type(
    description="The limits that hold. Going over one is an error that names it, never a silent cut."
)
class Limits:
    """The numbers of `broadsheet_shared.limits`."""

    page_max: int = strawberry.field(
        description="Most entries on one page of a list.", default=limits.PAGE_MAX
    )
    nodes_max: int = strawberry.field(description="Most ids that `nodes` takes.", default=limits.NODES_MAX)
    recipients_max: int = strawberry.field(
        description="Most addresses that one share goes to.", default=limits.RECIPIENTS_MAX
    )
    note_max: int = strawberry.field(
        description="Longest note to a friend, in characters.", default=limits.NOTE_MAX
    )
    sender_name_max: int = strawberry.field(
        description="Longest name of a sender, in characters.", default=limits.SENDER_NAME_MAX
    )
    body_bytes_max: int = strawberry.field(
        description="Longest request, in bytes.", default=limits.BODY_BYTES_MAX
    )
    tokens_max: int = strawberry.field(
        description="Longest document, in tokens of the GraphQL language.", default=limits.TOKENS_MAX
    )
    search_query_max: int = strawberry.field(
        description="Longest search text, in characters.", default=limits.SEARCH_QUERY_MAX
    )


def publication_of(settings: Settings) -> Publication:
    """The publication as the settings describe it."""
    publication = settings.publication
    return Publication(
        name=publication.name,
        home_url=f"{settings.base_url}/",
        description=publication.description,
        language=publication.language,
        copyright_notice=publication.copyright_notice,
        registration_number=publication.registration_number,
        can_share_by_email=settings.mail.host is not None,
    )


@strawberry.type
class PublicationQueries:
    """Queries about the publication and the server."""

    @resolver_field("Who publishes.")
    def publication(self, info: Info) -> Publication:
        return publication_of(info.context.settings)

    @resolver_field("The limits that hold for every caller.")
    def limits(self) -> Limits:
        return Limits()
