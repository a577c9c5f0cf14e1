"""The fixed words of a shared mail. The server writes them, and the reader's preview shows the same."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from broadsheet_shared.message_catalogues import Catalogue, catalogue


@dataclass(frozen=True, slots=True)
class Words:
    """One language. `{name}` is the sharer, `{publication}` and `{headline}` speak for themselves."""

    language: str
    direction: Literal["ltr", "rtl"]
    sender: str
    """The name in From."""
    subject: str
    intro: str
    wrote: str
    """Above the note, so that nobody takes it for the publication's words."""
    home: str
    """Where the breadcrumb begins."""
    read: str
    """On the button."""
    related: str
    why: str
    """Why the recipient got this mail."""
    stop: str
    """On the link that ends all such mail."""


def words_in(language: str) -> Words:
    """The words for a BCP 47 tag, English where we have none."""
    return _words(catalogue("mail", language))


@cache
def _words(mail: Catalogue) -> Words:
    language, translations = mail
    _ = translations.gettext
    return Words(
        language=language,
        direction="rtl" if translations.pgettext("text direction, ltr or rtl", "ltr") == "rtl" else "ltr",
        sender=_("{name} via {publication}"),
        subject=_("{name} sent you: {headline}"),
        intro=_("{name} sent you this article from {publication}"),
        wrote=_("{name} wrote:"),
        home=_("Home"),
        read=_("Read the article"),
        related=_("Related news"),
        why=_(
            "You got this mail because {name} gave your address to “Email this to your friend” at "
            "{publication}. Your address was used for this one mail and is on no list."
        ),
        stop=_("Never send me mail like this again"),
    )
