"""Stylesheet, scripts, icon and robots.txt. The first two have a version in their path."""

from functools import cache
from hashlib import blake2b
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from broadsheet_server.settings import Settings
from broadsheet_server.web.addresses import SITEMAP_PATHS

STATIC = Path(__file__).parent / "static"
IMMUTABLE = "public, max-age=31536000, immutable"
_ONE_DAY = "public, max-age=86400"
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_NOT_FOR_ROBOTS = ("/graphql", "/mail/", "/mailbox", "/playground", "/websub/")
_ROBOTS = "".join(["User-agent: *\n", *(f"Disallow: {path}\n" for path in _NOT_FOR_ROBOTS)])


@cache
def _files() -> dict[str, Path]:
    """Every file that is served, by its name in the path."""
    return {
        path.relative_to(STATIC).as_posix(): path
        for path in sorted(STATIC.rglob("*"))
        if path.suffix in _MEDIA_TYPES
    }


@cache
def version() -> str:
    """One digest of all files: a script imports the others relatively, under its own version."""
    digest = blake2b(digest_size=6)
    for name, path in _files().items():
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def static_path(name: str) -> str:
    """The path of a file, for pages to link to."""
    return f"/static/{version()}/{name}"


def static_paths(folder: str, suffix: str) -> list[str]:
    """The paths of all files of a kind in a folder."""
    return [static_path(name) for name in _files() if name.startswith(f"{folder}/") and name.endswith(suffix)]


async def static_file(request: Request) -> Response:
    """The file. Under an older version it is the present file, not to be cached."""
    path = _files().get(request.path_params["name"])
    if path is None:
        raise HTTPException(404)
    is_present = request.path_params["version"] == version()
    headers = {"Cache-Control": IMMUTABLE if is_present else "no-cache"}
    return FileResponse(path, media_type=_MEDIA_TYPES[path.suffix], headers=headers)


async def favicon(request: Request) -> Response:
    """The icon, at the path where browsers look for one."""
    headers = {"Cache-Control": _ONE_DAY}
    return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml", headers=headers)


async def robots(request: Request) -> Response:
    """Search engines may index everything that is published (RFC 9309), and learn where it is listed."""
    settings: Settings = request.app.state.settings
    paths = SITEMAP_PATHS if settings.sitemaps else ()
    sitemaps = "".join(f"\nSitemap: {settings.base_url}{path}" for path in paths)
    return PlainTextResponse(f"{_ROBOTS}{sitemaps}", headers={"Cache-Control": _ONE_DAY})
