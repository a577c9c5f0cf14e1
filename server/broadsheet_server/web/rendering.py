"""Pages from templates: what templates may call, and how text becomes harmless."""

import json
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from broadsheet_server.web import dates
from broadsheet_server.web.static_files import asset_address
from broadsheet_server.web.words import primary

_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def render(template: str, **context: Any) -> str:
    """The page that a template makes of the context; a name it does not know is an error, not a blank."""
    return _environment().get_template(template).render(context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("broadsheet_server.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset_address
    environment.filters.update(
        day=dates.day,
        direction=direction,
        local=local_address,
        machine_time=dates.machine_time,
        minute=dates.minute,
        script_json=script_json,
        section_address=section_address,
        web_address=web_address,
        weekday=dates.weekday,
    )
    return environment


def direction(language: str) -> str:
    """`rtl` or `ltr`, for the dir attribute."""
    return "rtl" if primary(language) in _RIGHT_TO_LEFT else "ltr"


def section_address(path: str) -> str:
    """The address of a section's page."""
    return "/sections/" + quote(path)


def local_address(url: str, base_url: str) -> str:
    """An address of this site without its host, so that the page works behind any name it is reached by."""
    return url.removeprefix(base_url) if url.startswith(base_url + "/") else url


def web_address(url: str | None) -> str:
    """The address where it leads to a page, else nothing: `javascript:` and its like become no links."""
    try:
        return url if url and urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:  # like `http://[`
        return ""


def script_json(data: object) -> Markup:
    """JSON that may stand inside a `<script>`: no text in it can end the element or open a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_SCRIPT_ESCAPES))  # noqa: S704 (made harmless in this line)
