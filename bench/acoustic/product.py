"""The real product, as people use it: a room, an invitation, demo music, and starts by every button there is."""

from __future__ import annotations

import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from playwright.sync_api import Page, expect

from bench.acoustic.browsers import Listener, listeners
from bench.acoustic.figures import Figures, Stretch, measure
from bench.acoustic.programme import decode
from bench.acoustic.recorder import Recorder, Samples
from bench.acoustic.sinks import Sinks
from sonix.core.room.state import Rendition

_PATIENCE_MS = 30_000
_PHONE, _DESK = (390, 844), (1440, 900)
_NAMES = ("Ana", "Ben", "Cleo", "Dee", "Eva", "Finn")
_SEEKS = (0.15, 0.55, 0.3, 0.7)
# From pressing a button until it must be heard everywhere.
_TAKES_EFFECT_S = 1.5


class ProductOptions(msgspec.Struct, frozen=True):
    url: str
    browsers: int
    starts: int
    seconds: float
    settle_s: float


def run_product(options: ProductOptions, folder: Path) -> tuple[list[Figures], list[dict[str, Any]]]:
    """One at a desk, the others on phones; what all of them play is compared with each other and with the tracks."""
    expect.set_options(timeout=_PATIENCE_MS)
    viewports = [_DESK] + [_PHONE] * (options.browsers - 1)
    with Sinks(options.browsers) as sinks, listeners(sinks, viewports) as opened:
        host = opened[0].page
        code = _start_room(host, options.url)
        for listener, name in zip(opened[1:], _NAMES[1:], strict=False):
            listener.page.goto(f"{options.url.rstrip('/')}/r/{code}")
            _come_in(listener.page, name)
        _add_everything(host)
        host.wait_for_timeout(options.settle_s * 1000)
        music = _music(options.url, code, folder)
        recorder = Recorder(sinks)
        stretches = [_start(host, number, options.seconds) for number in range(options.starts)]
        recording = recorder.stop()
        notes = [_note(listener) for listener in opened]
    return [measure(recording, music, stretch) for stretch in stretches], notes


def _start_room(page: Page, url: str) -> str:
    page.goto(url)
    page.get_by_test_id("name").fill(_NAMES[0])
    page.get_by_test_id("start-room").first.click()
    _come_in(page, _NAMES[0])
    return page.url.rstrip("/").rsplit("/", 1)[1][:6].upper()


def _come_in(page: Page, name: str) -> None:
    join, inside = page.get_by_test_id("join"), page.get_by_test_id("sync-light")
    join.or_(inside).first.wait_for()
    if join.is_visible():
        if page.get_by_test_id("name").is_visible():
            page.get_by_test_id("name").fill(name)
        join.click()
    inside.first.wait_for()


def _add_everything(page: Page) -> None:
    page.get_by_test_id("open-add").first.click()
    page.get_by_test_id("track").first.wait_for()
    for row in page.get_by_test_id("track").all()[:3]:
        row.get_by_test_id("add-track").click()
        expect(row.get_by_text("in the queue")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def _start(page: Page, number: int, seconds: float) -> Stretch:
    """Every way to start music in turn; music plays afterwards."""
    play = page.get_by_test_id("play-pause").first
    if play.get_attribute("data-playing") != "true":
        name = "play"
        play.click()
    elif number % 3 == 0:
        name = "pause, play"
        play.click()
        expect(play).to_have_attribute("data-playing", "false")
        page.wait_for_timeout(1500)
        play.click()
    elif number % 3 == 1:
        name = "seek"
        _seek(page, _SEEKS[number % len(_SEEKS)])
    else:
        name = "skip" if number % 2 else "previous"
        page.get_by_test_id(name).first.click()
    expect(play).to_have_attribute("data-playing", "true")
    began_s = time.time() + _TAKES_EFFECT_S
    page.wait_for_timeout((_TAKES_EFFECT_S + seconds) * 1000)
    return Stretch(f"{number + 1} {name}", began_s, time.time())


def _seek(page: Page, share: float) -> None:
    box = page.get_by_test_id("seek-bar").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)


def _note(listener: Listener) -> dict[str, Any]:
    shown = listener.page.get_by_test_id("sync-error").first
    return {"sync_error": shown.inner_text() if shown.count() else None, "log": listener.log[-5:]}


def _music(url: str, code: str, folder: Path) -> Samples:
    """All tracks of the queue, decoded, one after the other, with a second of nothing between them."""
    token = _ask(url, "/api/guests", body={"name": "Bench"})["access"]
    tracks = _ask(url, "/api/tracks?sort=recent&limit=50", token)["tracks"]
    wanted = ",".join(str(track["rendition_id"]) for track in tracks[:10])
    grants = _ask(url, f"/api/rooms/{code}/grants?renditions={wanted}", token)["grants"]
    parts: list[Samples] = []
    for grant in grants:
        path = folder / str(grant["rendition_id"])
        path.mkdir(parents=True)
        for name in ("audio.webm", "index.bin"):
            (path / name).write_bytes(_fetch(url, f"{grant['base']}{name}{grant['query']}"))
        packets = (path / "index.bin").stat().st_size // 6
        # The exact trim does not matter here: only offsets between browsers and steadiness are read from it.
        whole = Rendition(str(grant["rendition_id"]), packets * 960, 0, packets, 0)
        parts += [decode(path / "audio.webm", whole).mean(axis=0), np.zeros(48_000, np.float32)]
    return np.concatenate(parts)


def _ask(url: str, path: str, token: str | None = None, body: object = None) -> Any:
    return json.loads(_fetch(url, path, token, body))


def _fetch(url: str, path: str, token: str | None = None, body: object = None) -> bytes:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url.rstrip("/") + path, data=data, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        content: bytes = answer.read()
    return content
