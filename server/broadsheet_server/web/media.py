"""The publication's own image files."""

import re
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from broadsheet_server.newsroom.media_folder import MediaFolder
from broadsheet_server.newsroom.renditions import original_of
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


_DECODING = CapacityLimiter(1)


async def media_file(request: Request) -> Response:
    """An image or a rendition by its name; 410 where no public article shows it.

    The name is a digest of the content, and yet caches may keep it for an hour only: it may be taken down.
    """
    settings: Settings = request.app.state.settings
    name: str = request.path_params["name"]
    folder, original = MediaFolder(settings.media), original_of(name)[0]
    media_type = _media_type(Path(name))
    if media_type is None or _NAME.fullmatch(name) is None or not folder.has(original):
        raise HTTPException(404)
    if not await is_shown(read_context(request), name):
        return await withdrawn_response(request)
    path = settings.media / name
    if not path.is_file():  # a rendition that was not asked for before
        path = await to_thread.run_sync(folder.rendition, name, limiter=_DECODING)
        media_type = _media_type(path)
    headers = {
        "Cache-Control": "public, max-age=3600",
        "Content-Security-Policy": "default-src 'none'",
        "Cross-Origin-Resource-Policy": "cross-origin",  # webmail embeds it
    }
    return FileResponse(path, media_type=media_type, headers=headers)


def _media_type(path: Path) -> str | None:
    return _MEDIA_TYPES.get(path.suffix.lower())
