"""The log says who did what to whom, in pages, and takes back what can be taken back. Mutes and successions."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from sonix.core.errors import SonixError
from sonix.core.room import commands as c
from sonix.core.room.events import HostChanged, MemberUpserted
from sonix.db.tables import room_members
from sonix.moderation.lines import Line
from tests.live.instance import Instance
from tests.live.person import person
from tests.moderation.house import HOST, ban, do, doors, fresh, two_cohosts_and_dan

pytestmark = pytest.mark.anyio
HOUR_US = 3_600_000_000


async def lines(instance: Instance, room_id: str) -> list[Line]:
    return await instance.moderation.office.log.page(room_id, None, 100)


async def test_everything_done_to_people_and_doors_stands_in_the_log(instance: Instance) -> None:
    room = await instance.room()
    office = instance.moderation.office
    for name in ("ben", "cleo"):
        room = await do(instance, room, c.Join(name.title()), name)
    room = await do(instance, room, c.SetRole("ben", "cohost"))
    room = await doors(instance, room, locked=True)
    room = await doors(instance, room)
    room = await doors(instance, room, knock=True)
    await office.mute(room, "ben", "cleo", 10, "caps")
    await office.dismiss(room, "ben", "cleo", "loud")
    await ban(instance, room, "cleo", actor="ben")
    room = await do(instance, room, c.HandOver("ben"))
    found = await lines(instance, room.room_id)
    assert [(line.action, line.by_name, line.about_name, line.reason) for line in reversed(found)] == [
        ("role", "Hanna", "Ben", ""),
        ("lock", "Hanna", "", ""),
        ("unlock", "Hanna", "", ""),
        ("knock_on", "Hanna", "", ""),
        ("mute", "Ben", "Cleo", "caps"),
        ("dismiss", "Ben", "Cleo", "loud"),
        ("ban", "Ben", "Cleo", "too loud"),
        ("hand_over", "Hanna", "Ben", ""),
    ]


async def test_lines_come_in_pages_without_gaps(instance: Instance) -> None:
    room = await instance.room()
    for number in range(7):
        room = await doors(instance, room, locked=number % 2 == 0)
    log, found, before = instance.moderation.office.log, list[Line](), None
    while page := await log.page(room.room_id, before, 3):
        found += page
        before = (page[-1].at_us, page[-1].line_id)
    assert found == await lines(instance, room.room_id)
    assert len(found) == 7


async def test_each_line_is_taken_back_in_its_own_way(instance: Instance) -> None:
    room = await instance.room()
    undo = instance.moderation.undoing.undo
    for name in ("ben", "cleo"):
        room = await do(instance, room, c.Join(name.title()), name)
    room = await do(instance, room, c.SetRole("ben", "dj"))
    await instance.moderation.office.mute(room, HOST, "cleo", None, "")
    await ban(instance, room, "ben")
    room = await doors(instance, room, locked=True)
    for line in await lines(instance, room.room_id):
        if line.action == "role":
            with pytest.raises(SonixError, match="not in this room"):
                await undo(room, HOST, line.line_id)
        else:
            await undo(room, HOST, line.line_id)
            await undo(room, HOST, line.line_id)  # twice is once
    room = await fresh(instance, room)
    assert not room.settings.doors.locked
    assert room.members["cleo"].muted_until_us == 0
    assert await instance.moderation.office.bans.against(room.room_id, "ben", ()) is None
    told = {line.action: line.undone_by for line in await lines(instance, room.room_id)}
    assert (told["ban"], told["mute"], told["lock"], told["role"]) == (HOST, HOST, HOST, None)


async def test_what_has_been_set_anew_since_is_not_set_back(instance: Instance) -> None:
    room = await do(instance, await instance.room(), c.Join("Ben"), "ben")
    for locked in (True, False, True):
        room = await doors(instance, room, locked=locked)
    room = await do(instance, await do(instance, room, c.SetRole("ben", "dj")), c.SetRole("ben", "cohost"))
    undo = instance.moderation.undoing.undo
    found = await lines(instance, room.room_id)
    newest = {line.action: line for line in reversed(found)}
    for line in found:
        if newest[line.action] is not line or line.action == "unlock":
            with pytest.raises(SonixError, match="changed again since"):
                await undo(room, HOST, line.line_id)
    for action in ("lock", "role"):
        await undo(room, HOST, newest[action].line_id)
    room = await fresh(instance, room)
    assert not room.settings.doors.locked
    assert room.members["ben"].role == "dj"


async def test_a_mute_is_ended_by_who_set_it_or_stands_above_them(instance: Instance) -> None:
    room = await two_cohosts_and_dan(instance)
    office = instance.moderation.office
    await office.mute(room, "ben", "dan", None, "")
    room = await fresh(instance, room)
    with pytest.raises(SonixError, match="Only the host"):
        await office.unmute(room, "cleo", "dan")
    await office.unmute(room, "ben", "dan")
    assert (await fresh(instance, room)).members["dan"].muted_until_us == 0


async def test_what_cannot_be_taken_back_says_so(instance: Instance) -> None:
    room = await do(instance, await instance.room(), c.Join("Ben"), "ben")
    await instance.moderation.office.dismiss(room, HOST, "ben", "")
    line = (await lines(instance, room.room_id))[0]
    with pytest.raises(SonixError, match="can't be taken back"):
        await instance.moderation.undoing.undo(room, HOST, line.line_id)
    with pytest.raises(SonixError, match="does not let you"):
        await instance.moderation.undoing.undo(room, "ben", line.line_id)


async def test_a_mute_follows_the_device_to_a_new_name(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as ben:
        await ben.hello(room.code, "ben:Ben", device_id="his")
        until_us = await instance.moderation.office.mute(await fresh(instance, room), HOST, "ben", 30, "")
        muted = await ben.event(MemberUpserted, lambda event: event.member.muted_until_us > 0)
        assert muted.member.muted_until_us == until_us
    async with person(instance.url) as bob:
        await bob.hello(room.code, "bob:Bob", device_id="his")
        assert (await fresh(instance, room)).members["bob"].muted_until_us == until_us
    async with person(instance.url) as cleo:
        await cleo.hello(room.code, "cleo:Cleo", device_id="hers")
        assert (await fresh(instance, room)).members["cleo"].muted_until_us == 0
    await instance.moderation.office.unmute(await fresh(instance, room), HOST, "bob")
    async with person(instance.url) as dan:
        await dan.hello(room.code, "dan:Dan", device_id="his")
        assert (await fresh(instance, room)).members["dan"].muted_until_us == 0


async def test_a_host_who_stays_away_is_followed_by_who_was_there_before(instance: Instance) -> None:
    room = await instance.room()
    room = await do(instance, room, c.Join("Ben"), "ben")
    long_ago = instance.clock.now_us() - 73 * HOUR_US
    instance.clock.last_seen_us = 0
    async with instance.store._database.transaction() as connection:
        gone = update(room_members).where(room_members.c.member_id == HOST)
        await connection.execute(gone.values(seen_at_us=long_ago))
    async with person(instance.url) as ben:
        await ben.hello(room.code, "ben:Ben", device_id="his")
    assert (await fresh(instance, room)).host_id == HOST, "who came after the host went does not follow"
    async with instance.store._database.transaction() as connection:
        came = update(room_members).where(room_members.c.member_id == "ben")
        await connection.execute(came.values(joined_at_us=long_ago - 1))
    instance.rooms._lanes.clear()
    async with person(instance.url) as ben:
        await ben.hello(room.code, "ben:Ben", device_id="his")
    room = await fresh(instance, room)
    assert (room.host_id, room.members[HOST].role) == ("ben", "cohost")


async def test_a_host_who_stays_away_is_followed_though_nobody_comes_in(instance: Instance) -> None:
    room = await do(instance, await instance.room(), c.Join("Ben"), "ben")
    async with person(instance.url) as ben:
        await ben.hello(room.code, "ben:Ben", device_id="his")
        assert (await fresh(instance, room)).host_id == HOST
        await away(instance, 73 * HOUR_US)
        keeping = instance.hub._keeper._tasks[room.room_id]
        keeping._host_due_us = 0
        keeping.woken.set()
        assert (await ben.event(HostChanged)).host_id == "ben"


async def away(instance: Instance, for_us: int) -> None:
    """As if the host had been away for so long, and everybody else here since before that."""
    long_ago = instance.clock.now_us() - for_us
    instance.clock.last_seen_us = 0
    instance.rooms._lanes.clear()
    async with instance.store._database.transaction() as connection:
        gone = room_members.c.member_id == HOST
        await connection.execute(update(room_members).where(gone).values(seen_at_us=long_ago))
        await connection.execute(update(room_members).where(~gone).values(joined_at_us=long_ago - 1))
