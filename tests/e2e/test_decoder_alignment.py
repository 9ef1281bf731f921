"""Every listener decodes the same samples: the browser's decoders, as the engine drives them, against PyAV."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from bench.acoustic.browsers import INSECURE_HOST, INSECURE_RULE
from bench.acoustic.programme import Piece, make_pieces
from bench.acoustic.rig_run import build_rig
from bench.acoustic.server import serve
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

from tests.e2e.person import CHROMIUM, CHROMIUM_FLAGS

SEEKS = 100
FRAMES = 2400
Samples = NDArray[np.float32]


@pytest.fixture(scope="module")
def piece(tmp_path_factory: pytest.TempPathFactory) -> Piece:
    """Half a minute of music, as the library would keep it."""
    return make_pieces(tmp_path_factory.mktemp("music"), [30.0])[0]


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory, piece: Piece) -> Iterator[str]:
    """The engine's own decoder worker, built as the product is built, behind a page that can seek."""
    site = tmp_path_factory.mktemp("rig") / "site"
    build_rig(site)
    with serve(site, {piece.rendition.rendition_id: piece.folder}) as url:
        yield url


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, headless=True, args=[*CHROMIUM_FLAGS, INSECURE_RULE]
    )
    yield browser.new_page()
    browser.close()


def test_seeks_are_aligned_to_the_sample_where_the_browser_decodes(page: Page, rig: str, piece: Piece) -> None:
    page.goto(rig)
    assert page.evaluate("() => typeof AudioDecoder") == "function"
    assert_aligned(page, piece)


def test_seeks_are_aligned_to_the_sample_where_wasm_decodes(page: Page, rig: str, piece: Piece) -> None:
    page.goto(rig.replace("127.0.0.1", INSECURE_HOST))
    assert page.evaluate("() => typeof AudioDecoder") == "undefined"
    assert_aligned(page, piece)


def assert_aligned(page: Page, piece: Piece) -> None:
    """Random places, the very first and the very last samples."""
    chance = random.Random(7)
    places = [chance.randrange(piece.rendition.samples - FRAMES) for _ in range(SEEKS - 2)]
    for sample in [0, *places, piece.rendition.samples - 500]:
        heard = sought(page, piece, sample)
        meant = piece.music[sample : sample + FRAMES]
        assert not heard[len(meant) :].any(), f"sound after the track's end, seek to {sample}"
        difference = np.sqrt(np.mean((heard[: len(meant)] - meant) ** 2))
        loudness = np.sqrt(np.mean(meant**2))
        assert difference < 0.01 * loudness + 1e-4, f"seek to {sample}: off by {shift(heard, piece.music, sample)}"


def sought(page: Page, piece: Piece, sample: int) -> Samples:
    """What the worker gives from `sample` on, both channels as one."""
    rendition = msgspec.to_builtins(piece.rendition)
    coded = page.evaluate("([r, s, n]) => rig.decode(r, s, n)", [rendition, sample, FRAMES])
    planar = np.frombuffer(base64.b64decode(coded), np.float32).reshape(2, FRAMES)
    return np.asarray(planar.mean(axis=0), np.float32)


def shift(heard: Samples, music: Samples, sample: int) -> int:
    """How far the best match lies from where it should, for the failure's message."""
    low = max(0, sample - FRAMES)
    around = music[low : sample + 2 * FRAMES]
    return int(np.argmax(np.correlate(around, heard, "valid"))) + low - sample
