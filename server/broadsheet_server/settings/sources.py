"""The sources of settings: the file in the data folder, and the environment."""

import difflib
import os
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

PREFIX = "BROADSHEET_"
_OTHER_PREFIXES = (f"{PREFIX}READER_",)
"""Prefixes of variables that are for the desktop reader."""
_OF_CLIENTS = f"{PREFIX}KEY"
"""Where programs that use the API have their key, as the samples of docs/ do."""


class UnreadableSettingsError(ValueError):
    """The settings cannot be read at all. The message is a sentence that says why."""


def read_settings_file(path: Path) -> dict[str, Any]:
    """The settings in a TOML file; {} where there is none. Raises UnreadableSettingsError."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except UnicodeDecodeError as error:
        raise UnreadableSettingsError(f"{path} cannot be read: it is not UTF-8. Save it as UTF-8.") from error
    except (OSError, tomllib.TOMLDecodeError) as error:
        if isinstance(error, PermissionError) and _is_in_closed_folder(path):
            raise UnreadableSettingsError(_closed_folder(path.parent)) from error
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableSettingsError(f"{path} cannot be read: {reason}.") from error


def _is_in_closed_folder(file: Path) -> bool:
    """Whether it is the folder that may not be used, not the file."""
    try:
        file.stat()
    except PermissionError:
        return True
    return False


def _closed_folder(folder: Path) -> str:
    return (
        f"The data folder {folder.absolute()} cannot be opened: it belongs to {_owner(folder)}, and you have "
        "no permission to use it. Run the command as its owner, or name another folder with --data or "
        "BROADSHEET_DATA."
    )


def _owner(folder: Path) -> str:
    """The name of a user; of one without a name, and where the system does not tell, “another user”."""
    try:
        return folder.owner()
    except (OSError, KeyError, NotImplementedError):
        return "another user"


def check_environment(settings: Collection[str]) -> None:
    """Reject variables that look like settings and are none. Raises UnreadableSettingsError."""
    for variable in sorted(os.environ):
        spelled = variable.upper()
        if not spelled.startswith(PREFIX) or spelled.startswith(_OTHER_PREFIXES) or spelled == _OF_CLIENTS:
            continue
        name = spelled.removeprefix(PREFIX).lower()
        if name.partition("__")[0] not in settings:
            raise UnreadableSettingsError(f"{variable} is no setting. {_meant(name, settings)}")


def _meant(name: str, settings: Collection[str]) -> str:
    """What may be meant by the name of a variable."""
    group, _, member = name.partition("_")
    if group in settings and member:
        return (
            "A group and its member are joined by two underscores: is "
            f"{PREFIX}{group.upper()}__{member.lstrip('_').upper()} meant?"
        )
    written, _, member = name.partition("__")
    if close := difflib.get_close_matches(written, settings, n=1):
        return f"Is {PREFIX}{'__'.join(filter(None, (close[0], member))).upper()} meant?"
    return f"A group and its member are joined by two underscores, as in {PREFIX}MAIL__HOST."
