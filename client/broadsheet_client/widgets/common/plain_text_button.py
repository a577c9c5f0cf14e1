"""A button whose words come from the paper."""

from PySide6.QtWidgets import QPushButton


class PlainTextButton(QPushButton):
    """An “&” in it is only an “&”."""

    def __init__(self, text: str = "", *, name: str = "", flat: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFlat(flat)
        self.set_text(text)

    def set_text(self, text: str, accessible_name: str = "") -> None:
        """What it shows, and what a screen reader says."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(accessible_name or text)
