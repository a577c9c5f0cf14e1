"""The health check, for load balancers and operators."""

from importlib.metadata import version

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select
from starlette.requests import Request
from starlette.responses import JSONResponse

from broadsheet_server.models.changes import ChangeHead
from broadsheet_server.storage.database import Database

_HEAD = select(ChangeHead.sequence)


async def health(request: Request) -> JSONResponse:
    """200 with the head of the change feed while the store answers, otherwise 503.

    Status `degraded` names a background worker in trouble, `mail`, and the reason in words.
    """
    database: Database = request.app.state.database
    try:
        rows = await database.fetch(_HEAD)
    except SQLAlchemyError:
        return JSONResponse({"status": "unavailable", "store": "does not answer"}, status_code=503)
    mail = getattr(request.app.state, "mail_worker", None)
    reason = mail.relay_error if mail is not None else None
    trouble = {"trouble": "mail", "reason": reason} if reason else {}
    state = {"version": version("broadsheet"), "sequence": str(rows[0].sequence)}
    return JSONResponse({"status": "degraded" if trouble else "ok", **state, **trouble})
