"""How well everybody is in step, in full: once a second, to the host, while they look. Nobody else is sent it."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable

import msgspec

from sonix.core.room.state import Room
from sonix.live.outbox import Outbox
from sonix.live.presence import speaking_for
from sonix.protocol.client import Status
from sonix.protocol.server import SyncReport, SyncReports
from sonix.rooms.listeners import Listener, Listeners
from sonix.rooms.ports import Clock

INTERVAL_S = 1.0
MAX_MEMBERS = 200
MAX_WAITING_BYTES = 65_536
"""A host who reads slowly misses reports rather than the connection."""
_encode = msgspec.json.Encoder().encode


class Watcher(msgspec.Struct, eq=False):
    """One connection that looks. `told`: members whose history it has."""

    outbox: Outbox
    member_id: str
    told: set[str] = msgspec.field(default_factory=set)


class ReportFeed:
    """The reports of one room. It costs nothing while nobody watches.

    Who the host is is asked at each round, so that a new host who watches already is told from the next one on.
    """

    def __init__(self, room_id: str, listeners: Listeners, room: Callable[[], Room | None], clock: Clock) -> None:
        self._room_id = room_id
        self._listeners = listeners
        self._room = room
        self._clock = clock
        self._watchers: dict[object, Watcher] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._last_s = float("-inf")

    def watch(self, key: object, watcher: Watcher) -> None:
        """Begin to tell a connection, or tell it everything anew; the first time at once."""
        self._watchers[key] = watcher
        self._wait()

    def forget(self, key: object) -> None:
        """It does not look any more, or is gone."""
        self._watchers.pop(key, None)
        if not self._watchers and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._last_s + INTERVAL_S), self._round)

    def _round(self) -> None:
        self._timer = None
        self._last_s = asyncio.get_running_loop().time()
        self._wait()
        room = self._room()
        host_id = None if room is None else room.host_id
        hosts = []
        for watcher in self._watchers.values():
            if watcher.member_id != host_id:
                watcher.told.clear()
            elif watcher.outbox.waiting_bytes < MAX_WAITING_BYTES:
                hosts.append(watcher)
        if hosts:
            self._tell(hosts)

    def _tell(self, hosts: list[Watcher]) -> None:
        now_us = self._clock.now_us()
        members = self._members()
        for watcher in hosts:
            shown = members if len(members) <= MAX_MEMBERS else _worst(members, watcher.told)
            reports = tuple(
                _report(listener, () if member_id in watcher.told else listener.history(now_us))
                for member_id, listener in shown.items()
            )
            watcher.told = set(shown)
            watcher.outbox.put(_encode(SyncReports(reports, left_out=len(members) - len(shown))).decode())

    def _members(self) -> dict[str, Listener]:
        """Who listens, each by the connection that speaks for them, in the order they came."""
        found: dict[str, list[Listener]] = {}
        for listener in self._listeners.of(self._room_id):
            if listener.listening:
                found.setdefault(listener.member_id, []).append(listener)
        return {member_id: speaking_for(connections) for member_id, connections in found.items()}


def _worst(members: dict[str, Listener], told: set[str]) -> dict[str, Listener]:
    """Those whom the host should see when not all can be shown, still in the order they came.

    Among equals whoever was shown before is shown again: a change costs a history.
    """

    def rank(member_id: str) -> tuple[int, bool]:
        return _trouble(members[member_id].status), member_id in told

    chosen = set(heapq.nlargest(MAX_MEMBERS, members, key=rank))
    return {member_id: listener for member_id, listener in members.items() if member_id in chosen}


def _trouble(status: Status) -> int:
    """How much there is to see of a member, in few steps, so that the choice keeps still while figures jitter.

    A step is a doubling of the error from 1 ms on; a named cause weighs as much as being 1 ms off.
    """
    off_ms = 0 if status.err_us is None else abs(status.err_us) // 1000
    return int(off_ms).bit_length() + (status.cause != "none" and not status.remote)


def _report(listener: Listener, history: tuple[int | None, ...]) -> SyncReport:
    status = listener.status
    return SyncReport(
        member_id=listener.member_id,
        err_us=status.err_us,
        sigma_us=status.sigma_us,
        rtt_us=status.rtt_us,
        jitter_us=status.jitter_us,
        buffered_ms=status.buffered_ms,
        latency_ms=status.latency_ms,
        trim_us=status.trim_us,
        suspect_us=status.suspect_us,
        source=status.source,
        cause=status.cause,
        hidden=status.hidden,
        audible=status.audible,
        remote=status.remote,
        dropouts=status.dropouts,
        history=history,
    )
