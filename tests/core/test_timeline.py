"""The timeline: positions, track ends, loops."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonix.core.room.state import LoopMode, Transport
from sonix.core.timeline import MAX_FOLDS, Piece, fold, following, layers, position_at, successor

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "timeline.json").read_text(encoding="utf-8"))
ORDER = [Piece("a", 60_000_000), Piece("b", 90_000_000), Piece("c", 30_000_000)]
PLAYING = Transport(epoch=1, entry_id="a", at_us=1_000_000, playing=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_golden_vectors(case: dict[str, Any]) -> None:
    transport = msgspec.convert(case["transport"], Transport)
    order = [Piece(*piece) for piece in case["order"]]
    folded = fold(transport, order, case["loop"], case["until_us"], case["crossfade_us"])
    told = msgspec.to_builtins(folded)
    assert (told if len(told) <= 12 else [*told[:2], *told[-2:]]) == case["folded"]
    assert position_at(folded[-1], case["until_us"]) == case["position_us"]
    sounding = [
        (entry_id, position_us, round(gain, 9)) for entry_id, position_us, gain in layers(folded[-1], case["until_us"])
    ]
    assert sounding == [tuple(layer) for layer in case["layers"]]


def test_a_pause_stands_still() -> None:
    paused = Transport(epoch=1, entry_id="a", position_us=5, at_us=1000)
    assert position_at(paused, 10**12) == 5
    assert fold(paused, ORDER, "queue", 10**12) == [paused]
    assert following(paused, ORDER, "queue") is None


def test_before_its_start_a_transport_waits_at_its_position() -> None:
    assert position_at(PLAYING, 0) == 0


def test_tracks_follow_each_other_without_a_gap() -> None:
    folded = fold(PLAYING, ORDER, "off", 1_000_000 + 150_000_000)
    assert [(each.entry_id, each.at_us) for each in folded] == [("a", 1_000_000), ("b", 61_000_000), ("c", 151_000_000)]


def test_a_queue_that_ran_out_stands_at_the_end_of_its_last_track() -> None:
    last = fold(PLAYING, ORDER, "off", 10**10)[-1]
    assert (last.entry_id, last.position_us, last.playing, last.ended) == ("c", 30_000_000, False, True)
    assert last.at_us == 181_000_000


@pytest.mark.parametrize(("loop", "after"), [("off", None), ("track", "c"), ("queue", "a")])
def test_what_follows_the_last_track(loop: LoopMode, after: str | None) -> None:
    found = successor(msgspec.structs.replace(PLAYING, entry_id="c"), ORDER, loop)
    assert (found.entry_id if found else None) == after


def test_a_gate_does_not_outlive_its_track() -> None:
    gated = msgspec.structs.replace(PLAYING, gate_until_us=1_000_000)
    assert fold(gated, ORDER, "off", 10**8)[1].gate_until_us is None


@pytest.mark.parametrize("loop", ["track", "queue"])
def test_a_loop_that_ran_for_a_year_is_folded_at_once(loop: LoopMode) -> None:
    year_us = 365 * 86_400 * 1_000_000
    folded = fold(PLAYING, ORDER, loop, year_us)
    last = folded[-1]
    after = following(last, ORDER, loop)
    assert after is not None
    assert last.at_us <= year_us < after.at_us
    assert len(folded) <= MAX_FOLDS + 1 + len(ORDER)
    round_us, tracks = (60_000_000, 1) if loop == "track" else (180_000_000, 3)
    rounds = (year_us - PLAYING.at_us) // round_us
    assert last.epoch - PLAYING.epoch in range(rounds * tracks, (rounds + 1) * tracks)


@given(
    order=st.lists(st.integers(1, 10**8), min_size=1, max_size=8),
    loop=st.sampled_from(["off", "track", "queue"]),
    start=st.integers(0, 7),
    until_us=st.integers(0, 10**10),
    split_us=st.integers(0, 10**10),
    crossfade_s=st.integers(0, 12),
)
def test_folding_in_two_steps_is_folding_once(
    order: list[int], loop: LoopMode, start: int, until_us: int, split_us: int, crossfade_s: int
) -> None:
    entries = [Piece(f"e{index}", duration_us) for index, duration_us in enumerate(order)]
    crossfade_us = crossfade_s * 1_000_000
    transport = Transport(epoch=3, entry_id=f"e{start % len(order)}", at_us=1000, playing=True)
    once = fold(transport, entries, loop, until_us, crossfade_us)[-1]
    halfway = fold(transport, entries, loop, min(split_us, until_us), crossfade_us)[-1]
    assert fold(halfway, entries, loop, until_us, crossfade_us)[-1] == once
