"""The two forms of a mail, text and HTML, from the templates beside this module."""

from functools import cache
from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from broadsheet_server.sharing.mail.format_flowed import format_flowed
from broadsheet_server.sharing.mail.message import ShareMessage

_TEMPLATES = Path(__file__).parent / "templates"
_NAME = Markup("<bdi>{}</bdi>")
_WHO = Markup("<strong><bdi>{}</bdi></strong>")


def render_text(letter: ShareMessage, stop_url: str) -> str:
    """The mail as plain text, wrapped to be sent as `format=flowed; delsp=yes`."""
    names = {"name": letter.sender_name, "publication": letter.publication.name}
    words = letter.words
    said = {name: getattr(words, name).format(**names) for name in ("intro", "signature", "why")}
    return format_flowed(_text_template().render(_values(letter, stop_url), **said))


def render_html(letter: ShareMessage, stop_url: str) -> str:
    """The mail as HTML that needs nothing from outside: no image, no style sheet, no script."""
    names = {"name": _NAME.format(letter.sender_name), "publication": _NAME.format(letter.publication.name)}
    words = letter.words
    intro = Markup(words.intro).format(name=_WHO.format(letter.sender_name), publication=names["publication"])  # noqa: S704
    signature = Markup(words.signature).format(**names)  # noqa: S704
    said = {"intro": intro, "signature": signature, "why": Markup(words.why).format(**names)}  # noqa: S704
    return _html_template().render(_values(letter, stop_url), **said)


def _values(letter: ShareMessage, stop_url: str) -> dict[str, object]:
    article, publication = letter.article, letter.publication
    return {
        "letter": letter,
        "words": letter.words,
        "article": article,
        "publication": publication,
        "copyright_notice": article.copyright_notice or publication.copyright_notice,
        "home_url": f"{letter.base_url}/",
        "article_url": letter.base_url + article.path,
        "stop_url": stop_url,
    }


@cache
def _text_template() -> Template:
    return _environment(autoescape=False).get_template("mail.txt")


@cache
def _html_template() -> Template:
    """The HTML template, its style sheet written into its elements once: mail programs drop style sheets.

    Statements stand in comments there, because an HTML parser moves loose text out of tables. Fonts for
    Chinese are named only where Chinese is read: their quotes are as wide as a character, and where a friend
    has no Georgia they would set the English too.
    """
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
    inlined = inliner.inline((_TEMPLATES / "mail.html").read_text(encoding="utf-8"))
    return _environment(autoescape=True).from_string(inlined.replace("<!--{%", "{%").replace("%}-->", "%}"))


def _environment(*, autoescape: bool) -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=autoescape,  # noqa: S701 (off for plain text only)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
