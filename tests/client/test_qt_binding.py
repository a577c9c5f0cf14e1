"""The binding between Python and Qt must not lose references: the reader would die after a while."""

import sys

from PySide6.QtCore import QObject


def test_a_thousand_calls_that_answer_nothing_lose_no_reference_to_none() -> None:
    holder = QObject()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        holder.setObjectName("reader")
    assert sys.getrefcount(None) > before - 100
