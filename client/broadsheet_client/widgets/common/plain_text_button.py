"""A button whose words come from the paper."""

from PySide6.QtWidgets import QPushButton


class PlainTextButton(QPushButton):
    """An “&” in it is only an “&”."""

    def __init__(self, text: str = "", *, name: str = "", flat: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFlat(flat)
        self.tell(text)

    def tell(self, text: str, said: str = "") -> None:
        """What it shows, and what a screen reader says."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(said or text)
