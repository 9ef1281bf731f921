"""A half-written object is never served: the writer is killed in the middle of one."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sonix.config import StorageSettings
from sonix.storage import local
from sonix.storage.local import LocalStorage
from sonix.storage.opening import open_named
from tests.servers.buckets import BucketServer

pytestmark = pytest.mark.anyio
KEY = "originals/" + "0" * 64
_WRITE = """
import asyncio, pathlib, sys
from sonix.config import StorageSettings
from sonix.storage.opening import open_named
named = StorageSettings.model_validate_json(sys.argv[1])
storage = open_named(named, pathlib.Path(sys.argv[3]))
asyncio.run(storage.put_file(sys.argv[2], pathlib.Path(sys.argv[4])))
"""


@asynccontextmanager
async def narrow(endpoint: str, passed_bytes: int) -> AsyncIterator[tuple[str, asyncio.Event]]:
    """A way to `endpoint` that lets so many bytes through and then nothing more; the event tells when."""
    target = urlsplit(endpoint)
    stuck, over = asyncio.Event(), asyncio.Event()
    left = [passed_bytes]
    ways: set[asyncio.Task[None]] = set()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counted: bool) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                left[0] -= len(data) if counted else 0
                if left[0] < 0:
                    stuck.set()
                    await over.wait()
                    return
                writer.write(data)
                await writer.drain()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        ways.add(task)
        back, onward = await asyncio.open_connection(target.hostname, target.port)
        both = [asyncio.create_task(forward(reader, onward, True)), asyncio.create_task(forward(back, writer, False))]
        await asyncio.wait({*both, ended}, return_when=asyncio.FIRST_COMPLETED)
        for one in both:
            one.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        for end in (onward, writer):
            end.close()
            with suppress(ConnectionError):
                await end.wait_closed()

    ended = asyncio.create_task(over.wait())
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", stuck
    finally:
        server.close()
        over.set()
        await asyncio.gather(*ways, ended)


@pytest.mark.parametrize(("size_bytes", "passed_bytes"), [(4_000_000, 2_000_000), (22_000_000, 12_000_000)])
@pytest.mark.parametrize("kind", ["s3", "gcs"])
async def test_a_writer_killed_in_the_middle_leaves_no_object(
    kind: str, size_bytes: int, passed_bytes: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: BucketServer = request.getfixturevalue(kind)
    named = server.settings()
    (tmp_path / "music").write_bytes(b"x" * size_bytes)
    async with narrow(server.endpoint, passed_bytes) as (endpoint, stuck):
        slow = named.model_copy(update={"endpoint": endpoint})
        writer = await _writer(slow, tmp_path)
        await asyncio.wait_for(stuck.wait(), 60)
        writer.kill()
        await writer.wait()
    storage = open_named(named, tmp_path)
    assert not await storage.exists(KEY)
    assert [stored async for stored in storage.list()] == []
    await storage.put_file(KEY, tmp_path / "music")
    assert await storage.size(KEY) == size_bytes
    await storage.close()


async def test_a_cancelled_put_leaves_no_object(s3: BucketServer, tmp_path: Path) -> None:
    named = s3.settings()
    (tmp_path / "music").write_bytes(b"x" * 22_000_000)
    async with narrow(s3.endpoint, 12_000_000) as (endpoint, stuck):
        slow = open_named(named.model_copy(update={"endpoint": endpoint}), tmp_path)
        putting = asyncio.create_task(slow.put_file(KEY, tmp_path / "music"))
        await asyncio.wait_for(stuck.wait(), 60)
        putting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await putting
        await slow.close()
    assert not await open_named(named, tmp_path).exists(KEY)


async def test_what_a_crash_left_beside_a_file_is_tidied_up_once_it_is_old(tmp_path: Path) -> None:
    storage = LocalStorage(tmp_path / "media")
    (tmp_path / "music").write_bytes(b"x")
    await storage.put_file(KEY, tmp_path / "music")
    part = tmp_path / "media" / "originals" / f".{'1' * 64}.0123456789abcdef.part"
    part.write_bytes(b"half")
    written_s = part.stat().st_mtime
    assert [stored.key async for stored in storage.list()] == [KEY]
    await storage.tidy(written_s - 1)
    assert part.exists()
    await storage.tidy(written_s + 1)
    assert not part.exists()
    assert await storage.exists(KEY)


async def test_a_folder_that_is_taken_away_just_then_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, taken = local._make_folder, list[Path]()

    def make_and_lose(folder: Path) -> None:
        made(folder)
        if not taken:
            taken.append(folder)
            folder.rmdir()

    monkeypatch.setattr(local, "_make_folder", make_and_lose)
    storage = LocalStorage(tmp_path / "media")
    (tmp_path / "music").write_bytes(b"x")
    await storage.put_file(KEY, tmp_path / "music")
    assert taken
    assert await storage.size(KEY) == 1


async def _writer(named: StorageSettings, folder: Path) -> asyncio.subprocess.Process:
    settings = named.model_dump_json(exclude_none=True)
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", _WRITE, settings, KEY, str(folder), str(folder / "music")
    )
