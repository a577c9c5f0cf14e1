"""What is wrong with the input of a mutation, told in its payload as `userErrors`.

A use case names the error and the path within its input; here the path begins at the mutation's arguments.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

import strawberry


class InputError(Protocol):
    """The error of a use case: a frozen dataclass with a `code`, a `message` and the `path` in the input."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def path(self) -> tuple[str, ...]:
        """Where it is, like `("to", "1")`; empty where the error is of no one place."""
        ...


Error = TypeVar("Error", bound=InputError)


@strawberry.interface(description="Something in the input that has to be put right, said to the person.")
class UserError:
    """The errors of every payload implement it; each has an enum `code` of its own."""

    message: str = strawberry.field(description="A sentence for the person: what is wrong, and what to do.")
    path: list[str] = strawberry.field(description="Where it is in the arguments, like `input`, `to`, `1`.")


def user_errors(errors: Iterable[Error]) -> list[Error]:
    """The errors of a use case as `userErrors` has them: `to.1` becomes `input.to.1`."""
    return [replace(error, path=("input", *error.path)) for error in errors]
