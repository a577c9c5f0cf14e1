"""Pages from templates: the variables and filters that templates use, and how text is escaped."""

import json
import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.requests import Request

from broadsheet_server.newsroom.remote_images import MEDIA_PATH
from broadsheet_server.reading.context import ReadContext
from broadsheet_server.reading.read_models import Image
from broadsheet_server.settings import Settings
from broadsheet_server.web import dates
from broadsheet_server.web.addresses import publication_feed, section_address, tag_address
from broadsheet_server.web.static_files import static_path
from broadsheet_shared.italics import UPRIGHT_CLASS, split_at_upright_words
from broadsheet_shared.language_tags import direction
from broadsheet_shared.message_catalogues import catalogue

if TYPE_CHECKING:
    from jinja2 import Environment

_SCRIPT_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


_EMPHASISED_TEXT = re.compile(r"""(<(?:em|i)\b(?:[^"<>]|"[^"]*")*>)([^<]+)""")

COLUMN_SIZES = "(min-width: 46rem) 42rem, 100vw"
"""How wide images of an article are shown: those in `static/broadsheet.css` (`max-width` of the column)."""


def read_context(request: Request) -> ReadContext:
    """The context in which a page reads articles and sections: the store, now."""
    state = request.app.state
    return ReadContext(state.database, state.settings, datetime.now(UTC))


async def render_page(
    context: ReadContext, settings: Settings, template: str, *, language: str | None = None, **variables: Any
) -> str:
    """A page with masthead, sections and imprint, in the words of `language` (the publication's by default).

    The variable `section_path` is the path of the section that the page belongs to, `feeds` are the links
    to feeds that it names besides that of everything.
    """
    sections = (await context.sections()).roots
    return render_page_without_sections(
        settings, template, language=language, **{"sections": sections, **variables}
    )


def render_page_without_sections(
    settings: Settings, template: str, *, language: str | None = None, **variables: Any
) -> str:
    """The same without the sections, for pages that must not depend on the store."""
    defaults = {"section_path": "", "sections": [], "feeds": (), "today": _today(settings)}
    values = {**defaults, **variables}
    feeds = () if settings.feeds == "off" else (publication_feed(settings), *values.pop("feeds"))
    page_language = language or settings.publication.language
    return render(template, settings, page_language, **{**values, "feeds": feeds})


def render(template: str, settings: Settings, language: str, **variables: Any) -> str:
    """Render a template in the words of `language`. A variable that it does not know is an error."""
    page_language, translations = catalogue("pages", language)
    return (
        _environment()
        .get_template(template)
        .render(
            publication=settings.publication,
            base_url=settings.base_url,
            zone=ZoneInfo(settings.publication.time_zone),
            language=page_language,
            gettext=translations.gettext,
            ngettext=translations.ngettext,
            pgettext=translations.pgettext,
            **variables,
        )
    )


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # with the first page

    environment = Environment(
        loader=PackageLoader("broadsheet_server.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals["static_path"] = static_path
    environment.filters.update(
        day=dates.day,
        direction=direction,
        language_name=language_name,
        local=local_address,
        local_body=local_body,
        machine_time=dates.machine_time,
        minute=dates.minute,
        script_json=script_json,
        section_address=section_address,
        tag_address=tag_address,
        source_set=source_set,
        web_address=web_address,
        weekday=dates.weekday,
    )
    return environment


def _today(settings: Settings) -> date:
    return datetime.now(ZoneInfo(settings.publication.time_zone)).date()


@lru_cache(maxsize=1_024)
def language_name(tag: str) -> str:
    """What a language calls itself, like `中文`; its tag (BCP 47) where nobody knows."""
    from babel import Locale, UnknownLocaleError  # with the first page

    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag


def local_address(url: str, base_url: str) -> str:
    """A URL of this site without scheme and host, so that the page works under any name of the server."""
    return url.removeprefix(base_url) if url.startswith(base_url + "/") else url


def source_set(image: Image, base_url: str) -> str:
    """The `srcset` of an image; empty where there is only the original."""
    files = (found for found in image.renditions if found is not image.original)
    return ", ".join(f"{local_address(found.url, base_url)} {found.width}w" for found in files)


def local_body(html: str, base_url: str) -> Markup:
    """A body whose images are loaded from this site, under whatever name, in the width of its column.

    Emphasised words of scripts without italics are marked, because their language is often not.
    By regular expressions, for the reasons in `reading.image_addresses`.
    """
    folder = escape(base_url + MEDIA_PATH)

    def image(tag: re.Match[str]) -> str:
        shown = tag[0].replace(folder, MEDIA_PATH)
        return (
            shown.replace(" srcset=", f' sizes="{COLUMN_SIZES}" srcset=') + ' loading="lazy" decoding="async"'
        )

    shown = re.sub(rf'<img src="{re.escape(folder)}[^"]*"(?:[^"<>]|"[^"]*")*', image, html)
    return Markup(_with_upright_words(shown))  # noqa: S704 (sanitised)


def _with_upright_words(html: str) -> str:
    return html if html.isascii() else _EMPHASISED_TEXT.sub(_upright_words, html)


def _upright_words(emphasised: re.Match[str]) -> str:
    parts = split_at_upright_words(emphasised[2])
    parts[1::2] = [f'<span class="{UPRIGHT_CLASS}">{words}</span>' for words in parts[1::2]]
    return emphasised[1] + "".join(parts)


def web_address(url: str | None) -> str:
    """The URL where its scheme is http or https, otherwise "": no link runs `javascript:`."""
    try:
        return url if url and urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:  # like `http://[`
        return ""


def script_json(data: object) -> Markup:
    """JSON for the inside of a `<script>`: no text in it can end the element or open a comment."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_SCRIPT_ESCAPES))  # noqa: S704 (escaped in this line)
