"""Every format comes out at its right length, in its right place, at its right level."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import correlate, resample_poly

from sonix.media.decode import Decoder
from sonix.media.probe import probe
from sonix.media.rendition import Made

from .conftest import FORMATS, Signal, WriteSound, make_music

SECONDS = 5.12  # whole blocks at every rate: FFmpeg's own Vorbis encoder, unlike others, notes its padding as sound
Render = Callable[[Path], tuple[Made, Path]]
Heard = Callable[[Made, Path], Signal]


def at_48k(signal: npt.NDArray[np.float32], rate_hz: int) -> npt.NDArray[np.float64]:
    return np.asarray(resample_poly(signal.astype(np.float64), 160, 147, axis=0) if rate_hz == 44_100 else signal)


def lag(heard: npt.NDArray[np.floating], wanted: npt.NDArray[np.floating]) -> int:
    """Samples by which what is heard comes later than what was wanted."""
    length = min(len(heard), len(wanted))
    correlation = correlate(heard[:length, 0], wanted[:length, 0], mode="full", method="fft")
    return int(np.argmax(correlation)) - (length - 1)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_each_format_keeps_length_and_place(
    ending: str, rate_hz: int, tmp_path: Path, write_sound: WriteSound, render: Render, heard: Heard
) -> None:
    if ending == "opus" and rate_hz == 44_100:
        rate_hz = 24_000
    signal = make_music(rate_hz, SECONDS)
    made, folder = render(write_sound(tmp_path / f"a.{ending}", signal, rate_hz))
    sound = heard(made, folder)
    assert len(sound) == made.rendition.samples == round(SECONDS * 48_000)
    assert lag(sound, at_48k(make_music(48_000, SECONDS), 48_000)) == 0


def test_one_channel_sounds_on_both_sides_at_its_own_level(
    tmp_path: Path, write_sound: WriteSound, render: Render, heard: Heard
) -> None:
    mono = make_music(48_000, 3.0)[:, :1]
    sound = heard(*render(write_sound(tmp_path / "mono.wav", mono, 48_000)))
    for channel in range(2):
        assert np.corrcoef(sound[:, channel], mono[:, 0])[0, 1] > 0.97
        assert np.std(sound[:, channel]) == pytest.approx(np.std(mono), rel=0.03)


def test_six_channels_are_mixed_to_two(tmp_path: Path, write_sound: WriteSound, render: Render, heard: Heard) -> None:
    t = np.arange(3 * 48_000) / 48_000
    wide = np.zeros((len(t), 6), np.float32)
    wide[:, 0] = 0.2 * np.sin(2 * np.pi * 500 * t)
    wide[:, 2] = 0.2 * np.sin(2 * np.pi * 1_500 * t)
    made, folder = render(write_sound(tmp_path / "wide.flac", wide, 48_000))
    spectrum = np.abs(np.fft.rfft(heard(made, folder)[:48_000], axis=0))
    assert made.rendition.samples == len(t)
    assert spectrum[500, 0] > 50 * spectrum[500, 1]
    assert spectrum[1_500, 0] == pytest.approx(spectrum[1_500, 1], rel=0.1)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 32_000, 88_200, 96_000, 192_000])
def test_odd_rates_keep_their_length(
    rate_hz: int, tmp_path: Path, write_sound: WriteSound, render: Render, heard: Heard
) -> None:
    source = make_music(rate_hz, 1.0)[: rate_hz - 7]
    made, _ = render(write_sound(tmp_path / "odd.wav", source, rate_hz))
    assert made.rendition.samples == round((rate_hz - 7) * 48_000 / rate_hz)


def test_the_resampler_adds_nothing_that_can_be_heard(tmp_path: Path, write_sound: WriteSound) -> None:
    """A 19 kHz tone from 44.1 kHz: everything but the tone lies 100 dB under full scale."""
    t = np.arange(2 * 44_100) / 44_100
    tone = np.repeat(0.5 * np.sin(2 * np.pi * 19_000 * t)[:, None], 2, axis=1).astype(np.float32)
    path = write_sound(tmp_path / "tone.flac", tone)
    sound = np.concatenate(list(Decoder(path, probe(path, 60), 60)))[24_000:72_000, 0]
    spectrum = np.abs(np.fft.rfft(sound * np.blackman(len(sound)))) / len(sound) * 2 / 0.42
    level_db = 20 * np.log10(spectrum[19_000])
    spectrum[18_990:19_011] = 0
    assert level_db == pytest.approx(-6.02, abs=0.3)
    assert 20 * np.log10(spectrum.max()) < -100


def test_the_note_itunes_leaves_about_padding_is_obeyed(
    tmp_path: Path, write_sound: WriteSound, render: Render, heard: Heard
) -> None:
    """Files from iTunes have no edit list but an `iTunSMPB` note: priming, padding and the true length."""
    signal = make_music(44_100, SECONDS)
    path = write_sound(tmp_path / "shop.m4a", signal, tags={"title": "x"})
    path.write_bytes(with_itunes_note(path.read_bytes(), priming=1_024, samples=len(signal)))
    made, folder = render(path)
    assert made.rendition.samples == round(SECONDS * 48_000)
    assert lag(heard(made, folder), make_music(48_000, SECONDS)) == 0


def with_itunes_note(data: bytes, priming: int, samples: int) -> bytes:
    """Hides the edit list and the shortened last frame, and puts the note into the list of tags at the file's end."""
    frames = -(-(priming + samples) // 1_024)
    note = f" 00000000 {priming:08X} {frames * 1_024 - priming - samples:08X} {samples:016X} 00000000 00000000".encode()
    fields = ((b"mean", b"com.apple.iTunes"), (b"name", b"iTunSMPB"), (b"data", bytes([0, 0, 0, 1]) + note))
    body = b"".join((len(text) + 12).to_bytes(4, "big") + name + bytes(4) + text for name, text in fields)
    atom = (len(body) + 8).to_bytes(4, "big") + b"----" + body
    out = bytearray(data.replace(b"edts", b"free"))
    end = out.index(b"ilst") - 4
    end += int.from_bytes(out[end : end + 4], "big")
    for parent in (b"ilst", b"meta", b"udta", b"moov"):
        at = out.rindex(parent) - 4 if parent != b"moov" else out.index(parent) - 4
        out[at : at + 4] = (int.from_bytes(out[at : at + 4], "big") + len(atom)).to_bytes(4, "big")
    out[end:end] = atom
    table = out.index(b"stts") + 8
    entries = int.from_bytes(out[table : table + 4], "big")
    last = table + 4 + 8 * (entries - 1) + 4
    out[last : last + 4] = (1_024).to_bytes(4, "big")
    return bytes(out)
