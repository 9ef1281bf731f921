"""What a network does to one listener: cut, dropped, slow, lopsided. One room for all of it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.party import RECOVERY_MS, Pair, Party, expect_same_music

CLOCKS_US = 30_000
"""Two pages of one machine whose clocks are no further apart than this do not echo; half the jitter is far more."""


def test_music_plays_on_through_a_cut_and_the_room_is_there_again_after_it(pair: Pair) -> None:
    ana, ben = pair
    before = ben.dropouts
    ben.proxy.cut()
    expect(ben.see("offline")).to_be_visible(timeout=RECOVERY_MS)
    ben.expect_playing_on(3.0)
    ben.expect_together()
    assert ben.dropouts == before, "the cut was heard"
    ana.skip()
    ben.proxy.heal()
    expect(ben.see("offline")).to_have_count(0, timeout=RECOVERY_MS)
    expect_same_music(ana, ben)
    ben.expect_together()
    ben.skip()
    expect_same_music(ben, ana)


def test_a_dropped_connection_is_dialled_again_unheard(pair: Pair) -> None:
    ana, ben = pair
    before = ben.dropouts
    ben.proxy.reset()
    ben.expect_playing_on(2.0)
    expect(ben.see("offline")).to_have_count(0, timeout=RECOVERY_MS)
    ben.skip()
    expect_same_music(ben, ana)
    ben.expect_together()
    assert ben.dropouts == before


def test_a_slow_and_shaky_network_does_not_part_anybody(pair: Pair) -> None:
    ana, ben = pair
    ben.proxy.set((100, 30), (100, 30))
    ben.come_back()
    ben.expect_together()
    ben.skip()
    expect_same_music(ben, ana)
    for guest in pair:
        guest.expect_together()
    assert abs(ana.room_minus_wall_us() - ben.room_minus_wall_us()) < CLOCKS_US


def test_a_lopsided_line_is_suspected(pair: Pair) -> None:
    ana, ben = pair
    ben.proxy.set((80, 20), (10, 5))
    ben.come_back()
    ben.expect_together()
    ben.page.wait_for_function(
        "() => (sonix.diagnose().clock.suspect_us ?? 0) < -5000", polling=500, timeout=RECOVERY_MS
    )
    assert ana.diagnose()["clock"]["suspect_us"] is None


def test_late_comers_sound_at_once_and_in_step(pair: Pair, party: Party) -> None:
    ana, _ = pair
    cleo = party.seat("Cleo")
    cleo.open_link(ana.code())
    cleo.expect_together()
    expect_same_music(ana, cleo)
