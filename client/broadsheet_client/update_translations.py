"""Updates the `.ts` files by lupdate and compiles them by lrelease.

Run `python -m broadsheet_client.update_translations` after a text or a translation was changed.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import PySide6

from broadsheet_client import resources

FOLDER = resources.path("translations")
CHINESE, ENGLISH = "broadsheet_zh_Hans", "broadsheet_en"
OPTIONS = {
    CHINESE: ("-target-language", "zh_CN"),
    # The source texts are English; only plural forms need an English translation.
    ENGLISH: ("-target-language", "en", "-pluralonly"),
}
"""Every file there is, and what `lupdate` has to know of it."""
_COMMON = ("-silent", "-no-obsolete", "-locations", "none", "-source-language", "en")


def main() -> int:
    """Update and compile every file."""
    for name in OPTIONS:
        file = FOLDER / f"{name}.ts"
        update_file(file)
        _run("lrelease", "-silent", file, "-qm", file.with_suffix(".qm"))
    return 0


def update_file(file: Path) -> None:
    """Update one file with the texts of the widgets; existing translations are kept."""
    widgets = Path(__file__).parent / "widgets"
    _run("lupdate", *_COMMON, *OPTIONS[file.stem], *sorted(widgets.rglob("*.py")), "-ts", file)


def _run(program: str, *arguments: str | Path) -> None:
    tool = Path(PySide6.__file__).parent / program
    command: Sequence[str | Path] = (tool, *arguments)
    subprocess.run(command, check=True)  # noqa: S603 - Qt's own tool, on our own files


if __name__ == "__main__":
    sys.exit(main())
