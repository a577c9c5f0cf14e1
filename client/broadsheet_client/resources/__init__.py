"""What the window is dressed with: icons and the style sheet."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def read(name: str) -> bytes:
    """One of the files beside this module, like `icons/back.svg`."""
    return (_FOLDER / name).read_bytes()
