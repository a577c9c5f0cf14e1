"""What one test leaves in the application is not styled again in the next."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication


def delete_closed_widgets() -> None:
    """Delete at once what was to be deleted later, in an event loop that may never run.

    Whoever sets a style sheet has every widget of the process styled, also those that nobody sees any more.
    """
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def forget_styles(application: QApplication) -> None:
    """Leave neither widgets nor a style sheet, as if the application had just started."""
    delete_closed_widgets()
    application.setStyleSheet("")
