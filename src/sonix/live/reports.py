"""How well everybody is in step, in full: once a second, to the host, while they look. Nobody else is sent it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import islice

import msgspec

from sonix.core.room.state import Room
from sonix.live.outbox import Outbox
from sonix.live.presence import speaking_for
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
            reports = tuple(
                _report(listener, () if member_id in watcher.told else listener.history(now_us))
                for member_id, listener in members.items()
            )
            watcher.told = set(members)
            watcher.outbox.put(_encode(SyncReports(reports)).decode())

    def _members(self) -> dict[str, Listener]:
        """Who listens, each by the connection that speaks for them; those who came first, when they are too many."""
        found: dict[str, list[Listener]] = {}
        for listener in self._listeners.of(self._room_id):
            if listener.listening:
                found.setdefault(listener.member_id, []).append(listener)
        return {member_id: speaking_for(found[member_id]) for member_id in islice(found, MAX_MEMBERS)}


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
