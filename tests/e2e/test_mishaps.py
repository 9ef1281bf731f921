"""What befalls one listener's browser while music plays: each time it comes back in step. One room for all of it.

Pass or fail rests on what the page says of its own sync, waited for with patience; how fast and how well belongs to the
bench.
"""

from __future__ import annotations

from bench.acoustic.faults import (
    block_audio_thread,
    block_decoder,
    burn_cpu,
    drop_output,
    hide,
    move_output,
    show,
    sleep_browser,
)

from tests.e2e.party import Pair, Party, expect_same_music

ASLEEP_S = 4.0
BURN_S = 6.0
STORM = 5
"""More jumps than this in a few seconds of contention are a storm: each one is heard."""
STALLED = 2
"""A busy machine may stop anybody's output for a moment; each time is one jump."""


def test_an_underrun_is_caught_up_with(pair: Pair) -> None:
    ana, ben = pair
    before = ana.jumps
    block_audio_thread(ben.listener, 400)
    ben.expect_playing_on(2.0)
    ben.expect_together()
    ana.expect_together()
    assert ana.jumps - before <= STALLED, "one listener's underrun was heard by another"


def test_a_stuck_decoder_is_not_heard(pair: Pair) -> None:
    _, ben = pair
    before = ben.dropouts
    block_decoder(ben.listener, 1500)
    ben.expect_playing_on(1.0)
    ben.expect_together()
    assert ben.dropouts == before


def test_a_browser_that_slept_comes_back_in_step(pair: Pair) -> None:
    ana, ben = pair
    sleep_browser(ben.listener, ASLEEP_S)
    ben.expect_together()
    ben.expect_playing_on(2.0)
    ben.expect_together()
    expect_same_music(ana, ben)


def test_a_hidden_tab_plays_on_and_follows_the_room(pair: Pair) -> None:
    ana, ben = pair
    ana.expect_together()
    before = ana.dropouts
    hide(ana.listener)
    ana.expect_playing_on(5.0)
    ben.skip()
    ben.expect_together()
    ana.expect_together()
    expect_same_music(ben, ana)
    assert ana.diagnose()["player"]["state"] == "playing"
    show(ana.listener)
    ana.expect_together()
    assert ana.dropouts == before


def test_a_busy_machine_leads_to_no_storm_of_jumps(pair: Pair) -> None:
    before = [guest.jumps for guest in pair]
    busy = burn_cpu(BURN_S, processes=4)
    for process in busy:
        process.wait()
    for guest in pair:
        guest.expect_together()
    jumped = [guest.jumps - earlier for guest, earlier in zip(pair, before, strict=True)]
    assert max(jumped) <= STORM


def test_another_output_device_takes_over_in_step(pair: Pair, party: Party) -> None:
    _, ben = pair
    ben.expect_together()
    move_output(party.sinks, ben.listener)
    ben.expect_playing_on(2.0)
    ben.expect_together()
    drop_output(party.sinks, ben.listener)
    ben.expect_playing_on(2.0)
    ben.expect_together()
