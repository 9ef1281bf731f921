"""The rules of a playlist under any order of what several editors do, each by what they last saw."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from sonix.core.playlist import state
from sonix.core.playlist.commands import Add, Command, Move, NewEntry, Remove, Rename, Undo
from sonix.core.playlist.decide import Changed, decide, evolve
from sonix.core.playlist.state import MOST_TRACKS, Entry, Playlist, ordered, standing
from sonix.core.room.queue import MAX_KEY_LENGTH
from sonix.core.room.turn import Refusal

EMPTY = Playlist("Mix")


def do(playlist: Playlist, command: Command) -> Playlist:
    changed = decide(playlist, command)
    assert isinstance(changed, Changed), changed
    return evolve(playlist, changed)


def added(*entry_ids: str, after: str | None = "end") -> Add:
    return Add(tuple(NewEntry(entry_id, f"t-{entry_id}") for entry_id in entry_ids), after)


def ids(playlist: Playlist) -> list[str]:
    return [entry.entry_id for entry in standing(playlist)]


DEEDS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "move", "undo", "rename"]), st.integers(0, 50), st.integers(0, 50)),
    max_size=40,
)


def named(playlist: Playlist, number: int) -> str | None:
    """Something an editor may name: an entry, one that is gone by now, one that never was, or the beginning."""
    known = [*sorted(playlist.entries), "never-was", None]
    return known[number % len(known)]


def command_of(playlist: Playlist, at: int, deed: tuple[str, int, int]) -> Command:
    kind, one, other = deed
    target, after = named(playlist, one), named(playlist, other)
    match kind:
        case "add":
            return added(*(f"e{at}.{n}" for n in range(one % 3 + 1)), after=after)
        case "remove":
            return Remove((str(target), str(after)), f"u{at}")
        case "move":
            return Move((str(target), "never-was", str(target)), after)
        case "undo":
            return Undo(f"u{one % (at + 1)}")
        case _:
            return Rename(f"Name {one}")


@given(DEEDS)
@settings(max_examples=200, deadline=None)
def test_nothing_is_lost_but_what_was_removed(deeds: list[tuple[str, int, int]]) -> None:
    playlist, there = EMPTY, set[str]()
    bins: dict[str, set[str]] = {}
    for at, deed in enumerate(deeds):
        command = command_of(playlist, at, deed)
        after = do(playlist, command)
        match command:
            case Add():
                there |= {entry.entry_id for entry in command.entries}
            case Remove():
                bins[command.undo_id] = there & set(command.entry_ids)
                there -= bins[command.undo_id]
            case Undo():
                there |= bins.pop(command.undo_id, set())
            case _:
                pass
        assert set(ids(after)) == there
        untouched = [entry_id for entry_id in ids(playlist) if entry_id in there and not _names(command, entry_id)]
        kept = set(untouched)
        assert [entry_id for entry_id in ids(after) if entry_id in kept] == untouched
        assert after.revision == playlist.revision + (after is not playlist)
        playlist = after
    keys = [entry.order_key for entry in ordered(playlist.entries.values())]
    assert all(low < high for low, high in pairwise(keys))


def _names(command: Command, entry_id: str) -> bool:
    return isinstance(command, Move) and entry_id in command.entry_ids


@given(DEEDS)
@settings(max_examples=100, deadline=None)
def test_whoever_applies_all_commits_has_the_same_list(deeds: list[tuple[str, int, int]]) -> None:
    """Commits are absolute facts: one that comes twice does no harm."""
    mine = theirs = EMPTY
    for at, deed in enumerate(deeds):
        changed = decide(mine, command_of(mine, at, deed))
        assert isinstance(changed, Changed)
        mine = evolve(mine, changed)
        theirs = evolve(theirs, changed)
        again = evolve(theirs, changed)
        assert again.entries == theirs.entries
    assert ids(mine) == ids(theirs)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60), st.integers(1, 40))
@settings(max_examples=50, deadline=None)
def test_an_entry_stands_where_it_was_put_however_often(places: list[int], several: int) -> None:
    playlist = do(EMPTY, added("first", "last"))
    for at, place in enumerate(places):
        before = ids(playlist)
        target = before[place % len(before)]
        new = [f"n{at}.{n}" for n in range(several)]
        playlist = do(playlist, added(*new, after=target))
        index = before.index(target) + 1
        assert ids(playlist) == [*before[:index], *new, *before[index:]]
    assert max(len(entry.order_key) for entry in playlist.entries.values()) <= MAX_KEY_LENGTH


def test_many_at_one_spot_keep_keys_short() -> None:
    playlist = do(EMPTY, added("a", "b"))
    for n in range(300):
        playlist = do(playlist, added(f"n{n}", after="a"))
    assert ids(playlist) == ["a", *(f"n{n}" for n in reversed(range(300))), "b"]
    assert max(len(entry.order_key) for entry in playlist.entries.values()) <= MAX_KEY_LENGTH


def test_a_block_keeps_the_order_it_is_named_in() -> None:
    playlist = do(EMPTY, added(*"abcdef"))
    assert ids(do(playlist, Move(("e", "b", "gone"), "c"))) == list("acebdf")
    assert ids(do(playlist, Move(("c", "d"), None))) == list("cdabef")
    assert ids(do(playlist, Move(("c",), "c"))) == list("abcdef")


def test_what_comes_back_after_everything_else_was_moved_is_between_its_neighbours() -> None:
    playlist = do(do(EMPTY, added(*"abc")), Remove(("b",), "u"))
    assert ids(do(playlist, Undo("u"))) == list("abc")
    assert ids(do(playlist, Undo("other"))) == list("ac")


def test_a_full_list_takes_no_more_and_says_how_many_are_too_many() -> None:
    entries = {f"e{n}": Entry(f"e{n}", f"i{n:05d}", "t") for n in range(MOST_TRACKS - 1)}
    playlist = replace(EMPTY, entries=entries)
    refused = decide(playlist, added("x", "y", "z"))
    assert isinstance(refused, Refusal)
    assert "2 too many" in refused.message
    full = do(do(playlist, Remove(("e5",), "u")), added("x", "y"))
    assert isinstance(decide(full, Undo("u")), Refusal)


def test_the_oldest_removals_are_forgotten_first() -> None:
    count = state.MOST_REMOVED
    entries = {f"e{n}": Entry(f"e{n}", f"i{n:05d}", "t", "old", n) for n in range(count)}
    playlist = do(replace(EMPTY, revision=count, entries=entries), added("x"))
    after = do(playlist, Remove(("x",), "new"))
    assert set(playlist.entries) - set(after.entries) == {"e0"}
