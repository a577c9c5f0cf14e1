"""What stands above an article where who wrote it is told."""

from collections.abc import Iterable

from broadsheet_shared.language_tags import primary_language


def printed_byline(byline: str | None, authors: Iterable[str], language: str) -> str:
    """The byline as the newspaper printed it, else the names of the authors; "" where nobody is named."""
    return byline or ("、" if primary_language(language) == "zh" else ", ").join(authors)
