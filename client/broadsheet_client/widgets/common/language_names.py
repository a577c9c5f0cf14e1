"""What languages call themselves."""

from PySide6.QtCore import QLocale

_WITHOUT_REGION = {"en": "English", "es": "español", "zh": "中文"}
"""Qt names the language of a default region, such as American English."""


def own_language_name(tag: str) -> str:
    """`中文` for the BCP 47 tag `zh`; the tag itself where Qt does not know the language."""
    return _WITHOUT_REGION.get(tag.lower()) or QLocale(tag).nativeLanguageName() or tag
