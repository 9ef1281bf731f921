"""The timeline survives a restart, never goes back, and begins anew with the machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonix.db.engine import Database, sqlite_url
from sonix.live import room_clock
from sonix.live.room_clock import RoomClock

pytestmark = pytest.mark.anyio


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    found = Database(sqlite_url(tmp_path / "sonix.db"))
    await found.start()
    yield found
    await found.stop()


async def started(database: Database) -> RoomClock:
    clock = RoomClock()
    await clock.start(database)
    return clock


async def test_the_same_boot_goes_on_with_the_same_timeline(database: Database) -> None:
    first = await started(database)
    before_us = first.now_us()
    second = await started(database)
    after_us = second.now_us()
    assert second.clock_id == first.clock_id
    assert before_us <= after_us <= first.now_us()


async def test_a_new_boot_begins_a_new_timeline_later_than_the_old(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await started(database)
    await first.seen()
    seen_us = first.now_us()
    monkeypatch.setattr(room_clock, "boot_id", lambda: "another boot")
    second = await started(database)
    assert second.clock_id != first.clock_id
    assert second.now_us() >= seen_us


async def test_a_wall_clock_set_back_does_not_turn_room_time_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await started(database)
    await first.seen()
    last_us = first.now_us()
    monkeypatch.setattr(room_clock, "boot_id", lambda: "another boot")
    monkeypatch.setattr("time.time_ns", lambda: 0)
    second = await started(database)
    assert second.last_seen_us <= last_us
    assert second.now_us() >= second.last_seen_us


async def test_a_monotonic_clock_that_fell_back_is_another_boot(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await started(database)
    await first.seen()
    behind_us = room_clock.monotonic_us() - 3_600_000_000
    monkeypatch.setattr(room_clock, "monotonic_us", lambda: behind_us)
    assert (await started(database)).clock_id != first.clock_id


async def test_it_tells_until_when_a_server_was_seen(database: Database) -> None:
    first = await started(database)
    before_us = first.now_us()
    await first.seen()
    after_us = first.now_us()
    assert before_us <= (await started(database)).last_seen_us <= after_us


def test_a_machine_without_a_boot_id_has_one_for_each_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(room_clock, "_LINUX_BOOT_ID", tmp_path / "missing")
    monkeypatch.setattr(room_clock, "_SYSCTL", tmp_path / "missing")
    assert room_clock.boot_id() != room_clock.boot_id()
