"""Votes and turns: what order they give, who they hold, and that nobody waits for ever."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonix.core.room import commands as c
from sonix.core.room.arranging import AGE_OF_A_VOTE, wanted_order
from sonix.core.room.evolve import replace
from sonix.core.room.queue import upcoming
from sonix.core.room.queue_settings import QueueMode

from .parties import PEOPLE, add, play_on, room_in, vote
from .rooms import track


def test_the_most_wanted_comes_first_and_ties_go_by_age() -> None:
    d = room_in("votes", "a", "b", "c", "d")
    vote(d, "d", "ana", "ben")
    vote(d, "c", "ben")
    assert d.queue() == ["a", "d", "c", "b"]
    vote(d, "c", "cleo")
    assert d.queue() == ["a", "c", "d", "b"]


def test_what_is_added_together_stays_in_order_whatever_its_ids() -> None:
    d = room_in("votes", "z", "y", "x", "w")
    vote(d, "w", "ben")
    vote(d, "w", "ben", wanted=False)
    assert d.queue() == ["z", "y", "x", "w"]


def test_a_vote_counts_once_and_can_be_taken_back() -> None:
    d = room_in("votes", "a", "b", "c")
    vote(d, "c", "ben")
    assert d.do(c.Vote("c", True), actor="ben") == ()
    vote(d, "c", "ben", wanted=False)
    assert d.queue() == ["a", "b", "c"]
    assert d.room.votes == {}


def test_votes_of_somebody_who_leaves_for_good_are_gone() -> None:
    d = room_in("votes", "a", "b", "c")
    vote(d, "c", "ben")
    d.do(c.Leave(), actor="ben")
    assert d.queue() == ["a", "b", "c"]
    d.do(c.Join("Ben"), actor="ben")
    assert d.room.votes == {}


def test_what_has_started_needs_its_votes_no_more() -> None:
    d = room_in("votes", "a", "b", "c")
    vote(d, "c", "ben", "cleo")
    d.play()
    play_on(d)
    assert d.room.transport.entry_id == "c"
    assert d.room.votes == {}
    assert d.refused(c.Vote("c", True), actor="dan") == "not_found"


def test_a_removed_track_comes_back_with_its_votes() -> None:
    d = room_in("votes", "a", "b", "c")
    vote(d, "c", "ben", "cleo")
    d.do(c.Remove(("c",), undo_id="u"))
    d.do(c.Undo("u"))
    assert d.queue() == ["a", "c", "b"]


def test_near_the_end_votes_leave_the_next_track_where_it_is() -> None:
    d = room_in("votes", "a", "b", "c", "d")
    d.play()
    d.wait(55)
    vote(d, "d", "ana", "ben")
    assert d.queue() == ["a", "b", "d", "c"]


def test_a_few_tracks_of_waiting_are_worth_a_vote() -> None:
    d = room_in("votes", "a", "x", "y", "z", "old")
    d.play()
    for name in "xyz":
        vote(d, name, "ana", "ben", "cleo")
    play_on(d, AGE_OF_A_VOTE)
    add(d, "ben", "new")
    vote(d, "new", "ben")
    assert d.queue()[-2:] == ["old", "new"]
    vote(d, "new", "cleo")
    assert d.queue()[-2:] == ["new", "old"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_nobodys_track_waits_for_ever_however_popular_the_others_are(seed: int) -> None:
    """Three people keep adding and wanting each other's; the fourth's single track plays all the same."""
    d = room_in("votes", "first")
    d.play()
    add(d, "dan", "lonely")
    draw = random.Random(seed)
    ahead, number = len(upcoming(d.room)), 0
    most = ahead + AGE_OF_A_VOTE * len(PEOPLE)
    for _ in range(most * 2):
        for _ in range(draw.randrange(1, 3)):
            number += 1
            add(d, draw.choice(PEOPLE[:3]), f"n{number}")
            vote(d, f"n{number}", *PEOPLE[:3])
        before = d.room.plays
        play_on(d)
        assert d.room.plays == before + 1
        if d.room.transport.entry_id == "lonely":
            break
    assert d.room.transport.entry_id == "lonely"
    assert d.room.plays <= 1 + 2 * most


@settings(max_examples=60, deadline=None)
@given(st.permutations([(entry, who) for entry in "bcde" for who in PEOPLE]), st.integers(1, 16))
def test_the_order_in_which_votes_come_in_does_not_matter(votes: list[tuple[str, str]], count: int) -> None:
    one, two = room_in("votes", *"abcde"), room_in("votes", *"abcde")
    for entry, who in votes[:count]:
        vote(one, entry, who)
    for entry, who in reversed(votes[:count]):
        vote(two, entry, who)
    assert one.queue() == two.queue()


def test_only_who_runs_the_room_overrides_the_votes() -> None:
    d = room_in("votes", "a", "b", "c", "d")
    for command in (c.Jump("c"), c.Move("c", None), c.Clear("u")):
        assert d.refused(command, actor="ben") == "votes_decide"
    assert d.refused(c.Move("b", after="d")) == "votes_decide"
    assert d.refused(c.Shuffle(1)) == "not_shuffled"
    vote(d, "c", "ben", "cleo")
    d.do(c.Move("d", None))
    assert d.queue() == ["a", "d", "c", "b"]
    vote(d, "b", "ana", "ben", "cleo")
    assert d.queue() == ["a", "d", "b", "c"]
    d.do(c.Move("d", after="c"))
    assert d.queue() == ["a", "b", "c", "d"]


@pytest.mark.parametrize("mode", ["votes", "turns"])
def test_what_would_go_over_the_others_heads_is_for_who_runs_the_room(mode: QueueMode) -> None:
    d = room_in(mode, "a", "b", "c")
    code = f"{mode}_decide"
    add(d, "ben", "x", "y")
    assert d.refused(c.Enqueue((c.NewEntry("z", track("z")),), "next"), "ben") == code
    for command in (c.Loop("track"), c.Remove(("x", "b"), "u1"), c.Jump("x"), c.Clear("u2"), c.Shuffle(1)):
        assert d.refused(command, "ben") == code
    d.do(c.Remove(("x", "gone"), "u3"), actor="ben")
    d.do(c.Loop("queue"), actor="ben")
    add(d, "ana", "z", where="next")
    assert d.queue()[1] == "z"


def test_what_is_played_at_once_passes_over_nobodys_music() -> None:
    d = room_in("votes", "a", "b", "c", "d")
    d.play()
    d.do(c.Jump("c"))
    assert d.queue() == ["a", "c", "b", "d"]
    assert d.room.transport.entry_id == "c"


def test_turns_take_one_track_of_each_person_a_round() -> None:
    d = room_in("turns", "a1", "a2", "a3")
    add(d, "ben", "b1", "b2")
    add(d, "cleo", "c1")
    assert d.queue() == ["a1", "a2", "b1", "c1", "a3", "b2"]
    d.play()
    assert d.queue() == ["a1", "b1", "c1", "a2", "b2", "a3"]


def test_a_newcomer_goes_to_the_end_of_the_round() -> None:
    d = room_in("turns", "a1", "a2", "a3")
    add(d, "ben", "b1", "b2")
    d.play()
    d.wait(1)
    add(d, "dan", "d1", "d2")
    assert d.queue() == ["a1", "b1", "a2", "d1", "b2", "a3", "d2"]


def test_each_person_orders_their_own_list() -> None:
    d = room_in("turns", "a1", "a2", "a3")
    add(d, "ben", "b1", "b2")
    d.play()
    d.do(c.Move("b2", None), actor="ben")
    assert d.queue() == ["a1", "b2", "a2", "b1", "a3"]
    assert d.refused(c.Move("a3", None), actor="ben") == "turns_decide"


def test_music_of_somebody_who_left_waits_until_nobody_else_has_any() -> None:
    d = room_in("turns", "a1", "a2", "a3")
    add(d, "ben", "b1", "b2")
    d.play()
    d.do(c.Leave(), actor="ben")
    assert d.queue() == ["a1", "a2", "a3", "b1", "b2"]


def test_a_round_that_is_laid_out_is_the_round_that_is_played() -> None:
    d = room_in("turns", "a1", "a2", "a3")
    add(d, "ben", "b1", "b2")
    d.wait(1)
    add(d, "cleo", "c1", "c2", "c3")
    d.play()
    laid_out = d.queue()
    play_on(d, 5)
    assert d.queue() == laid_out


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 3)), max_size=25))
def test_in_turns_nobody_is_served_twice_while_another_waits(acts: list[tuple[str, int]]) -> None:
    d = room_in("turns", "start")
    d.play()
    served_while: dict[str, list[str]] = {}
    for number, (who, more) in enumerate(acts):
        d.wait(0.5)
        if more:
            add(d, who, *(f"t{number}-{i}" for i in range(more)))
        waiting = {entry.added_by for entry in upcoming(d.room)}
        served_while = {one: served_while.get(one, []) for one in waiting}
        before = d.room.plays
        play_on(d)
        if d.room.plays > before:
            turn = d.room.entries[d.room.transport.entry_id or ""].added_by
            for others in served_while.values():
                others.append(turn)
            served_while[turn] = []
            assert all(len(set(others)) == len(others) for others in served_while.values())


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["votes", "turns"]), st.randoms(use_true_random=False))
def test_the_order_is_a_function_of_the_room_however_its_parts_are_stored(mode: QueueMode, draw: random.Random) -> None:
    d = room_in(mode, "a", "b")
    for number in range(10):
        add(d, draw.choice(PEOPLE), f"t{number}")
        if mode == "votes":
            vote(d, draw.choice(list(upcoming(d.room))).entry_id, draw.choice(PEOPLE))
    mixed = list(d.room.entries.values())
    draw.shuffle(mixed)
    members = list(d.room.members.items())
    draw.shuffle(members)
    votes = {entry_id: tuple(draw.sample(voters, len(voters))) for entry_id, voters in d.room.votes.items()}
    other = replace(d.room, entries={e.entry_id: e for e in mixed}, members=dict(members), votes=votes)
    assert wanted_order(other, upcoming(other)) == wanted_order(d.room, upcoming(d.room)) == list(upcoming(d.room))
