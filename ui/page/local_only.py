"""Keeps the page on this machine: a policy by which the browser refuses every other host, and the page's language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
"""Gradio evaluates its templates in the browser, hence 'unsafe-eval'; nothing is taken from any other host."""

HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
LANGUAGE = (b'lang="en"', b'lang="zh-CN"')


class LocalOnly:
    """ASGI middleware: adds the policy to every answer and tells the browser that pages are Chinese."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; only the head of an answer and the body of a page change."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_page = False

        async def mended(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start":
                is_page = _is_page(message["headers"])
                message = {**message, "headers": [*_kept(message["headers"], is_page), *HEADERS]}
            elif message["type"] == "http.response.body" and is_page:
                message = {**message, "body": message.get("body", b"").replace(*LANGUAGE, 1)}
            await send(message)

        await self.app(scope, receive, mended)


def _is_page(headers: list[tuple[bytes, bytes]]) -> bool:
    found = {name.lower(): value for name, value in headers}
    return found.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in found


def _kept(headers: list[tuple[bytes, bytes]], is_page: bool) -> list[tuple[bytes, bytes]]:
    """A changed page has another length; left out, the server sends it in chunks."""
    return [(name, value) for name, value in headers if not (is_page and name.lower() == b"content-length")]
