"""The `Link` header, as servers send it."""

import pytest

from broadsheet_server.fetching.link_header import linked
from tests.growth import slow_length


@pytest.mark.parametrize(
    ("fields", "hubs"),
    [
        (['<https://hub.example/>; rel="hub"'], ["https://hub.example/"]),
        (["<https://hub.example/a,b>;rel=HUB, <x>; rel=self"], ["https://hub.example/a,b"]),
        (["<a>; rel=hub", '<b>; title="x, <y>; rel=no"; rel="next hub"'], ["a", "b"]),
        (["<a>; rel=next; rel=hub"], []),  # the first one counts
        (['<a>; title="\\";rel=hub"'], []),
        (["<a>"], []),
        (["a; rel=hub", "<a; rel=hub", "", "nonsense, <b>; rel=hub"], []),
    ],
    ids=["quoted", "a comma", "two fields", "twice", "in quotes", "no relation", "broken"],
)
def test_the_hubs_are_found(fields: list[str], hubs: list[str]) -> None:
    assert linked(fields, "hub") == hubs


@pytest.mark.parametrize("pattern", [";", " ", " ;", '; a="', "; a=\\", "<", "<>;a=b,"])
def test_hostile_headers_take_linear_time(pattern: str) -> None:
    assert slow_length(lambda text: linked(["<a>" + text], "hub"), pattern) is None
