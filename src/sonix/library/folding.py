"""Text as people search and sort it: case, accents and punctuation do not matter.

"Björk" is found by "bjork", "Ágætis byrjun" by "agaetis". Letters that Unicode does not take apart are spelled out.
"""

from __future__ import annotations

import unicodedata

KEY_CHARS = 200
SORT_CHARS = 255
MAX_WORDS = 8
_SEPARATOR = "\x1f"
_SPELLED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "\u0131": "i", "ħ": "h", "ŋ": "n"}
)


def fold(text: str) -> str:
    """Lower case, no accents, one space between words; what is neither letter, digit nor symbol is a space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_SPELLED))
    kept = "".join(_kept(c) for c in decomposed)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def search_text(*fields: str) -> str:
    """What a track is found by."""
    return " ".join(dict.fromkeys(folded for field in fields if (folded := fold(field))))


def words(query: str) -> list[str]:
    """The words of a query, each once; all of them must be somewhere."""
    return list(dict.fromkeys(fold(query).split()))[:MAX_WORDS]


def escaped(text: str) -> str:
    """Text as it stands in a LIKE pattern whose escape character is `\\`."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def key(text: str) -> str:
    """What two spellings of one name have in common; text without any letter keeps its own spelling."""
    return (fold(text) or text.strip().casefold())[:KEY_CHARS]


def title_sort(title: str, artist: str) -> str:
    """Sorts by title, then artist."""
    return _SEPARATOR.join((key(title)[:150], key(artist)))[:SORT_CHARS]


def artist_sort(artist: str, album: str, disc_no: int | None, track_no: int | None) -> str:
    """Sorts by artist, then album, then as on the record."""
    return _SEPARATOR.join((key(artist)[:110], key(album)[:110], _place(disc_no, track_no)))


def album_sort(album: str, album_artist: str, disc_no: int | None, track_no: int | None) -> str:
    """Sorts by album, then its artist, then as on the record; tracks without an album come last."""
    first = "1" if not album.strip() else "0"
    return first + _SEPARATOR.join((key(album)[:110], key(album_artist)[:110], _place(disc_no, track_no)))


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Mn":
        return ""
    return character if category[0] in "LNSM" else " "


def _place(disc_no: int | None, track_no: int | None) -> str:
    return f"{min(disc_no or 0, 999):03d}{min(track_no or 0, 99_999):05d}"
