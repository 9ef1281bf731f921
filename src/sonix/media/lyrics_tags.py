"""Lyrics inside of a file: USLT, LYRICS and ©lyr as FFmpeg tells them, SYLT read here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sonix.core.lyrics import MAX_LINES, LyricLine, as_lrc, is_synced
from sonix.media.id3 import frames
from sonix.media.lyrics_text import tidy_lyrics
from sonix.media.text import decoded

_NAMES = ("lyrics", "unsyncedlyrics", "unsynced lyrics", "unsynchronised lyrics", "syncedlyrics", "synced lyrics")
_ENCODINGS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
_IN_MILLISECONDS = 2
_KINDS = (0, 1, 2)
"""Anything, lyrics, a transcription; not chords, events or trivia."""


def lyrics_in(path: Path, metadata: Mapping[str, str]) -> str | None:
    """The lyrics a file carries, as LRC where they have times; None without any. `metadata` is FFmpeg's, a byte a
    character."""
    texts = [tidy_lyrics(decoded(value)) for name, value in metadata.items() if _is_lyrics(name)]
    synced = next((text for text in texts if text and is_synced(text)), None) or _from_sylt(path)
    return synced or max(texts, key=len, default="") or None


def _is_lyrics(name: str) -> bool:
    word = name.lower()
    return word in _NAMES or word.startswith("lyrics-")


def _from_sylt(path: Path) -> str | None:
    try:
        for body in frames(path, "SYLT"):
            if lines := _lines(body):
                return tidy_lyrics(as_lrc(lines)) or None
    except OSError:
        return None
    return None


def _lines(body: bytes) -> list[LyricLine]:
    """Pieces of text, each with its time after it; a piece that begins with a line end begins a line."""
    if len(body) < 7 or body[0] not in _ENCODINGS or body[4] != _IN_MILLISECONDS or body[5] not in _KINDS:
        return []
    encoding, wide = _ENCODINGS[body[0]], body[0] in (1, 2)
    _, at = _text(body, 6, encoding, wide)
    pieces: list[tuple[int, str]] = []
    while 0 <= at < len(body) - 4 and len(pieces) < 20 * MAX_LINES:
        text, at = _text(body, at, encoding, wide)
        if at < 0 or at + 4 > len(body):
            break
        pieces.append((int.from_bytes(body[at : at + 4], "big"), text))
        at += 4
    return _joined(pieces)


def _text(body: bytes, at: int, encoding: str, wide: bool) -> tuple[str, int]:
    """The text that begins at `at`, and where what follows it begins; -1: it has no end."""
    end = body.find(b"\0\0" if wide else b"\0", at)
    while wide and end >= 0 and (end - at) % 2:
        end = body.find(b"\0\0", end + 1)
    if end < 0:
        return "", -1
    return body[at:end].decode(encoding, "ignore"), end + (2 if wide else 1)


def _joined(pieces: list[tuple[int, str]]) -> list[LyricLine]:
    """Words of one line share its first time; without any line ends each piece is a line."""
    by_words = any(text.startswith(("\n", "\r")) for _, text in pieces)
    lines: list[tuple[int, list[str]]] = []
    for at_ms, text in pieces:
        if not lines or not by_words or text.startswith(("\n", "\r")):
            lines.append((at_ms, []))
        lines[-1][1].append(text.replace("\r", " ").replace("\n", " "))
    return [LyricLine(at_ms * 1000, " ".join("".join(words).split())) for at_ms, words in lines[:MAX_LINES]]
