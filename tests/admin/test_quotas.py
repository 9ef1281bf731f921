"""Nobody brings more than they may: counted when an upload begins, and when it becomes a track."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from sonix.config import Quotas, Uploads
from sonix.core.errors import SonixError
from sonix.library.adding import Claim
from sonix.library.upload_store import MAX_OPEN, insert_upload, set_upload
from tests.admin.acts import change
from tests.api.world import Person, World, opened, problem, tone

pytestmark = pytest.mark.anyio


@pytest.fixture
async def bounded(tmp_path: Path) -> AsyncIterator[World]:
    """An instance where everybody may bring 100 KB in three tracks, of up to 60 KB each."""
    quotas = Quotas(bytes=100_000, tracks=3, upload_bytes=60_000)
    async with opened(tmp_path, quotas=quotas, uploads=Uploads(max_bytes=200_000)) as world:
        yield world


async def announce(person: Person, size: int) -> httpx2.Response:
    return await person.ask("POST", "/api/uploads", json={"file_name": "a.mp3", "size": size})


async def test_a_file_larger_than_one_may_upload_is_refused_first(bounded: World) -> None:
    ana = await bounded.person("Ana")
    assert "up to 60 KB" in problem(await announce(ana, 60_001), 413, "too_large")["detail"]
    assert (await announce(ana, 60_000)).status_code == 201


async def test_what_is_on_its_way_counts_and_stops_counting_when_it_is_cancelled(bounded: World) -> None:
    ana, ben = await bounded.person("Ana"), await bounded.person("Ben")
    first = (await announce(ana, 60_000)).json()["upload_id"]
    told = problem(await announce(ana, 40_001), 507, "quota_bytes")["detail"]
    assert told == (
        "You may fill 100 KB here and fill 0 bytes, 60 KB more are on their way: 40 KB do not fit. "
        "Delete music of yours, or ask an administrator for more."
    )
    assert (await announce(ben, 60_000)).status_code == 201
    await ana.ask("DELETE", f"/api/uploads/{first}")
    assert (await announce(ana, 40_001)).status_code == 201


async def test_tracks_are_counted_too(bounded: World) -> None:
    ana = await bounded.person("Ana")
    for title in ("One", "Two"):
        await bounded.shelve(title, by=ana, visibility="mine")
    assert (await announce(ana, 10)).status_code == 201
    told = problem(await announce(ana, 10), 507, "quota_tracks")["detail"]
    assert told.startswith("You may have 3 tracks here and have 2, 1 more are on their way.")


async def test_a_quota_of_ones_own_takes_the_place_of_the_general_one(bounded: World) -> None:
    root, ana = await bounded.admin(), await bounded.person("Ana")
    await change(root, ana.user_id, max_upload_bytes=150_000, quota_bytes=1_000_000, quota_tracks=0)
    problem(await announce(ana, 10), 507, "quota_tracks")
    await change(root, ana.user_id, quota_tracks=10)
    assert (await announce(ana, 150_000)).status_code == 201
    problem(await announce(ana, 150_001), 413, "too_large")
    await change(root, ana.user_id, max_upload_bytes=10**9)
    problem(await announce(ana, 200_001), 413, "too_large")
    await change(root, ana.user_id, max_upload_bytes=None, quota_bytes=None, quota_tracks=None)
    problem(await announce(ana, 60_001), 413, "too_large")


async def test_two_at_once_can_not_both_become_the_last_track(bounded: World) -> None:
    ana = await bounded.person("Ana")
    for title in ("One", "Two"):
        await bounded.shelve(title, by=ana, visibility="mine")
    done = await asyncio.gather(
        *(bounded.shelve(f"Last {number}", by=ana, visibility="mine") for number in range(4)), return_exceptions=True
    )
    refused = [error for error in done if isinstance(error, SonixError)]
    assert [error.code for error in refused] == ["quota_tracks"] * 3
    assert len(await ana.titles()) == 3


async def test_a_quota_lowered_meanwhile_is_told_by_the_upload(bounded: World) -> None:
    root, ana = await bounded.admin(), await bounded.person("Ana")
    data = tone()
    upload_id = await ana.start_upload(data)
    await change(root, ana.user_id, quota_bytes=100)
    await ana.send(upload_id, data)
    ended = await ana.ended(upload_id)
    assert (ended["stage"], ended["error"]["code"]) == ("failed", "quota_bytes")
    assert await ana.titles() == []
    assert list((bounded.settings.data_dir / "uploads").glob("*")) == []


async def test_the_same_bytes_cost_whoever_brings_them_later_nothing(bounded: World) -> None:
    root, ana, ben = await bounded.admin(), await bounded.person("Ana"), await bounded.person("Ben")
    track_id = await bounded.shelve("Shared", by=ana, visibility="mine")
    await change(root, ben.user_id, quota_tracks=0)
    assert await bounded.shelve("Shared", by=ben, visibility="mine") == track_id
    used = (await root.get(f"/api/admin/users/{ben.user_id}")).json()
    assert (used["used_bytes"], used["used_tracks"]) == (0, 0)
    await ana.ask("DELETE", f"/api/tracks/{track_id}")
    used = (await root.get(f"/api/admin/users/{ben.user_id}")).json()
    assert used["used_tracks"] == 1
    problem(await announce(ben, 10), 507, "quota_tracks")


async def retry(person: Person, upload_id: str) -> httpx2.Response:
    return await person.ask("POST", f"/api/uploads/{upload_id}/retry")


async def test_trying_again_has_to_fit_as_a_new_upload_has(bounded: World) -> None:
    root, ana = await bounded.admin(), await bounded.person("Ana")
    cancelled = (await announce(ana, 60_000)).json()["upload_id"]
    await ana.ask("DELETE", f"/api/uploads/{cancelled}")
    other = (await announce(ana, 60_000)).json()["upload_id"]
    problem(await retry(ana, cancelled), 507, "quota_bytes")
    await ana.ask("DELETE", f"/api/uploads/{other}")
    await change(root, ana.user_id, max_upload_bytes=50_000)
    problem(await retry(ana, cancelled), 413, "too_large")
    await change(root, ana.user_id, max_upload_bytes=None)
    assert (await retry(ana, cancelled)).json()["stage"] == "receiving"


async def test_trying_again_needs_a_free_place_among_the_open_ones(bounded: World) -> None:
    root, ana = await bounded.admin(), await bounded.person("Ana")
    await change(root, ana.user_id, quota_tracks=10_000)
    cancelled = (await announce(ana, 10)).json()["upload_id"]
    await ana.ask("DELETE", f"/api/uploads/{cancelled}")
    claim = Claim(ana.user_id, "mine", None)
    async with bounded.services.database.transaction() as connection:
        for _ in range(MAX_OPEN):
            await insert_upload(connection, claim, "a.mp3", 10, 10**9)
    problem(await retry(ana, cancelled), 429, "too_many_uploads")


async def test_bytes_of_a_failed_upload_that_may_be_tried_again_take_room(tmp_path: Path) -> None:
    async with opened(tmp_path, uploads=Uploads(max_bytes=1000, total_bytes=1500)) as world:
        ana = await world.person("Ana")
        failed = await ana.start_upload(b"x" * 1000)
        await ana.send(failed, b"x" * 900)
        async with world.services.database.transaction() as connection:
            await set_upload(connection, failed, {"stage": "failed"})
        problem(await announce(ana, 601), 507, "instance_full")
        other = (await announce(ana, 600)).json()["upload_id"]
        await ana.send(other, b"x" * 501)
        problem(await retry(ana, failed), 507, "instance_full")
        await ana.ask("DELETE", f"/api/uploads/{other}")
        again = (await retry(ana, failed)).json()
        assert (again["stage"], again["offset"]) == ("receiving", 900)


async def test_without_quotas_nobody_is_counted(world: World) -> None:
    ana = await world.person("Ana")
    assert (await announce(ana, 400_000_000)).status_code == 201
    assert (await announce(ana, 400_000_000)).status_code == 201
