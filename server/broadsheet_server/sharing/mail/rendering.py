"""The text and the HTML part of a message, from the Jinja templates beside this module."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from broadsheet_server.reading.read_models import Article
from broadsheet_server.sharing.mail.format_flowed import format_flowed, quoted
from broadsheet_server.sharing.mail.message import ShareMessage
from broadsheet_server.sharing.text_cleaning import clean_line
from broadsheet_shared.bylines import printed_byline
from broadsheet_shared.language_tags import direction

if TYPE_CHECKING:
    from jinja2 import Environment, Template

_TEMPLATES = Path(__file__).parent / "templates"
_RIGHT_TO_LEFT_MARK = "\u200f"
_ISOLATED = Markup("<bdi>{}</bdi>")
_EMPHASISED = Markup("<strong><bdi>{}</bdi></strong>")


def render_text(message: ShareMessage, unsubscribe_url: str) -> str:
    """Return the text part, wrapped as `format=flowed; delsp=yes` (RFC 3676)."""
    names = {"name": message.sender_name, "publication": message.publication.name}
    words = message.words
    sentences = {name: getattr(words, name).format(**names) for name in ("intro", "wrote", "why")}
    return format_flowed(_text_template().render(_variables(message, unsubscribe_url), **sentences))


def render_html(message: ShareMessage, unsubscribe_url: str) -> str:
    """Return the HTML part. It loads nothing: no image, no style sheet, no script."""
    publication = _ISOLATED.format(message.publication.name)
    names = {"name": _ISOLATED.format(message.sender_name), "publication": publication}
    words = message.words
    sentences = {
        "intro": Markup(words.intro).format(  # noqa: S704
            name=_EMPHASISED.format(message.sender_name), publication=publication
        ),
        "wrote": Markup(words.wrote).format(**names),  # noqa: S704
        "why": Markup(words.why).format(**names),  # noqa: S704
    }
    return _html_template().render(_variables(message, unsubscribe_url), **sentences)


def _variables(message: ShareMessage, unsubscribe_url: str) -> dict[str, object]:
    sections = [step.label for step in message.article.breadcrumb if step.section is not None]
    return {
        "message": message,
        "words": message.words,
        "article": message.article,
        "byline": _byline(message.article),
        "article_direction": _article_direction(message.article.language),
        "breadcrumb": [message.words.home, *sections] if sections else [],
        "publication": message.publication,
        "home_url": f"{message.base_url}/",
        "article_url": message.base_url + message.article.path,
        "unsubscribe_url": unsubscribe_url,
    }


def _byline(article: Article) -> str:
    return printed_byline(article.byline, (author.name for author in article.authors), article.language)


def _article_direction(language: str) -> str:
    """For the dir attribute: Arabic that begins with a Latin word runs from the right all the same."""
    return "rtl" if direction(language) == "rtl" else "auto"


def _marked(text: str, article_direction: str) -> str:
    """Plain text has no dir attribute: a mark (UAX #9) tells mail programs which way a line runs."""
    return f"{_RIGHT_TO_LEFT_MARK}{text}" if article_direction == "rtl" else text


@cache
def _text_template() -> "Template":
    return _environment(autoescape=False).get_template("mail.txt")


@cache
def _html_template() -> "Template":
    """The HTML template with its style sheet inlined once, because many mail programs drop style sheets.

    Statements are written as comments in the file, because an HTML parser moves loose text out of tables.
    Chinese fonts are named only in Chinese messages: they would set English too where Georgia is missing,
    with quotation marks as wide as a character.
    """
    import css_inline

    inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
    inlined = inliner.inline((_TEMPLATES / "mail.html").read_text(encoding="utf-8"))
    return _environment(autoescape=True).from_string(inlined.replace("<!--{%", "{%").replace("%}-->", "%}"))


def _environment(*, autoescape: bool) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # with the first mail

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=autoescape,  # noqa: S701 (off for plain text only)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(line=clean_line, quoted=quoted, marked=_marked)
    return environment
