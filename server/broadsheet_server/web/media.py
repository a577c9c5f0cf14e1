"""The publication's own image files."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from broadsheet_server.reading.media_files import is_shown
from broadsheet_server.settings import Settings
from broadsheet_server.web.error_pages import withdrawn_response
from broadsheet_server.web.rendering import read_context

_MEDIA_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}")
"""A name without slashes or a leading dot, so that none leads out of the folder (path traversal)."""


async def media_file(request: Request) -> Response:
    """An image by its name; 410 where no public article shows it.

    The name is a digest of the content, and yet caches may keep it for an hour only: it may be taken down.
    """
    settings: Settings = request.app.state.settings
    name: str = request.path_params["name"]
    path = settings.media / name
    media_type = _MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None or _NAME.fullmatch(name) is None or not path.is_file():
        raise HTTPException(404)
    if not await is_shown(read_context(request), name):
        return await withdrawn_response(request)
    headers = {
        "Cache-Control": "public, max-age=3600",
        "Content-Security-Policy": "default-src 'none'",
        "Cross-Origin-Resource-Policy": "cross-origin",  # webmail embeds it
    }
    return FileResponse(path, media_type=media_type, headers=headers)
