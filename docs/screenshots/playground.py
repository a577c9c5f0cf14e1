"""Take the screenshots of the playground: the real page of a running server, in headless Chromium.

    python docs/screenshots/playground.py http://127.0.0.1:8000 [--output docs/images]

The server has the demo's articles: `broadsheet demo --no-reader` starts one.
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.end_to_end.chromium import Tab, chromium
from tests.end_to_end.playground import Playground

ARTICLE = 1
"""The place of the example "One article with related news" in the list."""

WRONG = """# Faults are marked while one writes.
query Newest($first: Int!, $section: Sting) {
  articles(first: $first, wher: { section: $section }) {
    nodes {
      headlin
      publishedAt
    }
  }
}
"""
FOLLOW = """# What has happened, then what happens.
subscription Follow($after: Sequence) {
  articleChanged(after: $after) {
    sequence
    kind
    article {
      headline
    }
  }
}
"""


def example(play: Playground, index: int) -> None:
    """Choose an example, and run it when its variables are there."""
    play.tab.run(f"examples.value = '{index}'; examples.dispatchEvent(new Event('change'))")
    play.tab.wait("document.querySelector('#variables').value")
    play.run()


def query(play: Playground, output: Path) -> None:
    """A query with its answer, and what a word means."""
    play.open()
    example(play, ARTICLE)
    play.caret("related(")
    play.tab.press("i", modifiers=2)
    play.tab.picture(output / "playground.png")


def faults(play: Playground, output: Path) -> None:
    """What is wrong, at its place."""
    play.open()
    play.write(WRONG)
    play.write('{"first": "five"}', into="variables")
    play.tab.wait("document.querySelectorAll('#query-part .mark').length > 2")
    play.tab.run("document.querySelector('#query').focus()")
    play.tab.picture(output / "playground-faults.png")


def subscription(play: Playground, output: Path) -> None:
    """Events, the newest first."""
    play.open()
    play.write(FOLLOW)
    play.write('{"after": "0"}', into="variables")
    play.click("#run")
    play.tab.wait("document.querySelectorAll('#events > li').length > 8")
    play.tab.picture(output / "playground-subscription.png")
    play.click("#stop")


def dark(play: Playground, output: Path) -> None:
    """In dark colours."""
    play.open(dark=True)
    example(play, ARTICLE)
    play.tab.picture(output / "playground-dark.png")


def narrow(play: Playground, output: Path) -> None:
    """On a telephone."""
    play.open(width=360)
    play.run()
    play.tab.picture(output / "playground-narrow.png", whole=True)


def main() -> int:
    """Take all screenshots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", help="address of the server")
    parser.add_argument("--output", type=Path, default=Path("docs/images"))
    options = parser.parse_args()

    def take(tab: Tab) -> None:
        for part in (query, faults, subscription, dark, narrow):
            part(Playground(tab, options.site), options.output)

    with chromium() as tab:
        take(tab)
    return 0


if __name__ == "__main__":
    sys.exit(main())
