"""The host sees everybody's figures while they look, and nobody else does."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Any

import pytest

from sonix.live import reports
from sonix.protocol.client import Buffered, HandOverCommand, PlayCommand, Watch
from sonix.protocol.server import Ack, PresenceMessage, SyncReport, SyncReports
from tests.live.instance import Instance
from tests.live.person import Person, person

pytestmark = pytest.mark.anyio


async def report_of(who: Person, member_id: str) -> SyncReport:
    """The next report that tells of a member."""
    who.forget()
    message = await who.get(SyncReports, lambda m: any(r.member_id == member_id for r in m.reports))
    return next(report for report in message.reports if report.member_id == member_id)


async def rounds_passed(who: Person, watching_host: Person) -> None:
    """Wait until a host who watches has been told twice, and `who` was sent whatever was due to them."""
    for _ in range(2):
        watching_host.forget()
        await watching_host.get(SyncReports)
    await who.heard()


async def test_the_host_sees_what_everybody_told(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as host, person(instance.url) as ben:
        await host.hello(room.code)
        await ben.hello(room.code, "ben:Ben")
        await ben.status(err_us=-1200, sigma_us=90, trim_us=-3000, suspect_us=35_000, cause="asymmetry", dropouts=2)
        await host.send(Watch(on=True))
        report = await report_of(host, "ben")
        assert (report.err_us, report.sigma_us, report.trim_us, report.suspect_us) == (-1200, 90, -3000, 35_000)
        assert (report.cause, report.dropouts, report.audible, report.source) == ("asymmetry", 2, True, "worklet")
        assert report.history[-1] in (-1200, None) and -1200 in report.history


async def test_the_history_comes_once_and_again_when_asked_again(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as host, person(instance.url) as ben:
        await host.hello(room.code)
        await ben.hello(room.code, "ben:Ben")
        await ben.status(err_us=7)
        await host.send(Watch(on=True))
        assert 7 in (await report_of(host, "ben")).history
        assert (await report_of(host, "ben")).history == ()
        host.forget()
        await host.send(Watch(on=True))
        first = await host.get(SyncReports, lambda m: any(r.history for r in m.reports))
        assert any(7 in report.history for report in first.reports)


async def test_only_the_host_is_told_and_a_new_host_at_once(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as host, person(instance.url) as ben:
        await host.hello(room.code)
        await ben.hello(room.code, "ben:Ben")
        await ben.status(err_us=5)
        for who in (ben, host):
            await who.send(Watch(on=True))
        await rounds_passed(ben, host)
        assert not [message for message in ben.inbox if isinstance(message, SyncReports)]
        assert isinstance(await host.command(HandOverCommand("ben")), Ack)
        report = await report_of(ben, "ben")
        assert 5 in report.history
        host.forget()
        await rounds_passed(host, ben)
        assert not [message for message in host.inbox if isinstance(message, SyncReports)]


async def test_whoever_stops_watching_is_told_no_more(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as host, person(instance.url) as second:
        await host.hello(room.code)
        await second.hello(room.code)
        for who in (host, second):
            await who.send(Watch(on=True))
            await report_of(who, "host")
        await host.send(Watch(on=False))
        await host.heard()
        host.forget()
        await rounds_passed(host, second)
        assert not [message for message in host.inbox if isinstance(message, SyncReports)]


async def test_who_only_looks_is_in_no_report(instance: Instance) -> None:
    room = await instance.room()
    async with person(instance.url) as host, person(instance.url) as looker:
        await host.hello(room.code)
        await looker.hello(room.code, "ben:Ben", listening=False)
        await host.send(Watch(on=True))
        message = await host.get(SyncReports)
        assert [report.member_id for report in message.reports] == ["host"]


async def test_of_too_many_the_host_sees_those_most_out_of_step(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MAX_MEMBERS", 2)
    room = await instance.room()
    async with AsyncExitStack() as people:
        host = await people.enter_async_context(person(instance.url))
        await host.hello(room.code)
        await host.status(err_us=100)
        told: dict[str, dict[str, Any]]
        told = {"ben": {"err_us": -40_000}, "cleo": {"err_us": 300}, "dan": {"cause": "network"}}
        for name, more in told.items():
            who = await people.enter_async_context(person(instance.url))
            await who.hello(room.code, f"{name}:{name}")
            await who.status(**more)
        await host.send(Watch(on=True))
        message = await host.get(SyncReports)
    assert [report.member_id for report in message.reports] == ["ben", "dan"]
    assert message.left_out == 2


async def test_a_device_that_only_steers_is_shown_as_that_and_not_waited_for(instance: Instance) -> None:
    room = await instance.room("a", "b")
    async with person(instance.url) as host, person(instance.url) as ben:
        await host.hello(room.code)
        await ben.hello(room.code, "ben:Ben")
        entry_id = room.transport.entry_id or ""
        await host.status(Buffered(entry_id, 0, 30_000_000))
        # It claims to sound, with nothing buffered and a long way off: as a remote it still holds nobody up.
        await ben.status(remote=True, rtt_us=2_000_000)
        shown = await host.get(PresenceMessage, lambda m: any(p.remote for p in m.changed))
        assert [p.member_id for p in shown.changed if p.remote] == ["ben"]
        assert isinstance(await ben.command(PlayCommand()), Ack)
        playing = await host.transport(lambda transport: transport.playing)
        assert playing.gate_until_us is None
        assert playing.at_us - instance.clock.now_us() < 200_000


@pytest.mark.parametrize(
    "broken",
    [
        '{"type":"status","trim_us":500001}',
        '{"type":"status","suspect_us":1e12}',
        '{"type":"status","cause":"bad luck"}',
        '{"type":"status","dropouts":-1}',
        '{"type":"watch","on":"yes"}',
        '{"type":"command","cmd_id":"x","body":{"type":"click","seconds":301}}',
    ],
)
async def test_what_is_out_of_bounds_ends_the_connection(instance: Instance, broken: str) -> None:
    room = await instance.room()
    async with person(instance.url) as ana:
        await ana.hello(room.code)
        await ana.socket.send(broken)
        assert (await ana.end())[0] == 4200
