"""A server that rests stops at once all the same."""

import asyncio
import signal

import pytest
import uvicorn
from starlette.applications import Starlette

from broadsheet_server.transport import uvicorn_server


def test_a_signal_ends_the_rest_of_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uvicorn_server, "TICK_SECONDS", 3_600.0)
    server = uvicorn_server.RestingServer(uvicorn.Config(Starlette(), log_config=None))

    async def rest_until_signalled() -> None:
        resting = asyncio.create_task(server.main_loop())
        await asyncio.sleep(0)
        assert server.server_state.default_headers[0][0] == b"date"
        server.handle_exit(signal.SIGTERM, None)
        await asyncio.wait_for(resting, 60)

    asyncio.run(rest_until_signalled())
