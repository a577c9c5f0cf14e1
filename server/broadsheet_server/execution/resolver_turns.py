"""Turns of asynchronous resolvers: three thousand that begin in one turn of the event loop hold up others."""

import asyncio
from collections import deque
from typing import Final

from broadsheet_server.storage.time_slice import TimeSlice

BEGIN_AT_ONCE: Final = 200
"""Resolvers of one operation that begin without waiting: usual operations have fewer."""

BEGIN_TOGETHER: Final = 100
"""Resolvers that begin in one turn from then on: what they read is read together."""


class ResolverTurns:
    """Lets the asynchronous resolvers of one operation begin, some in each time slice."""

    def __init__(self) -> None:
        self._at_once = BEGIN_AT_ONCE
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._giving: asyncio.Task[None] | None = None

    async def wait(self) -> None:
        """Return when the next resolver may begin; first come, first served."""
        if self._at_once > 0:
            self._at_once -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        if self._giving is None or self._giving.done():
            self._giving = asyncio.ensure_future(self._give())
        await turn

    async def _give(self) -> None:
        time_slice = TimeSlice()
        while self._waiting:
            await time_slice.next()
            for _ in range(min(BEGIN_TOGETHER, len(self._waiting))):
                turn = self._waiting.popleft()
                if not turn.done():
                    turn.set_result(None)
