"""Pictures are made small and harmless, or not taken."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from sonix.media.cover import make_cover


def picture(
    kind: str, size: tuple[int, int] = (300, 300), colour: tuple[int, ...] = (200, 30, 40), **how: object
) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(out, kind, **how)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_known_kinds_become_webp_with_their_colour(kind: str, tmp_path: Path) -> None:
    colours = make_cover(picture(kind), tmp_path / "cover.webp")
    assert colours is not None
    red, green, blue = (int(colours.accent[at : at + 2], 16) for at in (1, 3, 5))
    assert red > 180
    assert max(green, blue) < 80
    with Image.open(tmp_path / "cover.webp") as made:
        assert (made.format, made.size) == ("WEBP", (300, 300))


def test_a_cover_gives_the_colours_it_is_made_of(tmp_path: Path) -> None:
    image = Image.new("RGB", (300, 300), (20, 20, 30))
    for row, colour in enumerate([(220, 40, 60), (30, 90, 200), (240, 200, 60), (40, 170, 90), (250, 245, 240)]):
        image.paste(colour, (0, 20 + 50 * row, 300, 60 + 50 * row))
    out = io.BytesIO()
    image.save(out, "PNG")
    colours = make_cover(out.getvalue(), tmp_path / "cover.webp")
    assert colours is not None
    assert len(colours.palette) == 4
    for wanted in ((220, 40, 60), (30, 90, 200), (240, 200, 60), (40, 170, 90)):
        nearest = min(
            sum(abs(int(one[at : at + 2], 16) - value) for at, value in zip((1, 3, 5), wanted, strict=True))
            for one in colours.palette
        )
        assert nearest < 30


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (200, 30, 40)])
def test_one_colour_is_a_palette_too(colour: tuple[int, ...], tmp_path: Path) -> None:
    colours = make_cover(picture("PNG", colour=colour), tmp_path / "cover.webp")
    assert colours is not None
    assert len(colours.palette) == 1


def test_large_and_oblong_become_a_small_square(tmp_path: Path) -> None:
    make_cover(picture("JPEG", (3000, 1500)), tmp_path / "cover.webp")
    with Image.open(tmp_path / "cover.webp") as made:
        assert made.size == (1024, 1024)


def test_metadata_is_taken_off(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 52.5N 13.4E"
    make_cover(picture("JPEG", exif=exif), tmp_path / "cover.webp")
    assert b"52.5N" not in (tmp_path / "cover.webp").read_bytes()
    with Image.open(tmp_path / "cover.webp") as made:
        assert not made.getexif()


def test_a_turned_photo_is_turned_back(tmp_path: Path) -> None:
    image = Image.new("RGB", (400, 400), (250, 250, 250))
    image.paste((10, 10, 10), (0, 0, 400, 200))
    exif = Image.Exif()
    exif[0x0112] = 3
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    make_cover(out.getvalue(), tmp_path / "cover.webp")
    with Image.open(tmp_path / "cover.webp") as made:
        assert made.convert("L").getpixel((200, 350)) < 60  # type: ignore[operator]


def png_of(width: int, height: int) -> bytes:
    """A PNG whose header promises far more than its few bytes hold."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        picture("JPEG")[:400],
        picture("BMP"),
        picture("PNG", (8, 8)),
        png_of(60_000, 60_000),
        png_of(9_000, 9_000),
        bytes(25_000_000),
    ],
    ids=["empty", "text", "svg", "cut off", "bmp", "tiny", "bomb", "too large", "too many bytes"],
)
def test_what_is_no_fit_picture_is_not_taken(data: bytes, tmp_path: Path) -> None:
    assert make_cover(data, tmp_path / "cover.webp") is None
    assert not (tmp_path / "cover.webp").exists()


def test_transparency_is_laid_on_dark(tmp_path: Path) -> None:
    make_cover(picture("PNG", colour=(255, 255, 255, 0)), tmp_path / "cover.webp")
    with Image.open(tmp_path / "cover.webp") as made:
        assert max(made.convert("RGB").getpixel((150, 150))) < 60  # type: ignore[arg-type]
