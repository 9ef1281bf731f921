"""Draws the icons of the installable page from one description of the mark, into web/public/.

The mark is five bars of sound with the playhead in the middle, as in `web/src/ui/parts/Logo.svelte`.
Run it after a change of the mark and commit what it writes.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

PUBLIC = Path(__file__).resolve().parent.parent / "web" / "public"
GROUND = "#14161d"
BAR = "#f4f2ee"
PLAYHEAD = "#ff9166"
SUPERSAMPLE = 8

# Left edge, top, width, height on a grid of 32 by 32; every bar is rounded by half of its width.
BARS = ((2, 12, 4, 8, BAR), (8, 6, 4, 20, BAR), (14, 2, 4, 28, PLAYHEAD), (20, 6, 4, 20, BAR), (26, 12, 4, 8, BAR))


def draw(size_px: int, mark_share: float, corner_share: float) -> Image.Image:
    """The mark on its ground: `mark_share` of the width is the mark, `corner_share` the rounding (0: square)."""
    side = size_px * SUPERSAMPLE
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    canvas = ImageDraw.Draw(image)
    canvas.rounded_rectangle((0, 0, side - 1, side - 1), radius=side * corner_share, fill=GROUND)
    unit = side * mark_share / 32
    edge = side * (1 - mark_share) / 2
    for x, y, width, height, colour in BARS:
        box = (edge + x * unit, edge + y * unit, edge + (x + width) * unit, edge + (y + height) * unit)
        canvas.rounded_rectangle(box, radius=width * unit / 2, fill=colour)
    return image.resize((size_px, size_px), Image.Resampling.LANCZOS)


def svg(mark_share: float = 0.62, corner: float = 7.5) -> str:
    """The same for browser tabs, sharp at any size."""
    scale, edge = mark_share, 32 * (1 - mark_share) / 2
    bars = "".join(
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{w / 2:g}" fill="{fill}"/>' for x, y, w, h, fill in BARS
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="{corner:g}" fill="{GROUND}"/>'
        f'<g transform="translate({edge:g} {edge:g}) scale({scale:g})">{bars}</g></svg>\n'
    )


def main() -> None:
    """Write every icon. Maskable ones keep the mark within the middle 80 % circle and fill the square."""
    PUBLIC.mkdir(parents=True, exist_ok=True)
    (PUBLIC / "icon.svg").write_text(svg(), encoding="utf-8")
    for name, size_px, mark_share, corner_share in (
        ("icon-192.png", 192, 0.62, 0.234),
        ("icon-512.png", 512, 0.62, 0.234),
        ("icon-maskable-192.png", 192, 0.5, 0.0),
        ("icon-maskable-512.png", 512, 0.5, 0.0),
        ("apple-touch-icon.png", 180, 0.58, 0.0),
    ):
        draw(size_px, mark_share, corner_share).save(PUBLIC / name, optimize=True)


if __name__ == "__main__":
    main()
