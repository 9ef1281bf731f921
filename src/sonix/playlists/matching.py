"""Which track of the library a line of a file means. Pure: tracks to choose from come in.

Meant is a track of the same title and artist, of about the same length where both are known. What comes near is offered
to pick from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sonix.library import folding
from sonix.playlists.files.item import Item

TOLERANCE_US = 5_000_000
MOST_CANDIDATES = 3
MOST_COMPARED = 40
MOST_COMPARISONS = 10_000
"""For a whole file: comparing letters takes long, and everybody's imports wait for this one."""
NEAR = 0.62
_ASIDE = re.compile(
    r"[(\[][^)\]]*[)\]]|\s-\s(?:\d{4} )?(?:remaster|live|mono|stereo|single|radio|album|edit|version).*$", re.IGNORECASE
)
_OTHERS = re.compile(r"\s(?:feat\.?|ft\.?|featuring|with|x|&)\s.*$|[,;/].*$", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """A track that somebody may use, as far as matching goes."""

    track_id: str
    title: str
    artist: str
    album: str
    duration_us: int
    cover_id: str | None = None
    accent: str | None = None


@dataclass(frozen=True)
class Match:
    """What became of a line: a track, or some that come near."""

    item: Item
    track: Known | None
    candidates: tuple[Known, ...] = ()


def plain_title(title: str) -> str:
    """Folded, without what stands in brackets or tells versions apart."""
    return folding.key(_ASIDE.sub(" ", title)) or folding.key(title)


def first_artist(artist: str) -> str:
    """Folded, without those who only take part."""
    return folding.key(_OTHERS.sub("", artist)) or folding.key(artist)


class Shelf:
    """Tracks to choose from, found by what they are called."""

    def __init__(self, tracks: Iterable[Known]) -> None:
        self._comparisons = MOST_COMPARISONS
        self._by_id = {track.track_id: track for track in tracks}
        self._by_title: dict[str, list[Known]] = defaultdict(list)
        self._by_artist: dict[str, list[Known]] = defaultdict(list)
        for track in self._by_id.values():
            self._by_title[plain_title(track.title)].append(track)
            self._by_artist[first_artist(track.artist)].append(track)

    def match(self, items: Sequence[Item]) -> list[Match]:
        """Each line's track, or what comes near."""
        return [self._one(item) for item in items]

    def _one(self, item: Item) -> Match:
        if item.track_id in self._by_id:
            return Match(item, self._by_id[item.track_id])
        called = self._by_title.get(plain_title(item.title), [])
        meant = [track for track in called if _is_meant(item, track)]
        if meant:
            return Match(item, min(meant, key=lambda track: _distance(item, track)))
        return Match(item, None, self._near(item, called))

    def _near(self, item: Item, called: list[Known]) -> tuple[Known, ...]:
        others = self._by_artist.get(first_artist(item.artist), []) if item.artist else []
        both = dict.fromkeys([*called[:MOST_COMPARED], *others[:MOST_COMPARED]])
        some = list(both)[: self._comparisons]
        self._comparisons -= len(some)
        scored = sorted(((_likeness(item, track), track) for track in some), key=lambda pair: -pair[0])
        return tuple(track for score, track in scored[:MOST_CANDIDATES] if score >= NEAR)


def _is_meant(item: Item, track: Known) -> bool:
    if item.artist and first_artist(item.artist) != first_artist(track.artist):
        return False
    far = item.duration_us is not None and abs(item.duration_us - track.duration_us) > TOLERANCE_US
    same_words = folding.key(item.title) == folding.key(track.title)
    if not item.artist or not same_words:  # too little, or only nearly the same: the length must agree
        return item.duration_us is not None and not far
    return not far


def _distance(item: Item, track: Known) -> tuple[bool, bool, bool, int, str]:
    """The smaller, the better it fits."""
    return (
        folding.key(item.title) != folding.key(track.title),
        folding.key(item.artist) != folding.key(track.artist),
        folding.key(item.album) != folding.key(track.album),
        abs((item.duration_us or track.duration_us) - track.duration_us),
        track.track_id,
    )


def _likeness(item: Item, track: Known) -> float:
    title = SequenceMatcher(None, plain_title(item.title), plain_title(track.title)).ratio()
    if not item.artist:
        return title
    artist = SequenceMatcher(None, first_artist(item.artist), first_artist(track.artist)).ratio()
    return 0.7 * title + 0.3 * artist
