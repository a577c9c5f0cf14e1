"""One image is read at a time, in whichever thread.

Qt holds a lock of its own while it looks for the plugin that reads an image, and asks the Python buffer
meanwhile, for which it needs the interpreter's lock. A second thread that has the latter and wants the former
would wait for ever, and so would the window.
"""

from threading import Lock
from typing import Final

IMAGE_READING: Final = Lock()
"""Whoever waits for it gives the interpreter's lock back."""
