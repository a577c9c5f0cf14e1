"""Images and their renditions."""

from typing import Any

import strawberry

from broadsheet_server.reading import read_models
from broadsheet_server.schema.nodes import Node


@strawberry.type(description="One file of an image, in one size.")
class Rendition:
    """Resolved from `read_models.Rendition`."""

    name: str = strawberry.field(description="What the size is called; `original` is the one as it came.")
    url: str = strawberry.field(description="Where the file is, absolute.")
    media_type: str = strawberry.field(description="Its format, like `image/png`.")
    width: int = strawberry.field(description="Width in pixels.")
    height: int = strawberry.field(description="Height in pixels.")


@strawberry.type(description="An image with its words.")
class Image(Node):
    """Resolved from `read_models.Image`."""

    alt: str = strawberry.field(description="What is seen, for those who cannot see it.")
    caption: str | None = strawberry.field(description="What to know about what it shows.")
    credit: str | None = strawberry.field(description="Who made it.")
    url: str = strawberry.field(description="Where the original is, absolute.")
    width: int = strawberry.field(description="Width of the original in pixels.")
    height: int = strawberry.field(description="Height of the original in pixels.")
    renditions: list[Rendition] = strawberry.field(description="All its files, the original among them.")

    @classmethod
    def is_type_of(cls, value: Any, _info: object) -> bool:
        """Whether an object is resolved to this type."""
        return isinstance(value, read_models.Image)
