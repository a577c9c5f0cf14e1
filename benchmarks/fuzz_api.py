"""Ask a server what schemathesis makes of the contract, without a key and with one that allows everything.

    python benchmarks/fuzz_api.py [--examples 20] [--seed 1] [--schemathesis st]

The server is `broadsheet serve` on an archive of 500 articles in SQLite, with its limits. For each field of
`Query` and `Mutation` there are so many operations with arguments right and wrong. It fails on any status of
5xx, on any error with the code INTERNAL_SERVER_ERROR or without a code, and on any text of a stack trace
(`fuzz_checks.py`). Printed is what schemathesis sums up. It is installed nowhere: `uv` runs it.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from broadsheet_server.access.api_keys import create_key
from broadsheet_server.storage.database import Database
from broadsheet_shared.vocabulary import Scope
from bulk_archive import BulkArchive
from filled_stores import Store, broadsheet, filled_stores

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "shared" / "broadsheet_shared" / "schema.graphql"
SCHEMATHESIS = "uv tool run --from schemathesis==4.32.5 st"
ARTICLES = 500
_SUMMARY = re.compile(r"^=+ SUMMARY =+$.*", re.MULTILINE | re.DOTALL)


def key_of(store: Store) -> str:
    """A key that allows everything."""
    database = Database(store.settings.store_url)
    with database.write() as session:
        _, token = create_key(session, "fuzzing", list(Scope), now=datetime.now(UTC))
    database.dispose()
    return token


def fuzz(port: int, options: argparse.Namespace, headers: Mapping[str, str]) -> bool:
    """Run schemathesis, and print its summary, or all that it says where something failed."""
    command = [
        *(*shlex.split(options.schemathesis), "run", str(SCHEMA)),
        *("--url", f"http://127.0.0.1:{port}/graphql"),
        *("--max-examples", str(options.examples), "--seed", str(options.seed)),
        *("--phases", "fuzzing", "--checks", "no_fault_of_the_server", "--suppress-health-check", "all"),
        *("--no-color", "--continue-on-failure"),
        *(part for name, value in headers.items() for part in ("--header", f"{name}:{value}")),
    ]
    hooks = {"PYTHONPATH": str(Path(__file__).parent), "SCHEMATHESIS_HOOKS": "fuzz_checks"}
    ended = subprocess.run(
        command, env=os.environ | hooks, capture_output=True, text=True, check=False, cwd=options.folder
    )
    summary = _SUMMARY.search(ended.stdout)
    has_passed = ended.returncode == 0 and summary is not None
    print(summary[0] if has_passed and summary is not None else ended.stdout + ended.stderr)
    return has_passed


def main() -> int:
    """Fuzz twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--examples", type=int, default=20, help="operations for each field")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--schemathesis", default=SCHEMATHESIS, help="the command that runs it")
    options = parser.parse_args()
    with filled_stores(BulkArchive(ARTICLES), postgres=False) as [store]:
        key = key_of(store)
        options.folder = store.settings.data
        with broadsheet(store, cache=True) as (port, _):
            print("Without a key:")
            anonymous = fuzz(port, options, {})
            print("With a key that allows everything:")
            keyed = fuzz(port, options, {"Authorization": f"Bearer {key}"})
    return 0 if anonymous and keyed else 1


if __name__ == "__main__":
    sys.exit(main())
