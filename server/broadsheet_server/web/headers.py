"""Security headers of every response, Content-Security-Policy (CSP level 3) first."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Pages run no scripts. Images may be linked from a source's own https address."""

PLAYGROUND_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

MAIL_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' https: data:; form-action 'none'; "
    "base-uri 'none'; frame-src 'self'; frame-ancestors 'none'"
)
"""The page around a mail: its `srcdoc` frame inherits the policy, and mail has inline styles."""

SECURITY_HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Set on every response that does not set them itself."""


def without_remote_images(policy: str) -> str:
    """The policy for a publication that shows no images of other servers (setting `remote_images`)."""
    return policy.replace("img-src 'self' https:", "img-src 'self'")


def security_headers(*, remote_images: bool) -> dict[str, str]:
    """Those that every response has which does not set them itself."""
    if remote_images:
        return SECURITY_HEADERS
    return SECURITY_HEADERS | {"Content-Security-Policy": without_remote_images(PAGE_POLICY)}


class SecurityHeaders:
    """ASGI middleware: adds the missing SECURITY_HEADERS and removes `Server`."""

    def __init__(self, app: ASGIApp, *, remote_images: bool = True) -> None:
        self._app = app
        self._headers = security_headers(remote_images=remote_images)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add headers to its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add_headers(self, headers: MutableHeaders) -> None:
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        if "server" in headers:
            del headers["server"]
