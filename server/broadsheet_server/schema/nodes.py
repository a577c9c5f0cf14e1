"""Everything with an id of its own, and how it is found by that id."""

import strawberry


@strawberry.interface(description="Something with an id of its own, which `node(id:)` finds again.")
class Node:
    """Types that implement it are completed from the answers of `reading`, by the class of the same name."""

    id: strawberry.ID = strawberry.field(
        description="An opaque id that stays the same for ever. Compare it, do not take it apart."
    )

    @classmethod
    def resolve_type(cls, answer: object, *_: object) -> str:
        """The GraphQL type of an answer."""
        return type(answer).__name__.removesuffix("Status")
