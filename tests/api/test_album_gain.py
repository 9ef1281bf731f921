"""The gain of a whole album, and a track's place on it, as a room gets them."""

from __future__ import annotations

import pytest

from sonix.core.room.state import Track
from tests.api.world import World

pytestmark = pytest.mark.anyio


async def resolved(world: World, *track_ids: str) -> list[Track]:
    person = await world.person("Ana")
    return await world.services.library.resolve(track_ids, person.user_id, "r")


async def test_an_album_has_one_gain_though_only_one_of_its_tracks_is_queued(world: World) -> None:
    """Two tracks of one length: mean power of -10 and -20 LUFS is -12.6; wanted are -14, and the peaks leave room."""
    loud = await world.shelve("Loud", "Ann", "Both", track_no=1, loudness_lufs=-10.0, true_peak_db=-3.0)
    await world.shelve("Quiet", "Ann", "Both", track_no=2, loudness_lufs=-20.0, true_peak_db=-9.0)
    await world.shelve("Other", "Ben", "Both", track_no=1, loudness_lufs=-30.0, true_peak_db=-30.0)
    (track,) = await resolved(world, loud)
    assert track.album_gain_db == pytest.approx(-1.41, abs=0.011)


async def test_the_highest_peak_of_an_album_holds_its_gain_back(world: World) -> None:
    quiet = await world.shelve("Quiet", "Ann", "Calm", loudness_lufs=-24.0, true_peak_db=-12.0)
    await world.shelve("Bang", "Ann", "Calm", loudness_lufs=-24.0, true_peak_db=-4.0)
    (track,) = await resolved(world, quiet)
    assert track.album_gain_db == pytest.approx(2.8, abs=0.011)


async def test_a_track_without_an_album_has_no_album_gain(world: World) -> None:
    (track,) = await resolved(world, await world.shelve("Single", "Ann", ""))
    assert track.album_gain_db is None
    assert track.album_number == 0


async def test_neighbours_on_an_album_are_one_apart(world: World) -> None:
    ids = [await world.shelve(f"Track {number}", "Ann", "Album", track_no=number) for number in (4, 5)]
    fourth, fifth = await resolved(world, *ids)
    assert (fourth.album_number, fifth.album_number) == (100_004, 100_005)
