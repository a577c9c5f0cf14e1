"""Why two articles are related, in words: the server says them, the reader finds the names in them again."""

from functools import cache

from broadsheet_shared.message_catalogues import Catalogue, catalogue, languages
from broadsheet_shared.vocabulary import RelatedReasonKind as Kind


def reasons_in(language: str) -> dict[Kind, tuple[str, str]]:
    """For each kind of reason: the text with `{}` for the name that both articles share, and without a name.

    `language` is a BCP 47 tag; English where we have no other.
    """
    return _reasons(catalogue("reasons", language))


@cache
def _reasons(reasons: Catalogue) -> dict[Kind, tuple[str, str]]:
    translations = reasons.translations
    _, pgettext = translations.gettext, translations.pgettext
    return {
        Kind.EDITOR_CHOICE: (_("Chosen by the editors"), _("Chosen by the editors")),
        Kind.SAME_STORY: (_("Same story"), _("Same story")),
        Kind.FOLLOW_UP: (_("Later in this story"), _("Later in this story")),
        Kind.BACKGROUND: (_("Earlier in this story"), _("Earlier in this story")),
        Kind.SHARED_PERSON: (_("Also about {}"), _("About the same person")),
        Kind.SHARED_ORGANISATION: (_("Also about {}"), _("About the same organisation")),
        Kind.SHARED_PLACE: (_("Also about {}"), _("About the same place")),
        Kind.SHARED_TOPIC: (pgettext("a topic", "Also about {}"), _("On the same subject")),
        Kind.SAME_SECTION: (_("Also in {}"), _("In the same section")),
    }


@cache
def _openings() -> set[str]:
    """What stands before the name in those texts that end with it, in every language."""
    texts = [text for language in languages("reasons") for text, _ in reasons_in(language).values()]
    return {text.removesuffix("{}") for text in texts if text.endswith("{}")}


def opening_of(reason: str) -> str:
    """The words that a name follows in a reason, like “Also about ”; empty where it ends in no name."""
    return next((opening for opening in _openings() if reason.startswith(opening)), "")
