"""serve: the page."""

from __future__ import annotations

import errno
import socket
from typing import Annotated

import typer

from corpus.errors import SettingsError
from ui.commands.shared import settings
from ui.output import note


def serve(
    host: Annotated[str, typer.Option("--host", metavar="地址", help="在哪个地址上提供网页")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="端口", help="端口，1 到 65535")] = 7860,
) -> None:
    """打开网页，Ctrl-C 结束。"""
    if not 1 <= port <= 65535:
        raise SettingsError(f"端口 {port} 不行", where="--port", mend="写 1 到 65535 之间的整数")
    _try_port(host, port)
    told = settings()

    from ui.page.app import launch

    note(f"正在打开 {address(host, port)} …（Ctrl-C 结束）")
    launch(told, host, port)


def address(host: str, port: int) -> str:
    """What to type into the browser."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def _try_port(host: str, port: int) -> None:
    """Take the port and let it go: what would fail seconds later, after all the loading, fails now.

    Raises:
        SettingsError: in use, not allowed, or no address of this machine.
    """
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except (socket.gaierror, UnicodeError):
        raise SettingsError(f"不认识的地址 {host}", where="--host", mend="只给本机用写 127.0.0.1，给局域网用写 0.0.0.0") from None
    except OSError as error:
        raise _refused(host, port, error) from None


def _refused(host: str, port: int, error: OSError) -> SettingsError:
    if error.errno == errno.EADDRINUSE:
        return SettingsError(f"端口 {port} 已被占用", where="--port", mend=f"换一个：xianjie serve --port {port % 65535 + 1}")
    if error.errno == errno.EACCES:
        return SettingsError(f"没有权限用端口 {port}", where="--port", mend="用 1024 以上的端口，如 7860")
    if error.errno == errno.EADDRNOTAVAIL:
        return SettingsError(f"{host} 不是这台电脑的地址", where="--host", mend="只给本机用写 127.0.0.1，给局域网用写 0.0.0.0")
    return SettingsError(f"端口打不开（{error.strerror}）", where=f"{host}:{port}", mend="换一个地址或端口")
