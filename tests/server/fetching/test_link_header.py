"""The `Link` header, as servers send it."""

import time

import pytest

from broadsheet_server.fetching.link_header import linked


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


def test_hostile_headers_take_linear_time() -> None:
    def seconds(size: int) -> float:
        fields = ["<a>" + piece * size for piece in (";", " ", " ;", '; a="', "; a=\\", "<", "<>;a=b,")]
        started = time.process_time()
        linked(fields, "hub")
        return time.process_time() - started

    assert seconds(160_000) < 40 * max(seconds(10_000), 0.001)
