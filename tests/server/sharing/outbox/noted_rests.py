"""When the worker of the outbox goes to rest."""

import asyncio

import pytest

from broadsheet_server.sharing.outbox import worker


def noted_rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how many seconds the worker is about to rest, each time that it does from now on."""
    rests: list[float] = []
    wait_for_poll = worker.wait_for_poll

    async def noted(woken: asyncio.Event, seconds: float) -> None:
        rests.append(seconds)
        await wait_for_poll(woken, seconds)

    monkeypatch.setattr(worker, "wait_for_poll", noted)
    return rests
