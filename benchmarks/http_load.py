"""Load by wrk (https://github.com/wg/wrk): 32 connections that ask again as soon as they are answered."""

import json
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

from server_processes import processor_seconds

CONNECTIONS = 32
_SCRIPT = """local bodies = { %s }
local turn = 0
request = function()
  turn = turn %% #bodies + 1
  return wrk.format("POST", "%s", {["Content-Type"] = "application/json"}, bodies[turn])
end
"""


class BadAnswersError(RuntimeError):
    """Some answers under load were errors, or none came."""


@dataclass(frozen=True, slots=True)
class Load:
    """What a load came to: answers a second, and the microseconds of processor time for each.

    `database_us` is that of the database's processes, `client_us` that of `wrk`.
    """

    rate: float
    server_us: float
    database_us: float
    client_us: float


def missing_tool() -> str | None:
    """Why there can be no load; None where there can."""
    return None if shutil.which("wrk") else "wrk is not installed: no load, no figures"


def load(
    port: int,
    bodies: Sequence[bytes],
    seconds: float,
    server: int,
    database: int | None = None,
    path: str = "/graphql",
) -> Load:
    """Ask for that long; the bodies take turns. `server` and `database` are process ids.

    Where nothing is answered in that time, ask again for ten times as long. Raises BadAnswersError.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        lines = ",\n".join(json.dumps(body.decode()) for body in bodies)
        script.write(_SCRIPT % (lines, path))
        script.flush()
        for longer in (1, 10):
            before = _spent(server, database)
            answered, rate = _run(script.name, port, longer * seconds)
            if answered:
                spent = zip(before, _spent(server, database), strict=True)
                return Load(rate, *((end - start) / answered * 1e6 for start, end in spent))
    raise BadAnswersError(f"port {port} does not answer")


def _spent(server: int, database: int | None) -> tuple[float, float, float]:
    """The processor seconds of server, database, and of the clients that have ended."""
    clients = resource.getrusage(resource.RUSAGE_CHILDREN)
    in_database = processor_seconds(database) if database else 0.0
    return processor_seconds(server), in_database, clients.ru_utime + clients.ru_stime


def _run(script: str, port: int, seconds: float) -> tuple[int, float]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "20s", "-s", script]
    printed = subprocess.run(
        [*command, f"http://127.0.0.1:{port}/"], check=True, capture_output=True, text=True
    ).stdout
    if "Non-2xx" in printed or "Socket errors" in printed:
        raise BadAnswersError(printed)
    lines = printed.splitlines()
    answered = next(int(line.split()[0]) for line in lines if " requests in " in line)
    return answered, next(float(line.split()[1]) for line in lines if line.startswith("Requests/sec"))
