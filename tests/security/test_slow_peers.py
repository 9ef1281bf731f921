"""Slow-loris and its relatives, against the real listener: heads and bodies that never end hold nothing for long."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response
from starlette.middleware.base import RequestResponseEndpoint
from starlette.types import ASGIApp

from sonix.config import Settings
from sonix.live.room_clock import monotonic_us
from sonix.server.connections import MAX_HEAD_BYTES
from sonix.server.listener import TwoPortServer, uvicorn_config
from sonix.web.body_limit import BodyLimit
from sonix.web.errors import install_error_mapping

SOON_S = 0.2
PATIENCE_S = 20


class Unsignalled(TwoPortServer):
    """Not in the main thread: signals are somebody else's."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def reading_app() -> FastAPI:
    """Reads every body whole, behind the bounds of bodies."""
    app = FastAPI()
    install_error_mapping(app)
    app.add_middleware(BodyLimit, within_s=SOON_S, piece_within_s=SOON_S)

    @app.api_route("/{path:path}", methods=["GET", "POST", "PUT"])
    async def read(path: str, request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    return app


@contextmanager
def serving(folder: Path, app: ASGIApp) -> Iterator[int]:
    """The listener on a free port, in a thread of its own; a head has `SOON_S` to come."""
    listening = socket.create_server(("127.0.0.1", 0))
    settings = Settings(data_dir=folder)
    loop_of: list[tuple[asyncio.AbstractEventLoop, Callable[[], None]]] = []
    ready = threading.Event()

    async def main() -> None:
        async def nobody_to_tell() -> None: ...

        config = uvicorn_config(app, settings)
        server = Unsignalled(config, settings, [(listening, None)], nobody_to_tell, monotonic_us, SOON_S)
        loop_of.append((asyncio.get_running_loop(), lambda: setattr(server, "should_exit", True)))
        work = asyncio.create_task(server.serve())
        await server.ready.wait()
        ready.set()
        await work

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    assert ready.wait(PATIENCE_S)
    try:
        yield int(listening.getsockname()[1])
    finally:
        loop, stop = loop_of[0]
        loop.call_soon_threadsafe(stop)
        thread.join()


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    with serving(tmp_path, reading_app()) as found:
        yield found


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as opened:
        yield opened


def until_closed(opened: socket.socket) -> bytes:
    try:
        return b"".join(iter(lambda: opened.recv(4096), b""))
    except ConnectionResetError:
        return b""


def one_answer(opened: socket.socket) -> bytes:
    """A whole answer with a length; the connection stays open."""
    seen = b""
    while b"}" not in seen:
        seen += opened.recv(4096)
    return seen


def test_a_head_that_trickles_is_cut_off_on_a_connection_that_has_asked_before(port: int) -> None:
    for rest in (b"GET / HTTP/1.1\r\nHost: ", b"\r\n", b"G"):
        with connected(port) as opened:
            opened.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert b"200 OK" in one_answer(opened)
            opened.sendall(rest)
            assert until_closed(opened) == b""


def test_a_head_without_an_end_is_cut_off(port: int) -> None:
    with connected(port) as opened:
        try:
            opened.sendall(b"GET / HTTP/1.1\r\n" + b"X-Much: more\r\n" * (MAX_HEAD_BYTES // 10))
        except ConnectionError:
            return
        assert until_closed(opened) == b""


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (b"PUT /api/uploads/a HTTP/1.1\r\nHost: a\r\nContent-Length: 150000\r\n\r\n" + bytes(150_000), b"150000}"),
        (b"GET / HTTP/1.1\r\nX-Much: " + b"m" * MAX_HEAD_BYTES + b"\r\n\r\n", b""),
    ],
    ids=["a long body", "a long head"],
)
def test_what_comes_in_one_read_with_a_head_is_not_taken_for_the_head(
    tmp_path: Path, sent: bytes, answered: bytes
) -> None:
    app, looks_up = reading_app(), threading.Event()

    @app.middleware("http")
    async def busy(request: Request, call_next: RequestResponseEndpoint) -> Response:
        if request.method == "HEAD":
            looks_up.wait(PATIENCE_S)
        return await call_next(request)

    with serving(tmp_path, app) as port, connected(port) as other, connected(port) as opened:
        other.sendall(b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        opened.sendall(sent)  # while the server is busy with the other: it finds all of this at once
        looks_up.set()
        if answered:
            assert answered in one_answer(opened)
        else:
            assert until_closed(opened) == b""


@pytest.mark.parametrize("head", [b"Content-Length: 100", b"Transfer-Encoding: chunked"])
@pytest.mark.parametrize("start", [b"POST /api/guests", b"PUT /api/uploads/a"])
def test_a_body_that_stops_coming_is_given_up(port: int, start: bytes, head: bytes) -> None:
    with connected(port) as opened:
        opened.sendall(start + b" HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n\r\n")
        answer = until_closed(opened)
        assert b" 408 " in answer
        assert b'"code":"too_slow"' in answer


def test_a_body_that_comes_in_time_is_read_and_the_connection_kept(port: int) -> None:
    with connected(port) as opened:
        for _ in range(3):
            opened.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
            opened.sendall(b"cde")
            assert b'{"bytes":5}' in one_answer(opened)


def test_two_lengths_or_a_length_and_chunks_are_no_request(port: int) -> None:
    """Otherwise a proxy in front could take part of one person's body for the request of another (smuggling)."""
    for heads in (b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: 5\r\nTransfer-Encoding: chunked"):
        with connected(port) as opened:
            opened.sendall(b"POST / HTTP/1.1\r\nHost: a\r\n" + heads + b"\r\n\r\n0\r\n\r\n")
            assert until_closed(opened).startswith(b"HTTP/1.1 400 ")
