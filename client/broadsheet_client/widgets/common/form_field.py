"""A labelled form field with a place for its problem."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from broadsheet_client.widgets.common.plain_text import PlainLabel


class FormField(QWidget):
    """The label above, the problem below; `hint` is shown at the right of the label."""

    def __init__(self, label: str, widget: QWidget, *, focus: QWidget | None = None, hint: str = "") -> None:
        super().__init__()
        self._widget, self._focus = widget, focus or widget
        title = PlainLabel(label)
        title.setProperty("part", "label")
        title.setBuddy(self._focus)
        self.hint = PlainLabel(hint)
        self.hint.setProperty("part", "hint")
        self._problem = PlainLabel()
        self._problem.setProperty("part", "problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._focus.setAccessibleName(label.replace("&", ""))
        head = QHBoxLayout()
        head.addWidget(title, stretch=1)
        head.addWidget(self.hint, alignment=Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addLayout(head)
        layout.addWidget(widget)
        layout.addWidget(self._problem)

    @property
    def problem(self) -> str:
        """The problem, or ""."""
        return self._problem.text()

    def set_problem(self, problem: str) -> None:
        """Show a problem; "" removes it."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._focus.setAccessibleDescription(problem)
        set_invalid(self._widget, bool(problem))

    def set_focus(self) -> None:
        """Focus the field's widget."""
        self._focus.setFocus()


def set_invalid(widget: QWidget, invalid: bool) -> None:
    """Mark a widget as invalid for the style sheet, or remove the mark."""
    set_style_property(widget, "invalid", invalid)


def set_style_property(widget: QWidget, name: str, value: bool) -> None:
    """Set a dynamic property that the style sheet selects by, and restyle the widget."""
    if bool(widget.property(name)) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()
