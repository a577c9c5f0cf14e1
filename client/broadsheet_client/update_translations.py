"""Collects the window's texts into the files that translators edit, and compiles those.

`python -m broadsheet_client.update_translations`, after a text was added or a translation edited.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import PySide6

from broadsheet_client import resources

FOLDER = resources.path("translations")
CHINESE, ENGLISH = "broadsheet_zh_Hans", "broadsheet_en"
_OPTIONS = {
    CHINESE: ("-target-language", "zh_CN"),
    # English is what the program is written in; only “1 article, 2 articles” has to be told apart.
    ENGLISH: ("-target-language", "en", "-pluralonly"),
}
_COMMON = ("-silent", "-no-obsolete", "-locations", "none", "-source-language", "en")


def main() -> int:
    """Bring every file up to date."""
    for name in _OPTIONS:
        file = FOLDER / f"{name}.ts"
        update_file(file)
        _run("lrelease", "-silent", file, "-qm", file.with_suffix(".qm"))
    return 0


def update_file(file: Path) -> None:
    """Bring one of the files up to date with the texts of the window; what is translated stays."""
    widgets = Path(__file__).parent / "widgets"
    _run("lupdate", *_COMMON, *_OPTIONS[file.stem], *sorted(widgets.rglob("*.py")), "-ts", file)


def _run(program: str, *arguments: str | Path) -> None:
    tool = Path(PySide6.__file__).parent / program
    command: Sequence[str | Path] = (tool, *arguments)
    subprocess.run(command, check=True)  # noqa: S603 - Qt's own tool, on our own files


if __name__ == "__main__":
    sys.exit(main())
