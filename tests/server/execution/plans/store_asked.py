"""A store that is asked without a server: the bytes of the data, and the errors."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from broadsheet_server.execution.documents import Document, DocumentCache
from broadsheet_server.execution.errors import RequestError
from broadsheet_server.execution.execute_operation import execute_operation
from broadsheet_server.execution.operation import GraphQLRequest
from broadsheet_server.execution.plans.counts import COUNTS
from broadsheet_server.execution.plans.planned_answer import COMPILED_AT
from broadsheet_server.schema.context import Context
from broadsheet_server.schema.errors import ErrorCode
from broadsheet_server.settings import AnswerCacheSettings, PublicationSettings, Settings
from broadsheet_server.storage.database import Database
from tests.builders import NOW

Answer = tuple[bytes, str]


class StoreAsked:
    """Asks in one event loop, as a server does."""

    def __init__(
        self, database: Database, folder: Path, runner: asyncio.Runner, *, delay_ms: int = 50
    ) -> None:
        publication = PublicationSettings(name="The Courier", copyright_notice="© 2026 The Courier")
        cache = AnswerCacheSettings().model_copy(update={"delay_ms": delay_ms})
        self.settings = Settings(
            data=folder,
            public_url="https://news.example",
            publication=publication,
            answer_cache=cache,
        )
        self.database, self._runner = database, runner
        self.is_answer_kept = False

    def answer(self, document: Document, variables: dict[str, Any], now: datetime = NOW) -> Answer:
        """The data as bytes, and the errors; or the code and the errors of a refused request."""
        return self._runner.run(self._answer(document, variables, now))

    def answer_together(self, document: Document, times: int) -> list[Answer]:
        """The answers to so many who ask at once."""

        async def ask() -> list[Answer]:
            return await asyncio.gather(*(self._answer(document, {}, NOW) for _ in range(times)))

        return self._runner.run(ask())

    def settled_together(self, document: Document, times: int) -> list[Answer | BaseException]:
        """The same; of those who got no answer, why."""

        async def ask() -> list[Answer | BaseException]:
            answers = (self._answer(document, {}, NOW) for _ in range(times))
            return await asyncio.gather(*answers, return_exceptions=True)

        return self._runner.run(ask())

    async def answered(self, document: Document) -> Answer:
        """The answer, for who asks while another answer is made."""
        return await self._answer(document, {}, NOW)

    async def _answer(self, document: Document, variables: dict[str, Any], now: datetime) -> Answer:
        context = Context(self.database, self.settings, now, is_answer_kept=self.is_answer_kept)
        request = GraphQLRequest("", None, variables)
        try:
            result = await execute_operation(document, request, context)
        except RequestError as refusal:
            return refusal.code.encode(), _told(refusal.errors)
        return orjson.dumps(result.data), _told(result.errors)

    def data(self, text: str, **variables: Any) -> Any:
        """The data of a document that is asked once: from the executor."""
        return orjson.loads(self.answer(DocumentCache().get(text), variables)[0])

    def both(self, text: str, **variables: Any) -> tuple[Answer, Answer, bool]:
        """The answers of the executor and of whoever answers afterwards, and whether that was a plan."""
        document = DocumentCache().get(text)
        executed = self.answer(document, variables)
        for _ in range(COMPILED_AT - 2):
            self.answer(document, variables)
        before = COUNTS.planned
        return executed, self.answer(document, variables), COUNTS.planned > before


def _told(errors: list[dict[str, Any]]) -> str:
    """Errors without the random id of those that are masked."""
    for error in errors:
        error["extensions"].pop("errorId", None)
        if error["extensions"]["code"] == ErrorCode.INTERNAL_SERVER_ERROR:
            error["message"] = "masked"
    return str(errors)
