"""The bench's own network: what it holds back, in which order, and what it drops. Real sockets."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from bench.acoustic.delays import DelayProxy

PATIENCE_S = 20
TRIPS = 200


class Echo:
    """Sends everything back, and keeps what it heard; `note` puts a remark between."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._listening.getsockname()
        threading.Thread(target=self._accept, daemon=True).start()

    def note(self, remark: bytes) -> None:
        self.heard.append(remark)

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with closing(connection):
            try:
                while chunk := connection.recv(1 << 16):
                    self.heard.append(chunk)
                    connection.sendall(chunk)
            except OSError:
                return


@pytest.fixture
def echo() -> Iterator[Echo]:
    with closing(Echo()) as server:
        yield server


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), PATIENCE_S)


def receive(connection: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size and (chunk := connection.recv(size - len(got))):
        got += chunk
    return got


def trip(connection: socket.socket, word: bytes) -> bytes:
    connection.sendall(word)
    return receive(connection, len(word))


def test_everything_arrives_in_order_whatever_the_jitter(echo: Echo) -> None:
    sent = random.Random(3).randbytes(6 << 20)
    with DelayProxy(echo.address, up_ms=(3, 3), down_ms=(2, 5)) as proxy, closing(connect(proxy.port)) as connection:
        sender = threading.Thread(target=connection.sendall, args=(sent,))
        sender.start()
        assert receive(connection, len(sent)) == sent
        sender.join(PATIENCE_S)


def test_one_who_stops_sending_still_gets_the_rest(echo: Echo) -> None:
    with DelayProxy(echo.address, up_ms=(5, 5)) as proxy, closing(connect(proxy.port)) as connection:
        connection.sendall(b"last words")
        connection.shutdown(socket.SHUT_WR)
        assert receive(connection, 100) == b"last words"


def test_a_delay_is_never_undercut_and_a_connection_costs_a_round_trip(echo: Echo) -> None:
    with DelayProxy(echo.address, up_ms=(50, 0), down_ms=(30, 0)) as proxy:
        began = time.monotonic()
        with closing(connect(proxy.port)) as connection:
            assert trip(connection, b"first") == b"first"
            assert time.monotonic() - began >= 0.155
            proxy.set((0, 0), (20, 0))
            began = time.monotonic()
            assert trip(connection, b"second") == b"second"
            assert time.monotonic() - began >= 0.015


def test_a_cut_holds_everything_back_until_it_heals(echo: Echo) -> None:
    with (
        DelayProxy(echo.address) as proxy,
        closing(connect(proxy.port)) as connection,
        closing(connect(echo.address[1])) as direct,
    ):
        assert trip(connection, b"before") == b"before"
        proxy.cut()
        connection.sendall(b"during")
        with closing(connect(proxy.port)) as late:
            late.sendall(b"late")
            for _ in range(TRIPS):
                assert trip(direct, b"elsewhere") == b"elsewhere"
            echo.note(b"healed")
            proxy.heal()
            assert receive(connection, 6) == b"during"
            assert receive(late, 4) == b"late"
    told = [word for word in echo.heard if word != b"elsewhere"]
    assert told[:2] == [b"before", b"healed"]


def test_a_reset_drops_connections_and_takes_new_ones(echo: Echo) -> None:
    with DelayProxy(echo.address) as proxy:
        with closing(connect(proxy.port)) as connection:
            assert trip(connection, b"here") == b"here"
            proxy.reset()
            with pytest.raises(ConnectionResetError):
                connection.recv(1)
        with closing(connect(proxy.port)) as again:
            assert trip(again, b"again") == b"again"


def test_where_nobody_listens_the_connection_ends() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with DelayProxy(nobody.getsockname()) as proxy, closing(connect(proxy.port)) as connection:
            assert receive(connection, 1) == b""
