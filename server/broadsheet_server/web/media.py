"""The publication's own image files."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from broadsheet_server.settings import Settings
from broadsheet_server.web.static_files import IMMUTABLE

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
    """An image by its name. The name is a digest of the content, so it can be cached for ever."""
    settings: Settings = request.app.state.settings
    name: str = request.path_params["name"]
    path = settings.media / name
    media_type = _MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None or _NAME.fullmatch(name) is None or not path.is_file():
        raise HTTPException(404)
    headers = {
        "Cache-Control": IMMUTABLE,
        "Content-Security-Policy": "default-src 'none'",
        "Cross-Origin-Resource-Policy": "cross-origin",  # webmail embeds it
    }
    return FileResponse(path, media_type=media_type, headers=headers)
