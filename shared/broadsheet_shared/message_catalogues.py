"""Message catalogues (GNU gettext) of the mail, the reasons for related news, and the server's pages.

The sources are written in English, which therefore needs no catalogue. `make words` collects the messages
into `locale/<locale>/LC_MESSAGES/<domain>.po` and compiles them to the `.mo` files that are read here.
"""

from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Literal, NamedTuple

from broadsheet_shared.language_tags import TAG_LENGTH_MAX, lookup, with_likely_script

Domain = Literal["mail", "reasons", "pages"]

LOCALE = Path(__file__).parent / "locale"
SOURCE_LANGUAGE = "en"


class Catalogue(NamedTuple):
    """The messages of one domain in one language."""

    language: str
    """BCP 47 tag of the texts: `zh-Hans` for a reader of `zh-CN`."""
    translations: NullTranslations


@cache
def languages(domain: Domain) -> list[str]:
    """The tags under which a domain has catalogues, `en` among them."""
    locales = (path.parts[-3] for path in LOCALE.glob(f"*/LC_MESSAGES/{domain}.mo"))
    return [SOURCE_LANGUAGE, *sorted(locale.replace("_", "-") for locale in locales)]


def catalogue(domain: Domain, language: str) -> Catalogue:
    """The messages in the language that lookup (RFC 4647, section 3.4) finds for a tag, otherwise in English.

    A tag of Chinese without a script has that of its region: Traditional in `zh-TW`, `zh-HK` and `zh-MO`.
    The same object for all tags that find the same language, so that callers can cache by it.
    """
    return _find(domain, language[:TAG_LENGTH_MAX])  # bounds the memory that strangers' tags can take


@lru_cache(maxsize=1_024)
def _find(domain: Domain, language: str) -> Catalogue:
    return _load(domain, lookup(with_likely_script(language), languages(domain)) or SOURCE_LANGUAGE)


@cache
def _load(domain: Domain, tag: str) -> Catalogue:
    if tag == SOURCE_LANGUAGE:
        return Catalogue(SOURCE_LANGUAGE, NullTranslations())
    with (LOCALE / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.mo").open("rb") as file:
        translations = GNUTranslations(file)
    return Catalogue(translations.info()["language"].replace("_", "-"), translations)
