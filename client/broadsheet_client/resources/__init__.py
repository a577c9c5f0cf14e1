"""What the window is dressed with: icons, the style sheet, and its words in other languages."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def read(name: str) -> bytes:
    """One of the files beside this module, like `icons/back.svg`."""
    return path(name).read_bytes()


def path(name: str) -> Path:
    """Where one of them is."""
    return _FOLDER / name
