"""Stylesheet, icon and scripts, served under a name that changes whenever one of them does."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

STATIC = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def _files() -> dict[str, Path]:
    """Every file by its name in the address; what is not in here is not served."""
    return {
        path.relative_to(STATIC).as_posix(): path
        for path in sorted(STATIC.rglob("*"))
        if path.suffix in _MEDIA_TYPES
    }


@cache
def version() -> str:
    """One fingerprint of all files together: a script finds the others beside it under the same version."""
    digest = blake2b(digest_size=6)
    for name, path in _files().items():
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def asset_address(name: str) -> str:
    """Where a page finds the file."""
    return f"/static/{version()}/{name}"


async def asset(request: Request) -> Response:
    """The file. A page of an older version gets the present file, but may not keep it."""
    path = _files().get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    kept = FOR_EVER if request.path_params["version"] == version() else "no-cache"
    return FileResponse(path, media_type=_MEDIA_TYPES[path.suffix], headers={"Cache-Control": kept})


async def favicon(request: Request) -> Response:
    """The icon, where browsers look for it unasked."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml", headers=headers)
