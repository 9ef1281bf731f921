"""Files that are not what they should be are turned away, each with its reason."""

from __future__ import annotations

import io
import wave
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from sonix.media.errors import MediaRefused
from sonix.media.process import process_file

from .conftest import Signal, WriteSound, make_music

Refusal = Callable[..., MediaRefused]


@pytest.fixture
def refusal(tmp_path: Path) -> Refusal:
    def run(path: Path, max_seconds: float = 3600) -> MediaRefused:
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        with pytest.raises(MediaRefused) as refused:
            process_file(path, out, path.name, max_seconds, lambda *_: None)
        assert not refused.value.retryable
        assert refused.value.message.endswith(".")
        return refused.value

    return run


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("song.mp3", b"\xff\xfb\x90\x00" * 5_000)
    return out.getvalue()


def noise(count: int) -> bytes:
    return np.random.default_rng(3).bytes(count)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (zipped(), "not_audio"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "not_audio"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "not_audio"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "not_audio"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "not_audio"),
        (noise(300_000), "not_audio"),
        (bytes(100_000), "not_audio"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10), "broken"),
        (b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + b"short", "broken"),
        (b"fLaC" + noise(50_000), "broken"),
        (b"OggS" + noise(50_000), "broken"),
        (b"RIFF\x00\x00\x10\x00WAVEfmt " + noise(50_000), "broken"),
        (b"FORM\x00\x00\x10\x00AIFF" + noise(50_000), "broken"),
        (b"\x00\x00\x00\x20ftypM4A " + noise(50_000), "broken"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + noise(5_000), "unsupported_format"),
        (b"\x1a\x45\xdf\xa3" + noise(5_000), "unsupported_format"),
        (b"wvpk" + noise(5_000), "unsupported_format"),
    ],
)
def test_what_is_no_music_is_refused(data: bytes, code: str, tmp_path: Path, refusal: Refusal) -> None:
    path = tmp_path / "song.mp3"
    path.write_bytes(data)
    assert refusal(path).code == code


def test_a_video_without_sound_is_refused(tmp_path: Path, refusal: Refusal) -> None:
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w", format="mp4") as container:
        stream: Any = container.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        for number in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((64, 64, 3), number * 20, np.uint8), format="rgb24")
            frame.pts = number
            frame.time_base = Fraction(1, 10)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    assert refusal(path).code == "no_audio"


def test_a_protected_file_is_refused(tmp_path: Path, write_sound: WriteSound, music: Signal, refusal: Refusal) -> None:
    path = write_sound(tmp_path / "bought.m4a", music)
    data = path.read_bytes()
    at = data.index(b"mp4a", data.index(b"stsd"))
    path.write_bytes(data[:at] + b"drms" + data[at + 4 :])
    assert refusal(path).code == "encrypted"


def test_a_track_over_the_limit_is_refused_by_its_header(
    tmp_path: Path, write_sound: WriteSound, refusal: Refusal
) -> None:
    refused = refusal(write_sound(tmp_path / "long.flac", make_music(44_100, 5.0)), max_seconds=4)
    assert refused.code == "too_long"
    assert "4 s" in refused.message


def test_a_track_over_the_limit_is_refused_without_a_header_too(
    tmp_path: Path, write_sound: WriteSound, refusal: Refusal
) -> None:
    path = write_sound(tmp_path / "long.mp3", make_music(44_100, 5.0))
    data = path.read_bytes()
    path.write_bytes(data.replace(b"Xing", bytes(4)).replace(b"Info", bytes(4)))
    assert refusal(path, max_seconds=4).code == "too_long"


def test_a_blink_is_refused(tmp_path: Path, write_sound: WriteSound, refusal: Refusal) -> None:
    assert refusal(write_sound(tmp_path / "blink.wav", make_music(44_100, 0.05))).code == "too_short"


@pytest.mark.parametrize("ending", ["flac", "wav", "mp3", "aiff"])
def test_half_a_file_is_told_to_be_incomplete(
    ending: str, tmp_path: Path, write_sound: WriteSound, refusal: Refusal
) -> None:
    path = write_sound(tmp_path / f"half.{ending}", make_music(44_100, 12.0))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert refusal(path).code in {"truncated", "broken"}


def test_an_m4a_without_its_end_is_refused(tmp_path: Path, write_sound: WriteSound, refusal: Refusal) -> None:
    path = write_sound(tmp_path / "half.m4a", make_music(44_100, 12.0))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert refusal(path).code in {"truncated", "broken"}


def test_a_wav_that_claims_an_hour_is_not_believed(tmp_path: Path, refusal: Refusal) -> None:
    path = tmp_path / "claim.wav"
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes((make_music(44_100, 3.0) * 32_767).astype("<i2").tobytes())
    data = bytearray(out.getvalue())
    claimed = 1800 * 176_400
    data[4:8] = (claimed + 36).to_bytes(4, "little")
    data[40:44] = claimed.to_bytes(4, "little")
    path.write_bytes(data)
    assert refusal(path).code == "truncated"


def test_a_damaged_spot_does_not_cost_the_track(tmp_path: Path, write_sound: WriteSound) -> None:
    path = write_sound(tmp_path / "scratched.mp3", make_music(44_100, 10.0))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 300] = noise(300)
    path.write_bytes(data)
    (tmp_path / "out").mkdir()
    processed = process_file(path, tmp_path / "out", path.name, 3600, lambda *_: None)
    assert processed.rendition.samples / 48_000 == pytest.approx(10, abs=0.2)


def test_a_flac_named_mp3_is_taken_for_what_it_is(tmp_path: Path, write_sound: WriteSound) -> None:
    path = write_sound(tmp_path / "a.flac", make_music(44_100, 2.0)).rename(tmp_path / "a.mp3")
    (tmp_path / "out").mkdir()
    assert process_file(path, tmp_path / "out", "a.mp3", 3600, lambda *_: None).source_format == "flac"


def test_hostile_bytes_are_refused_and_never_crash(tmp_path: Path, write_sound: WriteSound) -> None:
    """Each format with bytes flipped all over: a track or a refusal, nothing else."""
    dice = np.random.default_rng(12)
    for ending in ("mp3", "m4a", "alac.m4a", "flac", "ogg", "opus", "wav", "aiff"):
        data = np.frombuffer(
            write_sound(tmp_path / f"a.{ending}", make_music(48_000, 1.0), 48_000).read_bytes(), np.uint8
        )
        for attempt in range(6):
            spoilt = data.copy()
            reach = 400 if attempt % 2 else len(data)
            spots = dice.integers(0, reach, 1 + reach // 100)
            spoilt[spots] = dice.integers(0, 256, len(spots))
            path = tmp_path / f"spoilt-{attempt}.{ending}"
            path.write_bytes(spoilt.tobytes())
            out = tmp_path / f"out-{ending}-{attempt}"
            out.mkdir()
            try:
                processed = process_file(path, out, path.name, 60, lambda *_: None)
            except (MediaRefused, MemoryError):  # a worker turns the second into "too_demanding"
                continue
            else:
                assert processed.rendition.packets > 0
