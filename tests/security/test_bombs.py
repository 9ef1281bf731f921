"""Files that are small and become large, pretend to be something else, or carry more than they should."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from sonix.media.cover import MAX_BYTES
from tests.api.world import World, picture, problem, tone

pytestmark = pytest.mark.anyio
SCRIPT = b"<script>alert(1)</script>"


def _chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def png_bomb() -> bytes:
    """A few kilobytes that unpack to 400 megapixels."""
    side = 20_000
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A good picture with a note that unpacks to 200 MB."""
    note = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9))
    whole = picture()
    return whole[:33] + note + whole[33:]


def webp_bomb() -> bytes:
    """The largest WebP there can be, of one colour: 268 megapixels in a few bytes of lossless code."""
    body = b"\x2f" + struct.pack("<I", 16_383 | 16_383 << 14) + bytes(16)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def polyglot(kind: str) -> bytes:
    """A picture that is a page as well."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(out, kind, comment=SCRIPT)
    return out.getvalue() + b"<!doctype html>" + SCRIPT


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="99" height="99"/>'


@pytest.mark.parametrize(
    "data",
    [png_bomb(), webp_bomb(), SVG, b"GIF89a/*" + SVG + b"*/=1;"],
    ids=["png", "webp", "svg", "gif that is a script"],
)
async def test_a_cover_that_is_a_bomb_or_a_page_is_refused(world: World, data: bytes) -> None:
    ana = await world.person()
    track = await world.shelve("Tide", by=ana, visibility="mine")
    assert len(data) < MAX_BYTES
    problem(await ana.ask("PUT", f"/api/tracks/{track}/cover", content=data), 422, "bad_cover")
    answer = await ana.ask("PUT", f"/api/tracks/{track}/cover", content=picture())
    assert answer.status_code == 200, "the worker goes on"


@pytest.mark.parametrize(
    "data", [polyglot("GIF"), polyglot("JPEG"), text_bomb()], ids=["gif", "jpeg", "png with a bomb"]
)
async def test_a_cover_is_drawn_anew_and_nothing_else_of_it_is_ever_sent(world: World, data: bytes) -> None:
    ana = await world.person()
    track = await world.shelve("Tide", by=ana, visibility="mine")
    answer = await ana.ask("PUT", f"/api/tracks/{track}/cover", content=data)
    if answer.status_code == 422:
        problem(answer, 422, "bad_cover")
        return
    for size in ("full", "320", "96"):
        seen = await world.http.get(f"/media/covers/{answer.json()['cover_id']}/{size}.webp")
        assert seen.headers["content-type"] == "image/webp"
        assert seen.headers["x-content-type-options"] == "nosniff"
        assert seen.headers["content-security-policy"].startswith("default-src 'self'")
        assert seen.content[8:12] == b"WEBP"
        assert b"script" not in seen.content


def id3(frames: bytes) -> bytes:
    """An ID3v2.3 tag."""
    size = len(frames)
    return b"ID3\x03\0\0" + bytes((size >> shift) & 127 for shift in (21, 14, 7, 0)) + frames


def frame(name: bytes, body: bytes, flags: bytes = b"\0\0") -> bytes:
    return name + struct.pack(">I", len(body)) + flags + body


ZIPPED = struct.pack(">I", 200_000_000) + zlib.compress(bytes(200_000_000), 9)
TAGS = {
    "a title of 8 MB": id3(frame(b"TIT2", b"\0" + b"A" * 8_000_000)),
    "200,000 frames": id3(frame(b"TXXX", b"\0a\0b") * 200_000),
    "a frame that unpacks to 200 MB": id3(frame(b"TIT2", ZIPPED, b"\0\x80")),
    "a frame that claims 4 GB": id3(b"TIT2" + b"\xff" * 4 + b"\0\0" + b"\0A"),
    "a picture that is a bomb": id3(frame(b"APIC", b"\0image/png\0\x03\0" + png_bomb())),
    "a tag that claims more than there is": b"ID3\x03\0\0\x7f\x7f\x7f\x7f" + b"TIT2",
}


@pytest.mark.parametrize("tag", TAGS.values(), ids=TAGS.keys())
async def test_tags_that_explode_end_in_a_track_or_a_reason_and_the_next_file_is_taken(
    world: World, tag: bytes
) -> None:
    ana = await world.person()
    ended = await ana.upload(tag + tone(seconds=1), "bomb.mp3")
    assert ended["stage"] in ("done", "failed")
    if ended["stage"] == "done":
        assert len(ended["track"]["title"]) <= 400
    else:
        assert ended["error"]["message"]
        assert ended["error"]["code"] not in ("internal", "processing_failed")
    assert (await ana.upload(tone(660.0), "good.wav"))["stage"] == "done"


def vorbis_comments(count: int, length: int) -> bytes:
    """The metadata of a FLAC file with so many comments."""
    one = b"C=" + b"A" * length
    block = struct.pack("<I", 0) + struct.pack("<I", count) + (struct.pack("<I", len(one)) + one) * count
    stream = bytes.fromhex("10001000000000000000") + bytes.fromhex("0ac442f000000000") + bytes(16)
    return b"fLaC\0\0\0\x22" + stream + b"\x84" + len(block).to_bytes(3, "big") + block


@pytest.mark.parametrize(("count", "length", "code"), [(1_000_000, 3, "too_demanding"), (1, 16_000_000, "broken")])
async def test_comments_without_an_end_are_no_music(
    world: World, count: int, length: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sonix.media.pool.HEAD_LIMIT_S", 8.0)
    ana = await world.person()
    ended = await ana.upload(vorbis_comments(count, length), "bomb.flac")
    assert (ended["stage"], ended["error"]["code"]) == ("failed", code)
    monkeypatch.undo()
    assert (await ana.upload(tone(660.0), "good.wav"))["stage"] == "done"
