"""Renditions and covers: signatures, ranges, caching."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from PIL import Image

from sonix.core.errors import SonixError
from sonix.storage.signing import WINDOW_S, MediaSigner
from sonix.web.media import StoredResponse
from sonix.web.ranges import Slice, choose
from tests.api.world import Person, World, picture, problem

pytestmark = pytest.mark.anyio
AUDIO = b"Long Song" * 200


@pytest.fixture
async def ana(world: World) -> Person:
    return await world.person()


@pytest.fixture
async def address(world: World, ana: Person) -> str:
    """Signed address of a rendition of 1800 bytes."""
    await world.shelve("Long Song")
    code = await ana.room()
    rendition_id = (await ana.get("/api/tracks")).json()["tracks"][0]["rendition_id"]
    (grant,) = (await ana.get(f"/api/rooms/{code}/grants?renditions={rendition_id}")).json()["grants"]
    return f"{grant['base']}audio.webm{grant['query']}"


async def test_a_rendition_comes_whole_with_how_long_it_may_be_kept(world: World, address: str) -> None:
    answer = await world.http.get(address)
    assert (answer.status_code, answer.content) == (200, AUDIO)
    assert answer.headers["content-type"] == "audio/webm"
    assert answer.headers["accept-ranges"] == "bytes"
    kept, immutable, max_age = answer.headers["cache-control"].split(", ")
    assert (kept, immutable) == ("private", "immutable")
    assert WINDOW_S <= int(max_age.removeprefix("max-age=")) <= 2 * WINDOW_S


async def test_the_three_files_share_one_signature_and_there_are_no_others(world: World, address: str) -> None:
    for name, size in (("index.bin", 60), ("peaks.bin", 1600)):
        answer = await world.http.get(address.replace("audio.webm", name))
        assert (answer.status_code, len(answer.content)) == (200, size)
    problem(await world.http.get(address.replace("audio.webm", "original.mp3")), 404, "not_found")


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=10-19", 206, 10, 20),
        ("bytes=1790-", 206, 1790, 1800),
        ("bytes=-5", 206, 1795, 1800),
        ("bytes=-5000", 206, 0, 1800),
        ("bytes=1700-99999", 206, 1700, 1800),
        ("BYTES=0-3", 206, 0, 4),
        ("bytes=0-1,5-6", 200, 0, 1800),
        ("bytes=9-3", 200, 0, 1800),
        ("bytes=-", 200, 0, 1800),
        ("bytes=a-b", 200, 0, 1800),
        ("items=0-3", 200, 0, 1800),
        ("bytes=" + "9" * 40 + "-", 200, 0, 1800),
    ],
)
async def test_ranges(world: World, address: str, asked: str, status: int, start: int, end: int) -> None:
    answer = await world.http.get(address, headers={"Range": asked})
    assert (answer.status_code, answer.content) == (status, AUDIO[start:end])
    assert answer.headers["content-length"] == str(end - start)
    expected = f"bytes {start}-{end - 1}/1800" if status == 206 else None
    assert answer.headers.get("content-range") == expected


@pytest.mark.parametrize("asked", ["bytes=1800-", "bytes=5000-6000", "bytes=-0"])
async def test_a_range_behind_the_end_is_416_with_the_length(world: World, address: str, asked: str) -> None:
    answer = await world.http.get(address, headers={"Range": asked})
    problem(answer, 416, "bad_range")
    assert answer.headers["content-range"] == "bytes */1800"


async def test_head_tells_everything_but_the_bytes(world: World, address: str) -> None:
    answer = await world.http.head(address, headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.content) == (206, b"")
    assert (answer.headers["content-length"], answer.headers["content-range"]) == ("10", "bytes 0-9/1800")


async def test_if_range_takes_the_part_only_of_the_same_file(world: World, address: str) -> None:
    etag = (await world.http.head(address)).headers["etag"]
    same = await world.http.get(address, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = await world.http.get(address, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (same.status_code, other.status_code) == (206, 200)
    unchanged = await world.http.get(address, headers={"If-None-Match": f'"x", {etag}'})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


async def test_a_tampered_address_opens_nothing(world: World, address: str) -> None:
    path, _, query = address.partition("?")
    expiry, signature = (part[2:] for part in query.split("&"))
    other = path.replace(path.split("/")[3], "0" * 64)
    later = str(int(expiry) + 1)
    for forged in (
        path,
        f"{path}?e={expiry}",
        f"{path}?e={expiry}&s={signature[:-1]}",
        f"{path}?e={later}&s={signature}",
        f"{path}?e=٣&s={signature}",
        f"{path}?e=-1&s={signature}",
        f"{path}?e={expiry}&s=ü",
        f"{other}?{query}",
    ):
        problem(await world.http.get(forged), 403, "bad_signature")


async def test_nobody_gets_a_grant_for_what_they_may_not_use(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    await world.shelve("Private", by=ana, visibility="mine")
    rendition_id = (await ana.get("/api/tracks")).json()["tracks"][0]["rendition_id"]
    code = await ben.room()
    asked = f"/api/rooms/{code}/grants?renditions={rendition_id},{'f' * 64}"
    assert (await ben.get(asked)).json() == {"grants": []}
    await world.join(code, ana)
    track_id = (await ana.get("/api/tracks")).json()["tracks"][0]["track_id"]
    await world.enqueue(code, ana, track_id)
    assert [g["rendition_id"] for g in (await ben.get(asked)).json()["grants"]] == [rendition_id]


async def test_at_most_twenty_grants_at_a_time(world: World, ana: Person) -> None:
    code = await ana.room()
    wanted = ",".join(str(i) for i in range(21))
    problem(await ana.get(f"/api/rooms/{code}/grants?renditions={wanted}"), 422, "too_many")


def test_an_address_is_the_same_for_everybody_in_a_window_and_then_another() -> None:
    now_s = 5.5 * WINDOW_S
    signer = MediaSigner(b"k" * 32, lambda: now_s)
    (first,) = signer.grants(["a"])
    now_s = 5.9 * WINDOW_S
    assert signer.grants(["a", "a"]) == (first,)
    now_s = 6.0 * WINDOW_S
    assert signer.grants(["a"]) != (first,)
    assert first.expires_at_s == 7 * WINDOW_S


def test_an_address_expires() -> None:
    now_s = 0.0
    signer = MediaSigner(b"k" * 32, lambda: now_s)
    (grant,) = signer.grants(["a"])
    signature = grant.query.rpartition("=")[2]
    now_s = grant.expires_at_s - 1
    assert signer.check("a", str(grant.expires_at_s), signature) == 1
    now_s = grant.expires_at_s
    with pytest.raises(SonixError) as refused:
        signer.check("a", str(grant.expires_at_s), signature)
    assert (refused.value.code, refused.value.status, refused.value.retryable) == ("expired_signature", 403, True)


def test_an_empty_file_has_no_ranges() -> None:
    assert choose(0, "e", "bytes=0-", None) is None
    assert choose(0, "e", "bytes=-5", None) is None
    assert choose(0, "e", None, None) == Slice(0, 0, partial=False)


async def test_a_listener_who_hangs_up_ends_the_reading() -> None:
    read: list[int] = []
    gone = asyncio.Event()

    class EndlessStorage:
        async def open_range(self, _key: str, _start: int, _length: int) -> AsyncIterator[bytes]:
            while True:
                read.append(1)
                yield b"x"
                if len(read) == 3:
                    gone.set()
                await asyncio.sleep(0)

    async def receive() -> dict[str, str]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(_message: object) -> None:
        return

    response = StoredResponse(EndlessStorage(), "k", Slice(0, 10**9, partial=False), 200, {})  # type: ignore[arg-type]
    async with asyncio.timeout(10):
        await response({"type": "http", "method": "GET"}, receive, send)
    assert len(read) >= 3


async def test_a_cover_comes_in_three_sizes_for_whoever_knows_its_hash(world: World) -> None:
    admin = await world.admin()
    track_id = await world.shelve("Covered")
    answer = await admin.ask("PUT", f"/api/tracks/{track_id}/cover", content=picture("teal", 500))
    track = answer.json()
    assert track["accent"].startswith("#")
    for size, edge_px in (("full", 500), ("320", 320), ("96", 96)):
        cover = await world.http.get(f"/media/covers/{track['cover_id']}/{size}.webp")
        assert cover.headers["content-type"] == "image/webp"
        assert "immutable" in cover.headers["cache-control"]
        assert Image.open(BytesIO(cover.content)).size == (edge_px, edge_px)
    for missing in (f"{track['cover_id']}/97.webp", f"{'0' * 64}/96.webp", "x/96.webp", f"{track['cover_id']}/96.png"):
        problem(await world.http.get(f"/media/covers/{missing}"), 404, "not_found")


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n broken", b"GIF89a"])
async def test_a_cover_that_is_no_picture_is_refused(world: World, data: bytes) -> None:
    admin = await world.admin()
    track_id = await world.shelve("Bare")
    problem(await admin.ask("PUT", f"/api/tracks/{track_id}/cover", content=data), 422, "bad_cover")
    assert (await admin.get(f"/api/tracks/{track_id}")).json()["cover_id"] is None


async def test_a_cover_larger_than_20_mb_is_refused(world: World) -> None:
    admin = await world.admin()
    track_id = await world.shelve("Bare")
    refused = await admin.ask("PUT", f"/api/tracks/{track_id}/cover", content=b"x" * 20_000_001)
    problem(refused, 413, "too_large")
