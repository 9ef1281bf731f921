"""XSPF: XML, from strangers. A document type is refused, and with it every entity but the five of XML itself."""

from __future__ import annotations

from collections.abc import Sequence
from xml.parsers import expat
from xml.sax.saxutils import escape

from sonix.playlists.files.item import (
    OWN_ID,
    Item,
    PlaylistFile,
    check_number,
    duration_us,
    number,
    own_id,
    tidy,
    unreadable,
)

NAMESPACE = "http://xspf.org/ns/0/"
MOST_DEEP = 20
_FIELDS = {"title", "creator", "album", "duration", "identifier", "location"}


def read_xspf(data: bytes) -> PlaylistFile:
    """Raises SonixError `bad_playlist`."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise unreadable() from error
    return PlaylistFile(reader.name, reader.items)


def write_xspf(name: str, items: Sequence[Item]) -> str:
    """A playlist of version 1."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<playlist version="1" xmlns="{NAMESPACE}">']
    lines += [f"  <title>{escape(name)}</title>", "  <trackList>"]
    for item in items:
        fields = {"title": item.title, "creator": item.artist, "album": item.album}
        fields["identifier"] = f"{OWN_ID}{item.track_id}" if item.track_id else ""
        fields["duration"] = str((item.duration_us or 0) // 1000) if item.duration_us else ""
        inner = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in fields.items() if value)
        lines.append(f"    <track>{inner}</track>")
    return "\n".join([*lines, "  </trackList>", "</playlist>", ""])


class _Reader:
    """Collects tracks as they go by. Elements of other names are passed over with all that is in them."""

    def __init__(self) -> None:
        self.name = ""
        self.items: list[Item] = []
        self._path: list[str] = []
        self._texts: list[str] = []
        self._said: dict[str, str] = {}

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._path.append(name.rpartition(" ")[2])
        self._texts = []
        if len(self._path) > MOST_DEEP or self._path[0] != "playlist":
            raise unreadable()
        if self._path[1:] == ["trackList", "track"]:
            self._said = {}

    def text(self, text: str) -> None:
        self._texts.append(text)

    def end(self, _name: str) -> None:
        match self._path[1:]:
            case ["title"]:
                self.name = tidy("".join(self._texts))
            case ["trackList", "track", field] if field in _FIELDS:
                self._note(field, "".join(self._texts))
            case ["trackList", "track"]:
                self._keep()
        self._path.pop()
        self._texts = []

    def _note(self, field: str, text: str) -> None:
        if field != "identifier" or own_id(text) is not None or field not in self._said:
            self._said[field] = text

    def _keep(self) -> None:
        milliseconds = number(self._said.get("duration", ""))
        item = Item(
            tidy(self._said.get("title", "")),
            tidy(self._said.get("creator", "")),
            tidy(self._said.get("album", "")),
            duration_us(None if milliseconds is None else milliseconds / 1000),
            own_id(self._said.get("identifier", "")),
        )
        self.items.append(item)
        check_number(self.items)


def _refuse(*_declaration: object) -> None:
    raise unreadable()
