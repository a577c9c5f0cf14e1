"""Turns of asynchronous resolvers: three thousand that begin in one turn of the event loop hold up others."""

import asyncio
from collections import deque
from typing import Final

from broadsheet_server.storage.time_slice import TimeSlice

BEGIN_TOGETHER: Final = 100
"""Resolvers of one operation that begin in one turn: what they read is read together.

Usual operations have fewer, and wait for nothing.
"""


class ResolverTurns:
    """Lets the asynchronous resolvers of one operation begin, object by object, some in each time slice.

    Objects wait, not resolvers: what waits is a task, and thousands of tasks take a while to begin.
    """

    def __init__(self) -> None:
        self._at_once = BEGIN_TOGETHER
        self._waiting: deque[tuple[asyncio.Future[None], int]] = deque()
        self._giving: asyncio.Task[None] | None = None

    def take(self, resolvers: int) -> bool:
        """Whether so many resolvers of an object may begin without waiting."""
        self._at_once -= resolvers
        return self._at_once >= 0

    async def wait(self, resolvers: int) -> None:
        """Return when so many resolvers of the next object may begin; first come, first served."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append((turn, resolvers))
        if self._giving is None or self._giving.done():
            self._giving = asyncio.ensure_future(self._give())
        await turn

    async def _give(self) -> None:
        time_slice = TimeSlice()
        while self._waiting:
            await time_slice.next()
            begun = 0
            while self._waiting and begun < BEGIN_TOGETHER:
                turn, resolvers = self._waiting.popleft()
                if not turn.done():
                    turn.set_result(None)
                    begun += resolvers
