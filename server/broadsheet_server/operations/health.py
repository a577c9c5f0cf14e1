"""Whether the server can do its work, for load balancers and people."""

from importlib.metadata import version

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select
from starlette.requests import Request
from starlette.responses import JSONResponse

from broadsheet_server.models.changes import ChangeHead
from broadsheet_server.storage.database import Database

_HEAD = select(ChangeHead.sequence)


async def health(request: Request) -> JSONResponse:
    """200 with the head of the change feed while the store answers, else 503.

    `degraded` names what does not work beside the requests: `mail`. What is wrong with it is in the log.
    """
    database: Database = request.app.state.database
    try:
        rows = await database.fetch(_HEAD)
    except SQLAlchemyError:
        return JSONResponse({"status": "unavailable", "store": "does not answer"}, status_code=503)
    mail = getattr(request.app.state, "mail_worker", None)
    trouble = {"trouble": "mail"} if mail is not None and mail.relay_error else {}
    known = {"version": version("broadsheet"), "sequence": str(rows[0].sequence)}
    return JSONResponse({"status": "degraded" if trouble else "ok", **known, **trouble})
