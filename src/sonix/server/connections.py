"""Connections before anybody has asked for anything: each takes a file descriptor, and those are few.

One that asks for nothing, or takes its time to ask, is closed; the head of a request has an end; one address may hold
only so many. uvicorn has none of these bounds.
"""

from __future__ import annotations

import asyncio
import ipaddress
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any, cast

import structlog
import uvicorn

from sonix.config import Settings
from sonix.core.rate_limits import counted_as
from sonix.server.probes import ProbedSocket

REQUEST_WITHIN_S = 10.0
MAX_HEAD_BYTES = 65_536
"""Of a request line and its headers: cookies, tokens and addresses together are far shorter."""
_FILES_WANTED = 65_536
_log = structlog.stdlib.get_logger("sonix.server")


def allow_many_files() -> None:
    """Raise this process's limit of open files to what the system lets it have: shells often start with 1024 or 256."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES_WANTED if hard == resource.RLIM_INFINITY else min(hard, _FILES_WANTED)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError) as refused:  # macOS has a lower bound of its own under an infinite one
        _log.info("limit of open files stays", files=soft, reason=str(refused))


class OpenConnections:
    """How many connections each address has open. A trusted proxy's stand for many people and are not counted."""

    def __init__(self, settings: Settings) -> None:
        self._most = settings.limits.connections_per_address
        proxies = settings.proxy.trusted if settings.proxy.behind else ()
        self._proxies = [ipaddress.ip_network(proxy, strict=False) for proxy in proxies]
        self._counted: dict[asyncio.BaseTransport, str] = {}
        self._by_address: Counter[str] = Counter()

    def admit(self, transport: asyncio.BaseTransport) -> bool:
        """Count a new connection, unless its address has too many."""
        peer = transport.get_extra_info("peername")
        host = str(peer[0]) if isinstance(peer, tuple) else "unknown"
        if self._is_proxy(host):
            return True
        address = counted_as(host)
        if self._by_address[address] >= self._most:
            return False
        self._counted[transport] = address
        self._by_address[address] += 1
        return True

    def release(self, transport: asyncio.BaseTransport) -> None:
        """The connection is gone. One that was not counted is no error."""
        address = self._counted.pop(transport, None)
        if address is None:
            return
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]

    def _is_proxy(self, host: str) -> bool:
        if not self._proxies:
            return False
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._proxies)


class _Counted(asyncio.Protocol):
    """Over one of uvicorn's protocols: tells when its connection is gone."""

    open_here: OpenConnections
    transport: asyncio.Transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.open_here.release(self.transport)
        super().connection_lost(exc)


class _Expected(_Counted):
    """Over uvicorn's HTTP protocol: a connection is counted, and closed if no request comes.

    From its first byte on, the head of each request, also of a later one, has so long to come, and is no longer than
    `MAX_HEAD_BYTES`.
    """

    request_within_s: float
    _patience: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _in_body = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if self.open_here.admit(transport):
            self._wait_for_head()
        else:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what may be a head. One read may bring a head and the start of a long body: those bytes are no head."""
        head, rest = data, b""
        if not self._in_body:
            left = MAX_HEAD_BYTES - self._head_bytes
            head, rest = data[:left], data[left:]
            self._head_bytes += len(head)
            self._wait_for_head()
        cast(Any, super()).data_received(head)
        if not rest:
            return
        if self._head_bytes >= MAX_HEAD_BYTES:
            self.transport.abort()
        elif self.transport.get_protocol() is self and not self.transport.is_closing():
            self.data_received(rest)

    def on_headers_complete(self) -> None:
        """From here on the application, or the socket's own protocol, looks after the connection."""
        self._stop_waiting()
        self._in_body, self._head_bytes = True, 0
        cast(Any, super()).on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_body = False
        cast(Any, super()).on_message_complete()

    def _wait_for_head(self) -> None:
        if self._patience is None:
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(self.request_within_s, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def guarded_protocol(
    config: uvicorn.Config,
    settings: Settings,
    now_us: Callable[[], int],
    request_within_s: float = REQUEST_WITHIN_S,
) -> type[asyncio.Protocol]:
    """uvicorn's HTTP protocol, and the socket protocol it hands over to, with these bounds; `now_us` is room time."""
    if not config.loaded:
        config.load()
    open_here = OpenConnections(settings)
    if config.ws_protocol_class is not None:
        probes = {"now_us": staticmethod(now_us), "probes_per_s": settings.limits.messages_per_s}
        answers = {"open_here": open_here, **probes}
        config.ws_protocol_class = type("CountedSocket", (_Counted, ProbedSocket, config.ws_protocol_class), answers)
    bounds = {"open_here": open_here, "request_within_s": request_within_s}
    return type("ExpectedHttp", (_Expected, cast(Any, config.http_protocol_class)), bounds)
