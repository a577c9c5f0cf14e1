"""Start the reader on a filled folder, and print what its first painted window took (`reader_start.py`).

It imports as little as it can: what it imports would be counted as the reader's.
"""

import json
import sys
import time
from pathlib import Path

NOWHERE = "http://127.0.0.1:9"


def main() -> None:
    """Print CPU milliseconds, wall milliseconds, resident megabytes and rows as JSON."""
    print(json.dumps(_start(Path(sys.argv[1]))))


def _start(folder: Path) -> dict[str, float]:
    began = time.monotonic()
    from broadsheet_client import app

    program = app.load_reader()
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    reader = program.launch(application, NOWHERE, None, folder)
    while not reader.window.article_pane.shows_article:
        application.processEvents()
    reader.window.repaint()
    application.processEvents()
    painted = {
        "cpu": time.process_time() * 1_000,
        "wall": (time.monotonic() - began) * 1_000,
        "rss": resident_mb(),
        "rows": float(reader.window.model.count),
    }
    reader.window.close()
    reader.close()
    return painted


def resident_mb() -> float:
    """Megabytes of memory that this process holds."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1_024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


if __name__ == "__main__":
    main()
