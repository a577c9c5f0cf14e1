"""The papers that a person reads: where each is, and what it is called."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper by the address of its server, like `https://news.example`."""

    address: str
    name: str = ""
    """Its own name, as its server tells it."""
    home_url: str = ""
    given_name: str = ""
    """What the person calls it; "" for its own name."""

    @property
    def label(self) -> str:
        """What it is called in the window."""
        return self.given_name or self.name or urlsplit(self.address).netloc or self.address


def find_paper(papers: Iterable[Paper], address: str) -> Paper | None:
    """The paper at an address, or None."""
    return next((paper for paper in papers if paper.address == address), None)


def with_paper(papers: Sequence[Paper], paper: Paper) -> tuple[Paper, ...]:
    """The papers with this one: in its place if its address is known, else at the end.

    A name that the person gave stays.
    """
    known = find_paper(papers, paper.address)
    if known is None:
        return (*papers, paper)
    updated = replace(paper, given_name=paper.given_name or known.given_name)
    return tuple(updated if each is known else each for each in papers)


def without_paper(papers: Sequence[Paper], address: str) -> tuple[Paper, ...]:
    """The papers without the one at an address."""
    return tuple(paper for paper in papers if paper.address != address)


def renamed(papers: Sequence[Paper], address: str, name: str) -> tuple[Paper, ...]:
    """The papers with another name for one; "" or its own name restores its own."""
    name = " ".join(name.split())
    return tuple(
        replace(paper, given_name="" if name == paper.name else name) if paper.address == address else paper
        for paper in papers
    )


def papers_to_json(papers: Iterable[Paper]) -> str:
    """The papers as text, for the settings."""
    return json.dumps([asdict(paper) for paper in papers], ensure_ascii=False)


def papers_from_json(text: str) -> tuple[Paper, ...]:
    """Read them again; what is no paper is left out."""
    try:
        values = json.loads(text)
    except ValueError:
        return ()
    papers: tuple[Paper, ...] = ()
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict) and value.get("address"):
            names = {each.name for each in fields(Paper)}
            known = {name: text for name, text in value.items() if name in names and isinstance(text, str)}
            papers = with_paper(papers, Paper(**known)) if "address" in known else papers
    return papers
