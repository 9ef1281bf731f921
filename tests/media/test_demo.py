"""The demo music is whole, clean and the same everywhere."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from sonix.media.decode import Decoder
from sonix.media.demo import make_demo
from sonix.media.demo.harmony import voiced
from sonix.media.probe import probe
from sonix.media.process import process_file
from sonix.media.rendition import sha256_of


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make_demo(tmp_path_factory.mktemp("demo"))


def test_three_distinct_tagged_pieces(pieces: list[Path], tmp_path: Path) -> None:
    assert len(pieces) == 3
    titles = set()
    for path in pieces:
        out = tmp_path / path.stem
        out.mkdir()
        made = process_file(path, out, path.name, 600, lambda *_: None)
        titles.add(made.title)
        assert (made.artist, made.album, made.source_format) == ("Sonix", "First Light", "flac")
        assert made.cover == "cover.webp"
        assert made.cover_accent
        assert 60 <= made.rendition.samples / 48_000 <= 90
        assert -20 < made.loudness_lufs < -12
        assert made.true_peak_db < -1
    assert len(titles) == 3


def test_no_piece_clips_drifts_or_starts_with_a_step(pieces: list[Path]) -> None:
    for path in pieces:
        with av.open(str(path)) as container:
            assert container.streams.audio[0].codec_context.sample_rate == 48_000
        sound = np.concatenate(list(Decoder(path, probe(path, 600), 600)))
        assert np.abs(sound).max() < 0.9
        assert np.abs(sound.mean(axis=0)).max() < 0.001
        assert np.abs(sound[:48]).max() < 0.001
        assert np.abs(sound[-48:]).max() < 0.001
        assert 0.1 < np.corrcoef(sound.T)[0, 1] < 0.95


def test_the_same_bytes_every_time(pieces: list[Path], tmp_path: Path) -> None:
    again = make_demo(tmp_path)
    assert [sha256_of(path) for path in again] == [sha256_of(path) for path in pieces]


def test_voices_move_by_small_steps() -> None:
    chords = voiced([(0, 4, 7, 11), (9, 0, 4, 7), (2, 5, 9, 0), (7, 11, 2, 5)], 55, 76)
    for before, after in pairwise(chords):
        assert max(abs(a - b) for a, b in zip(before, after, strict=True)) <= 5
