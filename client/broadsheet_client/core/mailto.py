"""Addresses that open a draft in the person's own mail program (RFC 6068)."""

from collections.abc import Sequence

from broadsheet_shared.limits import MAILTO_MAX


def share_mailto(
    *, headline: str, link: str, note: str = "", to: Sequence[str] = (), limit: int = MAILTO_MAX
) -> str:
    """A draft that passes an article on: note, headline and link, cut by "…" where it would be too long.

    The link is never cut. Raises ValueError with a sentence where link and addresses alone are too long,
    or an address is none.
    """
    raise NotImplementedError


def reopened(uri: str, *, limit: int = MAILTO_MAX) -> str:
    """A `mailto:` link found in an article, made safe: encoded once, and only to, cc, subject, body."""
    raise NotImplementedError
