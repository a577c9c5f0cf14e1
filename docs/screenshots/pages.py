"""Take the screenshots of the paper's pages: those of a running server, in headless Chromium.

    python docs/screenshots/pages.py http://127.0.0.1:8000 [--output docs/images]

The server has the demo's articles: `broadsheet demo --no-reader` starts one.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PIL import Image
from tests.end_to_end.chromium import chromium

HEIGHT = 1060
COLOURS = 256
PAGES = {"web-home.png": "/", "web-article.png": "/articles/ansel-swing-bridge-shut-cracks"}
"""What the README shows. Drawings lose nothing by so few colours, and their files are a third of the size."""


def main() -> int:
    """Take all screenshots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", help="address of the server")
    parser.add_argument("--output", type=Path, default=Path("docs/images"))
    options = parser.parse_args()
    with chromium() as tab:
        for name, path in PAGES.items():
            tab.open(f"{options.site}{path}", height=HEIGHT)
            tab.picture(picture := options.output / name)
            Image.open(picture).convert("RGB").quantize(COLOURS).save(picture, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
