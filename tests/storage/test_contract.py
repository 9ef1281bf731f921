"""Contract suite of the `Storage` port; every adapter runs it, against a real server where it speaks to one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonix.config import StorageSettings
from sonix.storage.local import LocalStorage
from sonix.storage.opening import open_named
from sonix.storage.port import Storage

pytestmark = pytest.mark.anyio
KEY = "renditions/abc/audio.webm"
BUCKETS = ("s3", "gcs")


@pytest.fixture(params=("local", *BUCKETS))
def named(request: pytest.FixtureRequest) -> StorageSettings:
    if request.param == "local":
        return StorageSettings()
    found: StorageSettings = request.getfixturevalue(request.param).settings(prefix="house/sonix")
    return found


@pytest.fixture
async def storage(named: StorageSettings, tmp_path: Path) -> AsyncIterator[Storage]:
    found = open_named(named, tmp_path / "media")
    yield found
    await found.close()


def file(tmp_path: Path, data: bytes, name: str = "source") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def read(storage: Storage, key: str, start: int, length: int) -> bytes:
    return b"".join([chunk async for chunk in storage.open_range(key, start, length)])


async def test_what_was_put_is_there(storage: Storage, tmp_path: Path) -> None:
    data = bytes(range(256)) * 4000
    await storage.put_file(KEY, file(tmp_path, data))
    assert await storage.size(KEY) == len(data)
    assert await storage.exists(KEY)
    assert await read(storage, KEY, 0, len(data)) == data
    assert await read(storage, KEY, 300_001, 300_000) == data[300_001:600_001]
    assert await read(storage, KEY, len(data) - 5, 99) == data[-5:]
    assert await read(storage, KEY, 7, 0) == b""


async def test_what_is_not_there_is_told(storage: Storage) -> None:
    assert await storage.size(KEY) is None
    assert not await storage.exists(KEY)
    with pytest.raises(FileNotFoundError):
        await read(storage, KEY, 0, 1)


async def test_putting_again_replaces_the_whole(storage: Storage, tmp_path: Path) -> None:
    await storage.put_file(KEY, file(tmp_path, b"long old content"))
    await storage.put_file(KEY, file(tmp_path, b"new"))
    assert await read(storage, KEY, 0, 100) == b"new"


async def test_a_failed_put_leaves_nothing(storage: Storage, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await storage.put_file(KEY, tmp_path / "gone")
    assert not await storage.exists(KEY)
    assert files_under(tmp_path / "media") == []


async def test_many_puts_of_one_key_at_once_are_one_of_them(storage: Storage, tmp_path: Path) -> None:
    sources = [file(tmp_path, bytes([i]) * 100_000, f"s{i}") for i in range(8)]
    await asyncio.gather(*(storage.put_file(KEY, source) for source in sources))
    data = await read(storage, KEY, 0, 100_000)
    assert len(data) == 100_000
    assert len(set(data)) == 1


async def test_a_large_file_arrives_whole_and_is_read_in_small_pieces(storage: Storage, tmp_path: Path) -> None:
    data = b"".join(number.to_bytes(4, "big") for number in range(3_500_000))
    await storage.put_file(KEY, file(tmp_path, data))
    pieces = [piece async for piece in storage.open_range(KEY, 3, len(data))]
    assert b"".join(pieces) == data[3:]
    assert max(len(piece) for piece in pieces) < 4_000_000


async def test_a_reader_goes_on_while_the_file_is_deleted(storage: Storage, tmp_path: Path) -> None:
    await storage.put_file(KEY, file(tmp_path, b"x" * 1_000_000))
    chunks = aiter(storage.open_range(KEY, 0, 1_000_000))
    size = len(await anext(chunks))
    await storage.delete(KEY)
    assert not await storage.exists(KEY)
    size += sum([len(chunk) async for chunk in chunks])
    assert size == 1_000_000


async def test_a_listing_tells_what_is_there_and_how_old_it_is(storage: Storage, tmp_path: Path) -> None:
    assert [found async for found in storage.list()] == []
    began_s = int(time.time())
    for key, data in ((KEY, b"abc"), ("renditions/b/audio.webm", b""), ("covers/abc/full.webp", b"picture")):
        await storage.put_file(key, file(tmp_path, data))
    assert await storage.writable()
    found = {stored.key: stored for stored in [stored async for stored in storage.list()]}
    assert {key: stored.size_bytes for key, stored in found.items()} == {
        KEY: 3,
        "renditions/b/audio.webm": 0,
        "covers/abc/full.webp": 7,
    }
    assert all(began_s - 1 <= stored.modified_at_s <= time.time() + 1 for stored in found.values())
    assert [stored.key async for stored in storage.list("covers")] == ["covers/abc/full.webp"]
    assert [stored.key async for stored in storage.list("renditions/abc")] == [KEY]


async def test_more_is_listed_than_one_answer_holds(storage: Storage, tmp_path: Path) -> None:
    empty = file(tmp_path, b"")
    keys = {f"originals/{number:064}" for number in range(1_100)}
    for some in range(0, 1_100, 50):
        await asyncio.gather(*(storage.put_file(key, empty) for key in sorted(keys)[some : some + 50]))
    assert {stored.key async for stored in storage.list("originals")} == keys


async def test_deleting_twice_is_deleting_once(storage: Storage, tmp_path: Path) -> None:
    await storage.put_file(KEY, file(tmp_path, b"x"))
    await storage.put_file("renditions/abc/index.bin", file(tmp_path, b"y"))
    for _ in range(2):
        await storage.delete(KEY)
    assert await storage.exists("renditions/abc/index.bin")


async def test_storage_says_whether_it_can_be_written(storage: Storage) -> None:
    assert await storage.writable()


async def test_a_folder_that_is_none_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert not await LocalStorage(tmp_path / "file").writable()


@pytest.mark.parametrize(
    "key", ["../x", "/etc/passwd", "renditions/../../x", "a", "", "a//b", "renditions/a/.b", "a/b\n"]
)
async def test_no_key_leads_out_of_the_storage(storage: Storage, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        await storage.exists(key)
