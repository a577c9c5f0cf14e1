"""Who worked on an article beside its authors, and the languages that it can be read in."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Final
from urllib.parse import quote

from broadsheet_client.api.generated import ArticlePage, ContributorRole, TranslationLink
from broadsheet_shared.bylines import printed_byline
from broadsheet_shared.language_tags import direction, primary_language

ARTICLE_LINK: Final = "broadsheet-article:"
"""Prefix of the link that opens an article of this newspaper, before its id."""

_ENGLISH: Final = {
    ContributorRole.PHOTOGRAPHER: "Photographs: {}",
    ContributorRole.VIDEOGRAPHER: "Video: {}",
    ContributorRole.ILLUSTRATOR: "Illustrations: {}",
    ContributorRole.EDITOR: "Edited by: {}",
    ContributorRole.TRANSLATOR: "Translated by: {}",
    ContributorRole.CONTRIBUTOR: "With contributions by: {}",
}
_CHINESE: Final = {
    ContributorRole.PHOTOGRAPHER: "摄影：{}",
    ContributorRole.VIDEOGRAPHER: "视频：{}",
    ContributorRole.ILLUSTRATOR: "插图：{}",
    ContributorRole.EDITOR: "编辑：{}",
    ContributorRole.TRANSLATOR: "翻译：{}",
    ContributorRole.CONTRIBUTOR: "其他参与者：{}",
}


def byline_of(page: ArticlePage) -> str:
    """Who wrote it, as printed, else by name; "" where nobody is named."""
    return printed_byline(page.byline, (author.name for author in page.authors), page.language)


def contributors_line(page: ArticlePage, language: str) -> str:
    """Names by what they did, as in `Photographs: Ana Brook · Edited by: Ben Li`; "" where there are none.

    The authors stand in the byline, a photographer whom the credit of an image names at that image.
    """
    is_chinese = primary_language(language) == "zh"
    labels, comma = (_CHINESE, "、") if is_chinese else (_ENGLISH, ", ")
    groups = [(labels[role], names) for role, names in _names_by_role(page).items()]
    if direction(page.language) == "rtl":  # there are no labels yet that run from the right
        groups = [
            (_isolated(label), [_isolated(name, "\u2068") for name in names]) for label, names in groups
        ]
    return " · ".join(label.format(comma.join(names)) for label, names in groups)


def _isolated(text: str, mark: str = "\u2066") -> str:
    """The text with a direction of its own (UAX #9): from the left, or (U+2068) that of its first letter."""
    return f"{mark}{text}\u2069"


def translation_link(translation: TranslationLink) -> str:
    """The address that opens a translation in the window."""
    return f"{ARTICLE_LINK}{quote(translation.id, safe='')}"


def translations_html(
    translations: Iterable[TranslationLink], label: str, language_name: Callable[[str], str]
) -> str:
    """`Also in: 中文, العربية`, each name a link; "" where there are none."""
    links = ", ".join(
        f'<a href="{escape(translation_link(each))}">'
        f'<span dir="{direction(each.language)}">{escape(language_name(each.language))}</span></a>'
        for each in translations
    )
    return label.format(links) if links else ""


def _names_by_role(page: ArticlePage) -> dict[ContributorRole, list[str]]:
    """A role of a newer server counts as CONTRIBUTOR."""
    names: dict[ContributorRole, list[str]] = {}
    for each in page.contributors:
        role = each.role if isinstance(each.role, ContributorRole) else ContributorRole.CONTRIBUTOR
        if role is not ContributorRole.AUTHOR and not _is_credited(page, role, each.author.name):
            named = names.setdefault(role, [])
            named += [each.author.name] if each.author.name not in named else []
    return names


def _is_credited(page: ArticlePage, role: ContributorRole, name: str) -> bool:
    if role is not ContributorRole.PHOTOGRAPHER:
        return False
    lead = [page.lead_image] if page.lead_image else []
    credit_lines = [image.credit or "" for image in (*lead, *page.images)]
    return any(name.casefold() in line.casefold() for line in credit_lines)
