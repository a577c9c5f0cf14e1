"""What is installed is named with its licence, and the page of it is up to date."""

import re
import runpy
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "licences.py"))
PAGE = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
SPDX_EXPRESSION = re.compile(r"\(?[A-Za-z0-9.-]+\)?( (OR|AND) \(?[A-Za-z0-9.-]+\)?)*")


def test_the_page_of_licences_is_what_make_licences_writes() -> None:
    assert SCRIPT["page"](distributions()) == PAGE


def test_a_contributor_with_a_newer_python_writes_the_same_page() -> None:
    """Python 3.12 needs no backports, so they are not installed there."""
    older = {"backports.tarfile", "importlib_metadata", "lazy-importer", "zipp"}
    assert SCRIPT["page"](found for found in distributions() if found.name not in older) == PAGE


def test_every_locked_package_is_named_with_its_versions_and_an_spdx_expression() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")][2:]
    assert {name: versions.split(", ") for name, versions, _, _ in rows} == SCRIPT["read_locks"]()
    assert [name for name, _, _, licence in rows if not SPDX_EXPRESSION.fullmatch(licence)] == []


@pytest.mark.parametrize(
    ("package", "licence"),
    [
        ("psycopg", "LGPL-3.0-only"),
        ("pyside6-essentials", "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"),
        ("orjson", "MPL-2.0 AND (Apache-2.0 OR MIT)"),
    ],
)
def test_a_publisher_reads_which_licences_ask_for_more_than_a_name(package: str, licence: str) -> None:
    assert re.search(rf"^\| {package} \| .* \| {re.escape(licence)} \|$", PAGE, re.MULTILINE)


def test_everything_that_is_downloaded_at_set_up_has_a_hash() -> None:
    """A build without isolation takes its tools from the second list."""
    commands = (ROOT / "scripts" / "setup").read_text().replace("\\\n", "").splitlines()
    downloads = [line for line in commands if 'pip" install' in line and "--editable" not in line]
    assert all("--require-hashes" in line and "--only-binary :all:" in line for line in downloads)
    assert all(
        "--no-build-isolation" in line for line in commands if "--no-binary" in line or "--editable" in line
    )
    for lock in SCRIPT["LOCKS"]:
        requirements = re.split(r"^(?=\S)", lock.read_text(), flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in requirement for requirement in requirements)
