"""Collects the messages of mail, reasons and pages into catalogues, and compiles those (GNU gettext).

`python -m broadsheet_server.operations.message_catalogues`, after a text was added or a translation edited.
"""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import broadsheet_shared
from broadsheet_server import web
from broadsheet_shared.message_catalogues import LOCALE

SHARED, WEB = Path(broadsheet_shared.__file__).parent, Path(web.__file__).parent
_PAGES = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def main() -> None:
    """Bring every catalogue up to date."""
    for po in catalogue_files():
        update_file(po)


def update_file(po: Path) -> None:
    """Update one catalogue with the messages of the sources, and compile it; translations are kept."""
    catalog = read_catalog(po)
    if catalog.project == Catalog().project:
        _fill_header(catalog)
    sources = template(po.stem)
    sources.creation_date = catalog.creation_date  # a file without new messages stays as it is
    catalog.update(sources, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with po.open("wb") as file:
        write_po(file, catalog, width=110, no_location=True)
    with po.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def _fill_header(catalog: Catalog) -> None:
    """The header of a new catalogue, which has Babel's placeholders."""
    catalog.project, catalog.version = "Broadsheet", version("broadsheet")
    catalog.msgid_bugs_address = "-"
    catalog.revision_date = catalog.creation_date
    catalog.last_translator = "The Broadsheet authors"
    catalog.language_team = (catalog.locale and catalog.locale.english_name) or "-"


def catalogue_files() -> list[Path]:
    """Every `.po` there is. Another language begins as a file with a header that names it."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def read_catalog(po: Path) -> Catalog:
    """The catalogue as translators edit it."""
    with po.open("rb") as file:
        return read_po(file)


def template(domain: str) -> Catalog:
    """The messages of a domain as they stand in the sources."""
    catalog = Catalog()
    for message, context, comments in _messages(domain):
        catalog.add(message, context=context, auto_comments=comments)
    return catalog


def _messages(domain: str) -> Iterator[tuple[str | tuple[str, ...], str | None, list[str]]]:
    if domain == "pages":
        for _, _, message, comments, context in extract_from_dir(WEB, _PAGES, keywords=_KEYWORDS):
            yield message, context, comments
    else:
        source = SHARED / {"mail": "mail_words.py", "reasons": "reason_words.py"}[domain]
        for _, message, comments, context in extract_from_file("python", source, keywords=_KEYWORDS):
            yield message, context, comments


if __name__ == "__main__":
    main()
