"""A button with arbitrary text."""

from PySide6.QtWidgets import QPushButton


class PlainTextButton(QPushButton):
    """An “&” in its text is no mnemonic."""

    def __init__(self, text: str = "", *, name: str = "", flat: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFlat(flat)
        self.set_text(text)

    def set_text(self, text: str, accessible_name: str = "") -> None:
        """Set the text, and the accessible name if it differs."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(accessible_name or text)
