"""The operations of the desktop reader, each with the fragments that it needs."""

import re
from pathlib import Path

import broadsheet_client.api

FOLDER = Path(broadsheet_client.api.__file__).parent / "operations"


def operation(name: str) -> str:
    """The document of one operation, as the reader sends it."""
    text = (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")
    fragments = _fragments()
    needed: dict[str, str] = {}
    waiting = re.findall(r"\.\.\.(\w+)", text)
    while waiting:
        fragment = waiting.pop()
        if fragment not in needed:
            needed[fragment] = fragments[fragment]
            waiting += re.findall(r"\.\.\.(\w+)", fragments[fragment])
    return "\n".join([text, *needed.values()])


def names() -> list[str]:
    """The names of all operations."""
    return sorted(file.stem for file in FOLDER.glob("*.graphql") if file.stem != "fragments")


def _fragments() -> dict[str, str]:
    parts = re.split(r"\n(?=fragment )", (FOLDER / "fragments.graphql").read_text(encoding="utf-8"))
    return {part.split()[1]: part for part in parts if part.startswith("fragment")}
