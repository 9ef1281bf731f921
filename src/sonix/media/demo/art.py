"""A cover for each piece: gradients and plain shapes, drawn large and scaled down for smooth edges."""

from __future__ import annotations

import io
import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 640
_BIG = 2 * SIDE
Colour = tuple[int, int, int]


def sea() -> bytes:
    """A low moon over layered waves."""
    image = _gradient((13, 27, 62), (242, 158, 128), 1.25)
    _glow(image, (0.62, 0.46), 0.13, (255, 236, 205))
    layers: list[tuple[float, Colour]] = [
        (0.60, (98, 90, 140)), (0.69, (62, 74, 130)), (0.78, (36, 56, 108)), (0.88, (17, 36, 80)),
    ]  # fmt: skip
    for number, (height, colour) in enumerate(layers):
        _hills(image, height, 0.018 + 0.006 * number, 1.4 + 0.5 * number, 1.3 * number, colour)
    return _png(image)


def window() -> bytes:
    """Evening light through a window, seen from inside, with a plant on the sill."""
    image = _gradient((58, 36, 52), (36, 24, 40), 1.0)
    pane = _gradient((245, 150, 96), (112, 82, 140), 1.0).crop((0, 0, round(_BIG * 0.56), round(_BIG * 0.60)))
    draw = ImageDraw.Draw(pane)
    width, height = pane.size
    for number, (left, top) in enumerate(
        ((0.02, 0.72), (0.18, 0.60), (0.33, 0.76), (0.52, 0.66), (0.72, 0.74), (0.85, 0.62))
    ):
        colour = (74 - 4 * number, 50, 92)
        draw.rectangle((left * width, top * height, (left + 0.17) * width, height), fill=colour)
        for lit in range(3):
            x, y = (left + 0.03 + 0.045 * lit) * width, (top + 0.06 + 0.05 * ((lit * number) % 3)) * height
            draw.rectangle((x, y, x + 0.02 * width, y + 0.025 * height), fill=(255, 205, 130))
    left, top = round(_BIG * 0.22), round(_BIG * 0.14)
    _glow(image, (0.5, 0.45), 0.36, (226, 132, 96))
    image.paste(pane, (left, top))
    draw = ImageDraw.Draw(image)
    frame = (44, 27, 40)
    draw.rectangle((left, top, left + width, top + height), outline=frame, width=26)
    draw.line((left + width / 2, top, left + width / 2, top + height), fill=frame, width=18)
    draw.rectangle((left - 50, top + height, left + width + 50, top + height + 44), fill=(92, 56, 62))
    _plant(draw, left + width * 0.80, top + height)
    return _png(image)


def kites() -> bytes:
    """Three paper kites high in a bright sky."""
    image = _gradient((28, 120, 190), (250, 214, 165), 0.9)
    _glow(image, (0.2, 0.86), 0.2, (255, 244, 214))
    _hills(image, 0.90, 0.02, 1.2, 0.4, (38, 118, 120))
    _hills(image, 0.945, 0.016, 1.9, 2.0, (22, 84, 98))
    _kite(image, (0.60, 0.32), 0.19, 0.35, ((244, 92, 84), (214, 62, 74)))
    _kite(image, (0.27, 0.22), 0.10, -0.30, ((255, 200, 87), (240, 164, 60)))
    _kite(image, (0.80, 0.62), 0.075, 0.15, ((250, 248, 240), (214, 222, 232)))
    return _png(image)


def _gradient(top: Colour, bottom: Colour, power: float) -> Image.Image:
    share = (np.linspace(0, 1, _BIG) ** power)[:, None]
    column = np.array(top) * (1 - share) + np.array(bottom) * share
    pixels = np.repeat(column[:, None, :], _BIG, axis=1)
    return Image.fromarray(np.rint(pixels).astype(np.uint8), "RGB")


def _glow(image: Image.Image, centre: tuple[float, float], radius: float, colour: Colour) -> None:
    """A disc with a soft halo."""
    x, y, r = centre[0] * _BIG, centre[1] * _BIG, radius * _BIG
    small = Image.new("L", (_BIG // 8, _BIG // 8), 0)
    ImageDraw.Draw(small).ellipse([(v + s * 1.5 * r) / 8 for s in (-1, 1) for v in (x, y)], fill=110)
    halo = small.filter(ImageFilter.GaussianBlur(r / 14)).resize((_BIG, _BIG), Image.Resampling.BICUBIC)
    image.paste(Image.new("RGB", image.size, colour), mask=halo)
    if r < _BIG * 0.2:
        ImageDraw.Draw(image).ellipse((x - r, y - r, x + r, y + r), fill=colour)


def _hills(image: Image.Image, height: float, swell: float, turns: float, phase: float, colour: Colour) -> None:
    x = np.linspace(0, 1, 241)
    wave = np.sin(2 * np.pi * turns * x + phase) + 0.5 * np.sin(2 * np.pi * 2.3 * turns * x + 2 * phase)
    edge = [(float(a) * _BIG, float(b) * _BIG) for a, b in zip(x, height + swell * wave, strict=True)]
    ImageDraw.Draw(image).polygon([*edge, (_BIG, _BIG), (0, _BIG)], fill=colour)


def _kite(
    image: Image.Image, centre: tuple[float, float], size: float, turn: float, colours: tuple[Colour, Colour]
) -> None:
    x, y, s = centre[0] * _BIG, centre[1] * _BIG, size * _BIG
    cos, sin = math.cos(turn), math.sin(turn)

    def at(across: float, along: float) -> tuple[float, float]:
        return x + s * (across * cos - along * sin), y + s * (across * sin + along * cos)

    draw = ImageDraw.Draw(image)
    tail = [at(0.16 * math.sin(4.2 * d) * d, 1.1 + 1.5 * d) for d in np.linspace(0, 1, 40)]
    draw.line(tail, fill=colours[1], width=max(4, round(s * 0.035)), joint="curve")
    draw.polygon([at(0, -1), at(-0.66, -0.2), at(0, 1.1)], fill=colours[0])
    draw.polygon([at(0, -1), at(0.66, -0.2), at(0, 1.1)], fill=colours[1])


def _plant(draw: ImageDraw.ImageDraw, x: float, base: float) -> None:
    for angle, length in ((-0.9, 120), (-0.45, 165), (0.0, 185), (0.4, 160), (0.85, 125)):
        tip = (x + length * math.sin(angle), base - 90 - length * math.cos(angle))
        middle = (x + length * 0.5 * math.sin(angle), base - 90 - length * 0.5 * math.cos(angle))
        normal = (math.cos(angle) * length * 0.16, math.sin(angle) * length * 0.16)
        leaf = [
            (x, base - 88),
            (middle[0] - normal[0], middle[1] - normal[1]),
            tip,
            (middle[0] + normal[0], middle[1] + normal[1]),
        ]
        draw.polygon(leaf, fill=(58, 92, 84))
    draw.polygon([(x - 58, base - 100), (x + 58, base - 100), (x + 42, base), (x - 42, base)], fill=(196, 108, 82))


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.resize((SIDE, SIDE), Image.Resampling.BOX).save(out, "PNG", compress_level=6)
    return out.getvalue()
