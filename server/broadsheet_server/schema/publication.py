"""The publication, and the query for the limits."""

import strawberry

from broadsheet_server.schema.context import Info
from broadsheet_server.schema.fields import resolver_field
from broadsheet_server.schema.limits import Limits, limits_of
from broadsheet_server.settings import Settings


@strawberry.type(description="Who publishes: what stands at the head and foot of every page.")
class Publication:
    """From the settings."""

    name: str = strawberry.field(description="The name of the publication.")
    home_url: str = strawberry.field(description="Its home page, absolute.")
    description: str = strawberry.field(description="What it says about itself; empty where it says nothing.")
    language: str = strawberry.field(description="Its main language (BCP 47).")
    time_zone: str = strawberry.field(
        description="Its time zone (IANA), like `Europe/Berlin`: that of the dates on its pages."
    )
    copyright_notice: str = strawberry.field(
        description="The notice for everything that has none of its own."
    )
    registration_number: str = strawberry.field(
        description="Its registration, such as a licence number; empty where it has none."
    )
    can_share_by_email: bool = strawberry.field(
        description="Whether `shareArticle` sends mail; otherwise readers share by their own mail program."
    )


def publication_of(settings: Settings) -> Publication:
    """The publication as the settings describe it."""
    publication = settings.publication
    return Publication(
        name=publication.name,
        home_url=f"{settings.base_url}/",
        description=publication.description,
        language=publication.language,
        time_zone=publication.time_zone,
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
    def limits(self, info: Info) -> Limits:
        return limits_of(info.context.settings)
