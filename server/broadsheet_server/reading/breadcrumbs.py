"""The word that every breadcrumb begins with."""

_HOME = {"en": "Home", "zh": "首页", "ar": "الرئيسية"}


def home_label(language: str) -> str:
    """What the home page is called in the language of the publication; English where we have no word."""
    return _HOME.get(language.partition("-")[0].lower(), _HOME["en"])
