"""What a plan reads of the translations of articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from broadsheet_server.execution.plans.answer import Answer
from broadsheet_server.execution.plans.reads import ArticleSet
from broadsheet_server.reading.json_rows import read_rows
from broadsheet_server.reading.rows.articles import Row, row_values, rows_by_id


@dataclass(frozen=True)
class TranslationsRead:
    """The public translations of articles of the set `of`, in the order of their languages."""

    articles: ArticleSet
    of: ArticleSet

    async def load(self, answer: Answer, wanted: dict[Any, Any]) -> Mapping[Any, Any]:
        """The rows. Raises ValueError for a damaged id."""
        place = row_values(self.of.frozen).index("translations")
        raw_id = answer.rows.values.raw_id
        ids = {
            key: [raw_id(UUID(text).hex) for _, text in read_rows(row[place])] for key, row in wanted.items()
        }
        listed = list(dict.fromkeys(each for several in ids.values() for each in several))
        rows = await self._rows(answer, listed) if listed else {}
        await answer.load_cards(self.articles.cards, list(rows))
        return {key: [rows[each] for each in several if each in rows] for key, several in ids.items()}

    async def _rows(self, answer: Answer, ids: Sequence[str]) -> Mapping[str, Row]:
        """The rows of those that are public; where each is a card, which is read with it, of the id alone."""
        names, cards = self.articles.frozen, self.articles.cards
        if names or len(cards) != 1:
            return await rows_by_id(answer.rows, ids, names)
        rows = answer.known_rows(ids)
        if missing := [each for each in ids if each not in rows]:
            found = await rows_by_id(answer.rows, missing, cards[0].names)
            answer.keep_cards(cards[0], found)
            rows |= {key: (key, 0) for key in found}
        return rows
