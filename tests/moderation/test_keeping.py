"""What no rule asks for any more is forgotten, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import Table, func, select

from sonix.core.room import commands as c
from sonix.db.tables_moderation import moderation_log, room_bans, room_knocks, room_mutes, room_origins
from sonix.moderation.keeping import ORIGINS_KEPT_US, Keeping
from sonix.moderation.knocks import ADMITTED_US
from sonix.moderation.log import KEPT_US
from tests.live.instance import Instance
from tests.live.person import person
from tests.moderation.house import HOST, ban, do, fresh

pytestmark = pytest.mark.anyio
MUTED_MIN = 60 * 24 * 300


async def test_each_thing_is_kept_as_long_as_a_rule_asks_for_it(instance: Instance) -> None:
    room = await do(instance, await instance.room(), c.Join("Cleo"), "cleo")
    office = instance.moderation.office
    async with person(instance.url) as ben:
        await ben.hello(room.code, "ben:Ben", device_id="his")
    await office.mute(await fresh(instance, room), HOST, "ben", MUTED_MIN, "")
    await ban(instance, room, "cleo")
    await office.knocks.knock(room.room_id, "dan", "Dan", "mark", instance.clock.now_us())
    now_us, minute_us = instance.clock.now_us(), 60_000_000

    async def left_after(us: int) -> tuple[int, ...]:
        await Keeping(instance.database, lambda: now_us + us).sweep()
        tables = (room_knocks, room_origins, moderation_log, room_mutes, room_bans)
        return tuple([await _rows(instance, table) for table in tables])

    knocks, origins, lines, mutes, bans = await left_after(0)
    assert (knocks, lines, mutes, bans) == (1, 2, 1, 1)
    assert origins
    assert await left_after(ADMITTED_US - minute_us) == (1, origins, 2, 1, 1)
    assert await left_after(ADMITTED_US + minute_us) == (0, origins, 2, 1, 1)
    assert await left_after(ORIGINS_KEPT_US + minute_us) == (0, 0, 2, 1, 1)
    assert await left_after(KEPT_US + minute_us) == (0, 0, 0, 1, 1)
    assert await left_after((MUTED_MIN + 1) * minute_us) == (0, 0, 0, 0, 1)


async def _rows(instance: Instance, table: Table) -> int:
    async with instance.database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)
