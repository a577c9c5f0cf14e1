"""Ways to write a page of cards as JSON: what a plan's writer does, beside the others that were tried.

    python benchmarks/plan_writers.py

Twenty rows of ten texts, in microseconds of processor time, the best of many; all write the same bytes.
"""

import time
from collections.abc import Callable
from operator import itemgetter
from typing import Any

import orjson

ROWS = [tuple(f"{column} of story {number} by the harbour" for column in range(10)) for number in range(20)]
NAMES = [f"field{number}" for number in range(10)]
COLUMNS = [f"c{number}" for number in range(10)]


def generated(expression: str, constants: dict[str, Any]) -> Callable[[Any], Any]:
    """A function of a row, made of source text."""
    exec(f"def write(r):\n ({', '.join(COLUMNS)}) = r\n return {expression}\n", constants)
    write: Callable[[Any], Any] = constants["write"]
    return write


def dict_display() -> Callable[[Any], Any]:
    """A dict display: what plans use."""
    members = ", ".join(f"K{number}: c{number}" for number in range(10))
    return generated(f"{{{members}}}", {f"K{number}": name for number, name in enumerate(NAMES)})


def text() -> Callable[[Any], bytes]:
    """JSON text directly, each string escaped by orjson."""
    heads = {
        f"K{number}": b"," * (number > 0) + orjson.dumps(name) + b":" for number, name in enumerate(NAMES)
    }
    parts = ", ".join(f"K{number}, dumps(c{number})" for number in range(10))
    return generated(f"b''.join((b'{{', {parts}, b'}}'))", {**heads, "dumps": orjson.dumps})


def closures() -> Callable[[Any], Any]:
    """Getters composed once, without source text."""
    getters = [(name, itemgetter(number)) for number, name in enumerate(NAMES)]
    return lambda row: {name: get(row) for name, get in getters}


def main() -> None:
    """Measure each."""
    display, joined, composed = dict_display(), text(), closures()
    ways: dict[str, Callable[[], list[bytes] | bytes]] = {
        "dict display, each card dumped": lambda: [orjson.dumps(display(row)) for row in ROWS],
        "dict display, the page dumped": lambda: orjson.dumps([display(row) for row in ROWS]),
        "closures, each card dumped": lambda: [orjson.dumps(composed(row)) for row in ROWS],
        "JSON text": lambda: [joined(row) for row in ROWS],
    }
    for name, write in ways.items():
        written = write()
        page = written if isinstance(written, bytes) else b"[" + b",".join(written) + b"]"
        if page != orjson.dumps([display(row) for row in ROWS]):
            raise SystemExit(f"{name}: other bytes")
        print(f"{name:34}{best(write):8.1f} µs")


def best(write: Callable[[], object]) -> float:
    """The least processor time of a page in microseconds."""
    spent = []
    for _ in range(30):
        start = time.process_time()
        for _ in range(1_000):
            write()
        spent.append((time.process_time() - start) * 1_000)
    return min(spent)


if __name__ == "__main__":
    main()
