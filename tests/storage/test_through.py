"""`direct=false`: listeners read what lies in a bucket through this program, in ranges and piece by piece."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from sqlalchemy import update

from sonix.db.tables_library import tracks
from sonix.library.shares import recount
from sonix.storage.objects import CHUNK_BYTES
from sonix.storage.port import rendition_key
from tests.api.world import World, opened, problem
from tests.servers.buckets import BucketServer

pytestmark = pytest.mark.anyio
AUDIO = os.urandom(5_000_003)
RENDITION = hashlib.sha256(AUDIO).hexdigest()
PIECE_BYTES = 4 * CHUNK_BYTES
"""The client in between gives at least what was asked for, and no more than a network read above it."""


@pytest.fixture(params=["s3", "gcs"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    server: BucketServer = request.getfixturevalue(request.param)
    async with opened(tmp_path, storage=server.settings(direct=False)) as found:
        yield found


@pytest.fixture
async def address(world: World, tmp_path: Path) -> str:
    """Signed address of five megabytes in the bucket."""
    await world.shelve("Long Song")
    (tmp_path / "audio").write_bytes(AUDIO)
    await world.services.storage.put_file(rendition_key(RENDITION, "audio.webm"), tmp_path / "audio")
    async with world.services.database.transaction() as connection:
        await connection.execute(update(tracks).values(rendition_id=RENDITION, size_bytes=len(AUDIO)))
    await recount(world.services.database)
    ana = await world.person()
    code = await ana.room()
    (grant,) = (await ana.get(f"/api/rooms/{code}/grants?renditions={RENDITION}")).json()["grants"]
    return f"{grant['base']}audio.webm{grant['query']}"


async def pieces(world: World, address: str, asked: str) -> tuple[int, list[bytes]]:
    """Status and body of an answer, as the server is handed them."""
    path, _, query = address.removeprefix("http://sonix.test").partition("?")
    headers = [(b"range", asked.encode())] if asked else []
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers}
    asked_once = iter([{"type": "http.request", "body": b"", "more_body": False}])
    told: list[Any] = []

    async def receive() -> Any:
        message = next(asked_once, None)
        if message is None:
            await anyio.sleep_forever()
        return message

    async def send(message: Any) -> None:
        told.append(message)

    await world.app({**scope, "scheme": "http"}, receive, send)
    return told[0]["status"], [message["body"] for message in told[1:]]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=4999000-", 4_999_000, 5_000_003), ("bytes=-7", 4_999_996, 5_000_003)],
)
async def test_a_range_comes_from_the_bucket_through_the_server(
    world: World, address: str, asked: str, start: int, end: int
) -> None:
    answer = await world.http.get(address, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (206, AUDIO[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(AUDIO)}"
    assert "location" not in answer.headers


async def test_a_range_behind_the_end_is_refused(world: World, address: str) -> None:
    problem(await world.http.get(address, headers={"Range": "bytes=5000003-"}), 416, "bad_range")


@pytest.mark.parametrize(("asked", "start"), [("", 0), ("bytes=1000-", 1000)])
async def test_no_piece_is_large_however_much_is_asked_for(world: World, address: str, asked: str, start: int) -> None:
    status, body = await pieces(world, address, asked)
    assert status == (206 if asked else 200)
    assert b"".join(body) == AUDIO[start:]
    assert max(map(len, body)) <= PIECE_BYTES


async def test_what_is_gone_from_the_bucket_is_404(world: World, address: str) -> None:
    await world.services.storage.delete(rendition_key(RENDITION, "audio.webm"))
    problem(await world.http.get(address), 404, "not_found")
