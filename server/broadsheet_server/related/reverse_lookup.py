"""In whose related lists an article stands, when it changes or goes.

Nobody keeps a book of that: an article got into the lists of those that it was like, and they are found again
by what it said then.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from broadsheet_server.related.feature_store import load_terms
from broadsheet_server.related.matching import candidates
from broadsheet_server.related.stored_lists import members
from broadsheet_server.search.engine import Searcher

REACH = 100
"""So many articles are looked through. A list has ten places, so an article farther away has hardly one."""


def lists_containing(session: Session, searcher: Searcher, keys: Iterable[UUID], now: datetime) -> set[UUID]:
    """The articles that have one of these in their lists, be it as a near-copy of another.

    Articles that were never described are in nobody's list.
    """
    likely: defaultdict[UUID, set[bytes]] = defaultdict(set)
    for key, terms in load_terms(session, keys).items():
        for hit in candidates(terms, searcher, now, REACH):
            likely[hit.id].add(key.bytes)
    return {owner for owner, named in members(session, likely).items() if named & likely[owner]}
