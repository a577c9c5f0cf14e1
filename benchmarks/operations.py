"""The four operations that every visit of a newspaper asks for, and bodies of requests for each of them.

Bodies differ in slug, cursor or word, so that no answer is one that was made just before.
"""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

from bulk_archive import DEEP_SECTIONS, BulkArchive
from server_processes import post

CARD = """id slug headline summary path publishedAt section { name path } authors { name }
    leadImage { url alt width height }"""
FRONT_PAGE = f"{{ articles(first: 20) {{ nodes {{ {CARD} }} }} }}"
ARTICLE = f"""query ($slug: String!) {{ article(by: {{ slug: $slug }}) {{
    id headline summary bodyHtml publishedAt
    section {{ name path }} breadcrumb {{ label }} authors {{ name slug }} tags {{ label slug }}
    leadImage {{ url alt width height }} related(first: 5) {{ edges {{ score node {{ {CARD} }} }} }} }} }}"""
DEEP_LIST = f"""query ($path: String!, $after: String) {{ section(path: $path) {{ name
    articles(first: 20, after: $after) {{ nodes {{ {CARD} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""
SEARCH = f"""query ($query: String!) {{ search(query: $query, first: 20, orderBy: NEWEST) {{
    totalCount {{ value isLowerBound }} facets {{ sections {{ value count }} }}
    edges {{ node {{ {CARD} }} highlights {{ field text ranges {{ start end }} }} }} }} }}"""
NAMES = ("front page", "article", "deep list", "search")
_WALK = """query ($path: String!, $after: String) { section(path: $path) {
    articles(first: 100, after: $after) { edges { cursor } pageInfo { hasNextPage endCursor } } } }"""
_SLUGS, _CURSORS, _WORDS = 1_000, 96, 200

Bodies = dict[str, list[bytes]]


def body(document: str, /, **variables: Any) -> bytes:
    """The body of a request."""
    return json.dumps({"query": document, "variables": variables}).encode()


def bodies(port: int, archive: BulkArchive, size: int) -> Bodies:
    """Bodies of requests for each operation, with cursors of the server on `port`."""
    return bodies_by(lambda request: data(port, request), archive, size)


def bodies_by(ask: Callable[[bytes], Any], archive: BulkArchive, size: int) -> Bodies:
    """The same with cursors of the store that `ask` asks: it gives the data of the answer to a body."""
    numbers = random.Random(3).sample(range(size), min(_SLUGS, size))
    section = DEEP_SECTIONS[0]
    cursors = _middle_cursors(lambda after: ask(body(_WALK, path=section, after=after)))
    return {
        "front page": [body(FRONT_PAGE)],
        "article": [body(ARTICLE, slug=archive.slug(number)) for number in numbers],
        "deep list": [body(DEEP_LIST, path=section, after=cursor) for cursor in cursors],
        "search": [body(SEARCH, query=topic) for topic in archive.topics[:_WORDS]],
    }


def data(port: int, request: bytes) -> Any:
    """The data of an answer; errors end the program."""
    answer = json.loads(post(port, request)[1])
    if answer.get("errors"):
        raise SystemExit(f"{request.decode()}: {answer['errors']}")
    return answer["data"]


def _middle_cursors(page: Callable[[str | None], Any]) -> list[str]:
    """The cursors of successive articles around the middle of a list."""
    cursors = list(_all_cursors(page))
    start = max(0, (len(cursors) - _CURSORS) // 2)
    return cursors[start : start + _CURSORS]


def _all_cursors(page: Callable[[str | None], Any]) -> Iterator[str]:
    after, has_next = None, True
    while has_next:
        articles = page(after)["section"]["articles"]
        yield from (edge["cursor"] for edge in articles["edges"])
        after, has_next = articles["pageInfo"]["endCursor"], articles["pageInfo"]["hasNextPage"]


def comparable(name: str, answer: Any) -> Any:
    """The answer without what servers may spell or do in their own way.

    Left out are cursors, the order of facets with the same count, the fraction of whole seconds, and
    highlights of other texts than the headline, which the peer does not make.
    """
    comparable_answer = json.loads(json.dumps(answer).replace('.000Z"', 'Z"'))
    if name == "deep list":
        del comparable_answer["section"]["articles"]["pageInfo"]["endCursor"]
    if name == "search":
        found = comparable_answer["search"]
        found["facets"]["sections"].sort(key=lambda facet: (-facet["count"], facet["value"]))
        for edge in found["edges"]:
            edge["highlights"] = [mark for mark in edge["highlights"] if mark["field"] == "HEADLINE"]
    return comparable_answer
