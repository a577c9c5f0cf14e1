"""What the highlights of a page of search results take when nobody asked for them before.

    python benchmarks/highlights.py [--articles 4000] [--rounds 40]

Twenty articles of some 4.4 kB that have a word of one article in a hundred, one to three times each, as
`bulk_archive.py` makes them; a page for each of 300 words. Printed are microseconds of the processor a page,
the least of the rounds: of all, and of the parts that no way of writing the rest would do without. Reading
the texts from the store is not in it.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial

from broadsheet_server.operations.garbage_collection import collect_less_often
from broadsheet_server.search.analysis import Analyser, analyser
from broadsheet_server.search.engine import TermClause
from broadsheet_server.search.highlights import Highlighter
from bulk_archive import BulkArchive

PAGE_SIZE = 20
Texts = tuple[str, str, str]
Pages = dict[str, list[Texts]]


def pages_of(archive: BulkArchive, size: int) -> Pages:
    """Headline, summary and body of the first articles that have a word, for each word that fills a page."""
    topics, pages = set(archive.topics), defaultdict[str, list[Texts]](list)
    for number in range(size):
        text = archive.text(number)
        texts = text.headline, text.summary, "\n\n".join(text.paragraphs)
        for word in topics.intersection(analyser("en").tokens(" ".join(texts))):
            pages[word].append(texts)
    return {word: found[:PAGE_SIZE] for word, found in pages.items() if len(found) >= PAGE_SIZE}


def highlight(pages: Pages) -> None:
    """Make the highlights of every page, with an index that knows the word itself."""
    stems = analyser("en").stems
    for word, articles in pages.items():
        term = stems[word]
        highlighter = Highlighter([TermClause(frozenset([term]))], partial(_forms, {word: term}))
        for texts in articles:
            highlighter.highlights("en", *texts)


def _forms(known: Mapping[str, str], _: Analyser, __: frozenset[str]) -> Mapping[str, str]:
    return {word: term for word, term in known.items() if word != term}


def lower_case(pages: Pages) -> None:
    """Put the texts into lower case."""
    for articles in pages.values():
        for texts in articles:
            "\0".join(texts).lower()


def find(pages: Pages) -> None:
    """Find each word in texts that are in lower case."""
    for word, articles in pages.items():
        for texts in articles:
            text = "\0".join(texts)
            place = text.find(word)
            while place >= 0:
                place = text.find(word, place + len(word))


def micros(work: Callable[[Pages], None], pages: Pages) -> float:
    """The processor time of a page."""
    began = time.process_time()
    work(pages)
    return (time.process_time() - began) / len(pages) * 1e6


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=40)
    chosen = parser.parse_args()
    collect_less_often()
    pages = pages_of(BulkArchive(chosen.articles), chosen.articles)
    lowered = {word: [(a.lower(), b.lower(), c.lower()) for a, b, c in page] for word, page in pages.items()}
    parts: dict[str, tuple[Callable[[Pages], None], Pages]] = {
        "all": (highlight, pages),
        "lower case": (lower_case, pages),
        "finding": (find, lowered),
    }
    spent: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(chosen.rounds):
        for name, part in parts.items():
            spent[name].append(micros(*part))
    print(f"{len(pages)} pages of {PAGE_SIZE}, µs a page")
    for name, figures in spent.items():
        print(f"{name:12}{min(figures):8.0f}")


if __name__ == "__main__":
    main()
