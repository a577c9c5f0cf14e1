"""Where settings are written down: the file in the data folder, and the environment."""

import os
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

PREFIX = "BROADSHEET_"
_OTHERS = (f"{PREFIX}READER_",)
"""What the desktop reader is told stands in the same environment."""


class UnreadableSettingsError(ValueError):
    """The settings cannot be read at all. The message is a sentence that says why."""


def file_of_settings(path: Path) -> dict[str, Any]:
    """What the file says; nothing, where there is none. Raises UnreadableSettingsError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except UnicodeDecodeError as trouble:
        raise UnreadableSettingsError(
            f"{path} cannot be read: it is not UTF-8. Save it as UTF-8."
        ) from trouble
    except (OSError, tomllib.TOMLDecodeError) as trouble:
        why = trouble.strerror if isinstance(trouble, OSError) else str(trouble)
        raise UnreadableSettingsError(f"{path} cannot be read: {why}.") from trouble


def check_environment(settings: Collection[str]) -> None:
    """Refuse variables that look like settings and are none. Raises UnreadableSettingsError."""
    for variable in sorted(os.environ):
        if not variable.upper().startswith(PREFIX) or variable.upper().startswith(_OTHERS):
            continue
        name = variable.upper().removeprefix(PREFIX).lower()
        if name.partition("__")[0] not in settings:
            raise UnreadableSettingsError(
                f"{variable} is no setting. A group and its member are joined by two underscores, as in "
                f"{PREFIX}MAIL__HOST."
            )
