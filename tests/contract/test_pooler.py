"""Behind a pooler that gives each transaction another connection, as Supabase's does at port 6543."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import make_url, select, text

from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.room_store import SqlRoomStore
from sonix.db.tables import rooms
from sonix.db.urls import parsed
from tests.contract.rooms import add, decided, room
from tests.servers.databases import DatabaseServer
from tests.servers.program import Home, Program, find_program, free_port

pytestmark = pytest.mark.anyio


@pytest.fixture
def pgbouncer(postgresql: DatabaseServer) -> Iterator[str]:
    """A pgbouncer with two connections to a clean database, in transaction mode."""
    url = make_url(postgresql.clean_url())
    home, port = Home("postgres"), free_port()
    settings = home.path / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n{url.database} = host=127.0.0.1 port={url.port} user={url.username}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        "auth_type = any\npool_mode = transaction\ndefault_pool_size = 2\n"
    )
    settings.chmod(0o644)
    program = Program(home, port, [find_program("pgbouncer"), settings], signal.SIGINT)
    plain = url.set(port=port).render_as_string(hide_password=False)
    yield f"{plain}?pooler=transaction"
    program.stop()


async def test_rooms_are_served_by_connections_that_change_between_transactions(pgbouncer: str) -> None:
    database = Database(pgbouncer)
    store = SqlRoomStore(database)
    now = room()
    assert await store.create(now)

    async def look() -> str | None:
        async with database.read() as connection:
            query = select(rooms.c.name).where(rooms.c.room_id == now.room_id)
            return await connection.scalar(query) and await connection.scalar(query)

    assert await asyncio.gather(*(look() for _ in range(40))) == [now.name] * 40
    for entry in ("a", "b", "c"):
        batch = decided(now, add(entry)).batch
        assert await store.commit(batch)
        now = batch.after
    assert await store.load(now.room_id) == now
    await database.stop()


async def test_a_transaction_behind_a_pooler_has_its_isolation(pgbouncer: str) -> None:
    database = Database(pgbouncer)
    async with database.read() as reading, database.transaction() as writing:
        assert await reading.scalar(text("SHOW transaction_isolation")) == "repeatable read"
        assert await writing.scalar(text("SHOW transaction_isolation")) == "read committed"
    await database.stop()


@pytest.mark.parametrize(
    ("url", "driver", "pooled"),
    [
        ("postgresql://a:b@db.example.supabase.co:5432/postgres", "postgresql+asyncpg", False),
        ("postgres://a:b@pooler.supabase.com:6543/postgres", "postgresql+asyncpg", True),
        ("postgresql://a:b@pooler.supabase.com:6543/postgres?pooler=session", "postgresql+asyncpg", False),
        ("postgresql://a:b@host/name?pooler=transaction&sslmode=require", "postgresql+asyncpg", True),
        ("mysql://a:b@host/name", "mysql+asyncmy", False),
        ("mariadb://a:b@host/name", "mariadb+asyncmy", False),
        ("sqlite:///file.db", "sqlite+aiosqlite", False),
    ],
)
def test_urls_are_taken_as_hosts_write_them(url: str, driver: str, pooled: bool) -> None:
    found, is_pooled = parsed(url)
    assert (found.drivername, is_pooled) == (driver, pooled)
    assert "pooler" not in found.query
    assert "sslmode" not in found.query


def test_a_driver_that_is_not_installed_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncmy", None)
    with pytest.raises(SonixError, match=r"pip install 'sonix\[mysql\]'"):
        parsed("mysql://a:b@host/name")


@pytest.mark.parametrize("url", ["", "nonsense", "oracle://a:secret@host/name", "http://a:secret@host"])
def test_what_is_no_database_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SonixError) as refused:
        parsed(url)
    assert "secret" not in refused.value.message
