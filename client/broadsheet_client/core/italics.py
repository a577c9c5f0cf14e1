"""Words without an italic form, in text that is set in italics.

They would be slanted by force, or empty boxes: the oblique DejaVu Sans, for example, has no Arabic ones.
"""

from broadsheet_client.core.html_source import text_html
from broadsheet_shared.italics import UPRIGHT_CLASS, split_at_upright_words


def upright_html(text: str) -> str:
    """Escaped text for an element in italics, whose words without an italic form stand upright."""
    return "".join(
        f'<span class="{UPRIGHT_CLASS}">{text_html(part)}</span>' if index % 2 else text_html(part)
        for index, part in enumerate(split_at_upright_words(text))
    )
