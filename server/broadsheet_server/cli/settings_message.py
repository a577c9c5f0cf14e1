"""What is wrong with the settings, in a sentence: where each fault stands, why, and what may be meant."""

import argparse
import difflib
import os
import re
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from broadsheet_server.settings import CONFIG_FILE, Settings
from broadsheet_server.settings.sources import PREFIX

_REASONS = {
    "missing": "it is missing",
    "int_parsing": "it must be a whole number",
    "int_type": "it must be a whole number",
    "bool_parsing": "it must be true or false",
    "bool_type": "it must be true or false",
    "string_type": "it must be a text, in quotation marks",
    "list_type": "it must be a list",
    "model_type": "it must be a group of settings",
}
"""For those of pydantic's errors whose messages are for programmers."""


def settings_message(error: ValidationError, arguments: argparse.Namespace) -> str:
    """Which settings are wrong, in which file or variable, and why; or which option of the command line."""
    options = {name for name, value in vars(arguments).items() if value is not None}
    folder = getattr(arguments, "data", None) or Path(os.environ.get(f"{PREFIX}DATA", "broadsheet-data"))
    faults = (_fault(each, folder / CONFIG_FILE, options) for each in error.errors())
    return f"The settings cannot be used: {'; '.join(faults)}."


def _fault(error: ErrorDetails, file: Path, options: set[str]) -> str:
    names = [str(each) for each in error["loc"]]
    if not names:
        return _reason(error)
    if names[0] in options:
        return f"--{names[0]}: {_reason(error)}"
    return f"{_place(names, file)}{'.'.join(names)}: {_reason(error)}"


def _place(names: list[str], file: Path) -> str:
    """Where the setting was given, where that is known."""
    variable = PREFIX + "__".join(names).upper()
    if variable in os.environ:
        return f"{variable}, which is "
    return f"{file}: " if file.is_file() and names[0] in file.read_text("utf-8", "replace") else ""


def _reason(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        close = difflib.get_close_matches(str(error["loc"][-1]), _known(error["loc"][:-1]), n=1)
        return "there is no such setting" + (f"; maybe “{close[0]}” is meant" if close else "")
    return _REASONS.get(error["type"], _in_our_words(error["msg"]))


def _in_our_words(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "it must be", 1).rstrip(".")


def unparsed_message(error: SettingsError) -> str:
    """Which variable is no JSON, where the setting is a list or a group."""
    field = re.search(r'field "(\w+)"', str(error))
    named = f"{PREFIX}{field[1].upper()}" if field else str(error)
    return f"The settings cannot be used: {named} is a list or a group, which is written as JSON there."


def _known(group: tuple[int | str, ...]) -> list[str]:
    """The names of the settings in a group."""
    model: type[BaseModel] | None = Settings
    for name in (each for each in group if isinstance(each, str)):
        field = model.model_fields.get(name) if model else None
        model = _model(field.annotation) if field else None
    return list(model.model_fields) if model else []


def _model(annotation: object) -> type[BaseModel] | None:
    """The group that a setting is, or is a list of."""
    candidates = (annotation, *getattr(annotation, "__args__", ()))
    return next((each for each in candidates if isinstance(each, type) and issubclass(each, BaseModel)), None)
