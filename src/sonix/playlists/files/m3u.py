"""M3U and M3U8: a line a track, with comments that say what it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from sonix.playlists.files.item import OWN_ID, Item, PlaylistFile, check_number, duration_us, number, own_id, tidy

_TRACK_NUMBER = re.compile(r"^(?:\d{1,3}\s*[.\-_)]\s*|0\d\s+)(?=\S)")
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")
_UNSAFE = re.compile(r'[\\/:*?"<>|#\r\n]')


def read_m3u(text: str) -> PlaylistFile:
    """Every line that is no comment is a track."""
    name, said, items = "", dict[str, str](), list[Item]()
    for line in text.splitlines():
        line = line.strip()  # noqa: PLW2901
        if line.startswith("#"):
            tag, _, value = line[1:].partition(":")
            if tag.upper() == "PLAYLIST":
                name = tidy(value)
            else:
                said[tag.upper()] = value
        elif line:
            items.append(_item(line, said))
            check_number(items)
            said = {key: value for key, value in said.items() if key == "EXTENC"}
    return PlaylistFile(name, items)


def write_m3u(name: str, items: Sequence[Item]) -> str:
    """UTF-8, which it says itself. The lines of tracks are names, since nobody else has our files."""
    lines = ["#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{name}"]
    for item in items:
        shown = f"{item.artist} - {item.title}" if item.artist else item.title
        lines.append(f"#EXTINF:{round((item.duration_us or 0) / 1_000_000)},{shown}")
        lines += [f"#EXTART:{item.artist}"] if item.artist else []
        lines += [f"#EXTALB:{item.album}"] if item.album else []
        lines += [f"#SONIX:{OWN_ID}{item.track_id}"] if item.track_id else []
        lines.append(_UNSAFE.sub("_", shown) + ".opus")
    return "\n".join(lines) + "\n"


def _item(location: str, said: dict[str, str]) -> Item:
    seconds, _, shown = said.get("EXTINF", "").partition(",")
    length = duration_us(number(seconds.split(" ")[0]))
    artist, title = _split(shown) if shown.strip() else _from_path(location)
    told = said.get("EXTART", "").strip()
    if told and shown.strip():
        title = shown.strip().removeprefix(f"{told} - ")
    return Item(tidy(title), tidy(told or artist), tidy(said.get("EXTALB", "")), length, own_id(said.get("SONIX", "")))


def _split(shown: str) -> tuple[str, str]:
    artist, dash, title = shown.partition(" - ")
    return (artist, title) if dash else ("", shown)


def _from_path(location: str) -> tuple[str, str]:
    path = unquote(location, errors="replace") if "://" in location else location
    last = _ENDING.sub("", re.split(r"[\\/]", path)[-1])
    parts = [part for part in _TRACK_NUMBER.sub("", last).replace("_", " ").split(" - ") if part.strip()]
    if len(parts) > 1 and parts[0].strip().isdigit():
        parts = parts[1:]
    return (parts[0], parts[-1]) if len(parts) > 1 else ("", parts[0] if parts else last)
