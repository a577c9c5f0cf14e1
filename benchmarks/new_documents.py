"""What a document costs that nobody has asked before: processor time of the server for each.

    python benchmarks/new_documents.py [--documents 40]

Documents are the playground's examples (queries that need no key), each in so many versions that differ in
the operation's name and in aliases: the first time, the second time, when it is compiled, and after that. One
request after the other to a server process on SQLite without its answer cache.
"""

import argparse
import json
import re
import statistics
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

from broadsheet_server.web.static_files import STATIC
from bulk_archive import DEEP_SECTIONS, BulkArchive
from filled_stores import broadsheet, filled_stores
from operations import body
from server_processes import processor_seconds

ARTICLES = 2_000
_TIMES = ("first time", "second time", "third time")


def main() -> None:
    """Fill, measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=40, help="versions of each example")
    count = parser.parse_args().documents
    archive = BulkArchive(ARTICLES)
    with filled_stores(archive, postgres=False) as [store], broadsheet(store, cache=False) as (port, pid):
        print(f"ms of the processor a request{'':11}" + "".join(f"{when:>14}" for when in _TIMES))
        connection, costs = HTTPConnection("127.0.0.1", port), []
        for name, document in _examples():
            versions = [
                body(_version(document, number), **_variables(archive, document)) for number in range(count)
            ]
            costs.append([_cost(connection, pid, versions) for _ in _TIMES])
            print(f"{name:40}" + "".join(f"{cost:14.2f}" for cost in costs[-1]), flush=True)
        medians = [statistics.median(column) for column in zip(*costs, strict=True)]
        print(f"{'median':40}" + "".join(f"{cost:14.2f}" for cost in medians))


def _examples() -> Iterator[tuple[str, str]]:
    script = (STATIC / "playground" / "examples.js").read_text(encoding="utf-8")
    for name, document in re.findall(r'name: "([^"]+)",\s+query: `((?:[^`\\]|\\.)*)`', script):
        if re.search(r"^query\b", document, re.MULTILINE) and "share(" not in document:
            yield name, document.replace("\\`", "`")


def _variables(archive: BulkArchive, document: str) -> dict[str, Any]:
    """Variables that find something."""
    slug = "tag-1" if "tag(" in document else archive.slug(ARTICLES // 2)
    return {"first": 5, "path": DEEP_SECTIONS[0], "slug": slug}


def _version(document: str, number: int) -> str:
    """The same with another name and other aliases."""
    renamed = re.sub(r"^query (\w+)", rf"query \g<1>V{number}", document, count=1, flags=re.MULTILINE)
    return re.sub(
        r"^( +)(headline|name|path|text)$", rf"\g<1>\g<2>{number}: \g<2>", renamed, flags=re.MULTILINE
    )


def _cost(connection: HTTPConnection, pid: int, versions: list[bytes]) -> float:
    """The milliseconds of the processor for each version."""
    before = processor_seconds(pid)
    for version in versions:
        connection.request("POST", "/graphql", version, {"Content-Type": "application/json"})
        answer = json.load(connection.getresponse())
        if "errors" in answer:
            raise SystemExit(f"{version.decode()}: {answer['errors']}")
    return (processor_seconds(pid) - before) / len(versions) * 1_000


if __name__ == "__main__":
    main()
