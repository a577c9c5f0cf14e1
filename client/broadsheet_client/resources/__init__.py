"""Resource files: icons, style sheet and translations."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def read(name: str) -> bytes:
    """The content of a file beside this module, like `icons/back.svg`."""
    return path(name).read_bytes()


def path(name: str) -> Path:
    """The path of such a file."""
    return _FOLDER / name
