"""Which of several versions of a body is taken, where a source sends more than one."""

from collections.abc import Sequence
from typing import Final

from broadsheet_server.newsroom.html_sanitiser import SanitisedBody, sanitise
from broadsheet_server.newsroom.html_tree import HostileMarkupError

_TEASER: Final = 0.5
"""Of the longest text: a body with less is a teaser, and no pictures make it the article."""


def richest(bodies: Sequence[str]) -> int:
    """The index of the HTML with the most images; among equals, of the first. Teasers do not count."""
    sanitised = [_sanitised(markup) for markup in bodies]
    longest = max(len(body.text) for body in sanitised)
    whole = [index for index, body in enumerate(sanitised) if len(body.text) >= _TEASER * longest]
    return max(whole, key=lambda index: len(sanitised[index].images))


def _sanitised(markup: str) -> SanitisedBody:
    try:
        return sanitise(markup)
    except HostileMarkupError:
        return SanitisedBody("", "")
