"""What a player relies on: samples where the index says, seeks that are exact, joins that can't be heard."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from sonix.media.decode import Block
from sonix.media.opus import FRAME, SEEK_PREROLL_PACKETS, OpusDecoder
from sonix.media.rendition import Made, make_rendition, sha256_of

from .conftest import Signal, WriteSound, cut, make_music

Render = Callable[[Path], tuple[Made, Path]]
Heard = Callable[[Made, Path], Signal]


def blocks_of(signal: Signal) -> list[Block]:
    return [signal[start : start + 4_800] for start in range(0, len(signal), 4_800)]


def made_of(signal: Signal, folder: Path) -> Made:
    folder.mkdir()
    return make_rendition(blocks_of(signal), folder, lambda _: None)


def test_a_seek_that_decodes_from_80_ms_earlier_is_exact(tmp_path: Path, heard: Heard) -> None:
    made = made_of(make_music(48_000, 20.0), tmp_path / "out")
    rendition = made.rendition
    linear = heard(made, tmp_path / "out")
    audio, index = (tmp_path / "out/audio.webm").read_bytes(), (tmp_path / "out/index.bin").read_bytes()
    dice = random.Random(4)
    for _ in range(100):
        sample = dice.randrange(rendition.samples - FRAME)
        target = (sample + rendition.pre_skip) // FRAME
        first = max(0, target - SEEK_PREROLL_PACKETS)
        decoder = OpusDecoder()
        packets = range(first, min(target + 3, rendition.packets))
        sound = np.concatenate([decoder.decode(cut(audio, index, number)) for number in packets])
        wanted = linear[sample : sample + FRAME]
        begin = sample + rendition.pre_skip - first * FRAME
        np.testing.assert_allclose(sound[begin : begin + FRAME][: len(wanted)], wanted, atol=1e-5)


def test_other_players_see_the_same_length(tmp_path: Path, heard: Heard) -> None:
    made = made_of(make_music(48_000, 3.21), tmp_path / "out")
    with av.open(str(tmp_path / "out/audio.webm")) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, container.format.name) == ("opus", "matroska,webm")
        assert sum(frame.samples for frame in container.decode(stream)) == made.rendition.samples


def test_a_player_can_seek_in_the_file_itself(tmp_path: Path) -> None:
    made_of(make_music(48_000, 30.0), tmp_path / "out")
    with av.open(str(tmp_path / "out/audio.webm")) as container:
        container.seek(20_000_000)
        packet = next(container.demux(audio=0))
        assert packet.pts is not None
        assert 14 < packet.pts * packet.time_base < 20.05


@pytest.mark.parametrize("samples", [4_800, 5_000, 9_600, 47_688, 48_648, 48_000, 48_001, 96_959])
def test_the_packets_cover_every_sample_and_less_than_one_more(samples: int, tmp_path: Path, heard: Heard) -> None:
    signal = make_music(48_000, 2.5)[:samples]
    made = made_of(signal, tmp_path / "out")
    rendition = made.rendition
    assert rendition.samples == samples
    assert 0 <= rendition.packets * FRAME - rendition.pre_skip - samples < FRAME
    assert (tmp_path / "out/index.bin").stat().st_size == 6 * rendition.packets
    sound = heard(made, tmp_path / "out")
    assert len(sound) == samples
    assert np.sqrt(np.mean((sound - signal) ** 2)) < 0.25 * np.sqrt(np.mean(signal**2))


def test_the_same_input_gives_the_same_bytes(
    tmp_path: Path, write_sound: WriteSound, render: Render, music: Signal
) -> None:
    one, first = render(write_sound(tmp_path / "a.mp3", music))
    two, second = render(write_sound(tmp_path / "b.mp3", music))
    assert one == two
    assert one.rendition.rendition_id == sha256_of(first / "audio.webm")
    for name in ("audio.webm", "index.bin", "peaks.bin"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_a_tone_cut_across_two_tracks_joins_without_a_step(tmp_path: Path, heard: Heard) -> None:
    t = np.arange(6 * 48_000) / 48_000
    tone = np.repeat((0.5 * np.sin(2 * np.pi * 440 * t))[:, None], 2, axis=1).astype(np.float32)
    at = 144_123
    before = heard(made_of(tone[:at], tmp_path / "one"), tmp_path / "one")
    after = heard(made_of(tone[at:], tmp_path / "two"), tmp_path / "two")
    joined = np.concatenate([before, after])
    assert len(joined) == len(tone)
    assert abs(joined[at, 0] - joined[at - 1, 0]) < 1.15 * np.abs(np.diff(tone[:, 0])).max()
    around = slice(at - 480, at + 480)
    error_db = 10 * np.log10(np.mean((joined - tone)[around] ** 2) / np.mean(tone**2))
    assert error_db < -36


def test_peaks_follow_the_sound(tmp_path: Path) -> None:
    signal = np.zeros((8 * 48_000, 2), np.float32)
    t = np.arange(2 * 48_000) / 48_000
    signal[2 * 48_000 : 4 * 48_000, 0] = 0.5 * np.sin(2 * np.pi * 300 * t)
    made_of(signal, tmp_path / "out")
    pairs = np.frombuffer((tmp_path / "out/peaks.bin").read_bytes(), np.uint8).reshape(800, 2)
    assert pairs[:198].max() < 30
    assert pairs[402:].max() < 30
    loud = pairs[210:390].astype(float)
    np.testing.assert_allclose((loud[:, 0] / 255) ** 2, 0.5, atol=0.03)
    np.testing.assert_allclose((loud[:, 1] / 255) ** 2, 0.25, atol=0.03)
