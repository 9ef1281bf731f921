"""What counts as heard: over any pattern of looks, pauses, seeks, comings and goings."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sonix.scrobbling.attention import ENOUGH_US, KEPT_US, MOST_PASSED_US, Attention, Heard, Room, Sound, needed_us
from tests.scrobbling.conftest import a_track

S = 1_000_000
GAPS = st.lists(st.integers(1, 20), min_size=1, max_size=12)


def playing(seconds: int = 200, since_s: int = 0, from_s: int = 0, entry_id: str = "e") -> Sound:
    return Sound(entry_id, a_track(seconds=seconds), from_s * S, since_s * S)


class Desk:
    """One room, one member, and looks at them."""

    def __init__(self) -> None:
        self.attention = Attention()
        self.heard: list[Heard] = []
        self.now_s = 0

    def look(self, at_s: int, sound: Sound | None, *who: str) -> None:
        self.now_s = at_s
        self.heard += self.attention.look(at_s * S, {"r": Room(sound, who or ("ana",))})

    def listen(self, until_s: int, sound: Sound | None, *who: str, every_s: int = 5) -> None:
        for at_s in range(self.now_s + every_s, until_s + 1, every_s):
            self.look(at_s, sound, *who)

    def nobody(self, at_s: int) -> None:
        self.now_s = at_s
        self.attention.look(at_s * S, {})

    @property
    def began_s(self) -> list[int]:
        return [one.began_us // S for one in self.heard]


def test_half_of_a_track_counts_and_says_when_it_began() -> None:
    desk = Desk()
    desk.look(98, None)
    desk.listen(199, playing(since_s=100))
    assert desk.heard == []
    desk.listen(300, playing(since_s=100))
    assert desk.began_s == [100]


def test_four_minutes_of_a_long_one_are_enough_and_thirty_seconds_are_none() -> None:
    desk = Desk()
    desk.look(0, None)
    desk.listen(240, playing(seconds=3600))
    assert desk.began_s == [0]
    short = Desk()
    short.look(0, None)
    short.listen(120, playing(seconds=30))
    assert short.heard == []


def test_a_pause_is_not_heard_and_what_was_heard_before_it_is() -> None:
    desk = Desk()
    desk.look(0, None)
    desk.listen(60, playing())
    desk.listen(1000, None)
    desk.listen(1035, playing(since_s=1000, from_s=60))
    assert desk.heard == []
    desk.listen(1040, playing(since_s=1000, from_s=60))
    assert desk.began_s == [0]


def test_seeking_about_brings_nothing_nearer() -> None:
    desk = Desk()
    desk.look(0, None)
    for at_s in range(5, 95, 5):
        desk.look(at_s, playing(since_s=at_s - 1, from_s=150))
    assert desk.heard == []


def test_a_loop_counts_once_a_round_and_a_seek_within_it_does_not() -> None:
    desk = Desk()
    desk.look(0, None)
    for begins_s in (0, 200, 400):
        desk.listen(begins_s + 150, playing(since_s=begins_s))
        desk.listen(begins_s + 200, playing(since_s=begins_s + 150, from_s=100))
    assert desk.began_s == [0, 200, 400]


def test_who_is_away_for_a_moment_goes_on_and_has_not_heard_the_moment() -> None:
    desk = Desk()
    desk.look(0, None)
    desk.listen(50, playing())
    desk.nobody(60)
    desk.listen(110, playing())
    assert desk.heard == [], "what sounded while they were away was counted"
    desk.listen(120, playing())
    assert desk.began_s == [0]


def test_who_stays_away_begins_anew() -> None:
    desk = Desk()
    desk.look(0, None)
    desk.listen(90, playing())
    desk.nobody(90 + KEPT_US // S)
    desk.listen(desk.now_s + 90, playing(since_s=desk.now_s))
    assert desk.heard == []


def test_somebody_who_comes_late_has_heard_what_is_left() -> None:
    desk = Desk()
    desk.look(0, None)
    desk.listen(50, playing())
    desk.listen(200, playing(), "ana", "ben")
    assert [(one.member_id, one.began_us // S) for one in desk.heard] == [("ana", 0), ("ben", 55)]
    assert desk.attention.look(205 * S, {"r": Room(playing(), ("cleo",))}) == []


def test_a_machine_that_slept_has_heard_a_minute_at_most() -> None:
    desk = Desk()
    desk.look(0, None)
    desk.look(7200, playing())
    assert desk.heard == []


@given(GAPS, st.integers(31, 900), st.integers(0, 100))
def test_a_track_heard_from_end_to_end_counts_once(gaps: list[int], seconds: int, since_s: int) -> None:
    desk, at_s, turn = Desk(), since_s, 0
    desk.look(since_s, None)
    while at_s < since_s + seconds:
        at_s = min(at_s + gaps[turn % len(gaps)], since_s + seconds)
        turn += 1
        desk.look(at_s, playing(seconds, since_s))
    assert desk.began_s == [since_s]


STEPS = st.lists(
    st.tuples(
        st.integers(1, 90),
        st.sampled_from(["on", "seek", "start", "pause", "next", "away"]),
        st.integers(0, 199),
    ),
    max_size=80,
)


@given(STEPS, st.integers(31, 700))
def test_nobody_gets_more_plays_than_time_allows(steps: list[tuple[int, str, int]], seconds: int) -> None:
    desk, entry, sound = Desk(), 0, playing(seconds)
    desk.look(0, None)
    for passed_s, what, place in steps:
        at_s = desk.now_s + passed_s
        match what:
            case "seek":
                sound = playing(seconds, at_s - 1, place, f"{entry}")
            case "start":
                sound = playing(seconds, at_s - 1, 0, f"{entry}")
            case "next":
                entry += 1
                sound = playing(seconds, at_s - 1, 0, f"{entry}")
        if what == "away":
            desk.nobody(at_s)
        else:
            desk.look(at_s, None if what == "pause" else sound)
    needed_s = needed_us(seconds * S) / S
    assert len(desk.heard) * needed_s <= desk.now_s
    began = desk.began_s
    assert all(later - earlier >= needed_s - 1 for earlier, later in pairwise(began))
    assert needed_us(seconds * S) <= ENOUGH_US
    assert MOST_PASSED_US < KEPT_US
