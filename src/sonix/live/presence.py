"""Who is here and how well in step, as others see it: ephemeral, sent as changes, at most four times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sonix.protocol.server import Presence, PresenceMessage
from sonix.rooms.listeners import Listener, Listeners

INTERVAL_S = 0.25
_STEP_US = 1000
_RTT_STEP_US = 20_000


def presence_of(member_id: str, connections: list[Listener]) -> Presence:
    """A member by the best of their connections: one that sounds, else one that joined, else the newest."""
    if not connections:
        return Presence(member_id=member_id, connected=False, listening=False)
    best = speaking_for(connections)
    status = best.status
    return Presence(
        member_id=member_id,
        connected=True,
        listening=any(connection.listening for connection in connections),
        err_us=status.err_us,
        sigma_us=status.sigma_us,
        rtt_us=status.rtt_us,
        hidden=status.hidden,
        audible=status.audible,
        buffering=best.stalled,
        remote=status.remote,
        cause=status.cause,
    )


def speaking_for(connections: list[Listener]) -> Listener:
    """The connection that stands for a member; they come oldest first."""
    return max(enumerate(connections), key=lambda numbered: (_rank(numbered[1]), numbered[0]))[1]


def _rank(connection: Listener) -> tuple[bool, bool]:
    return connection.status.audible, connection.listening


class PresenceFeed:
    """Collects changes in one room and sends them together.

    Args:
        send: writes a message to everybody in the room.
    """

    def __init__(self, room_id: str, listeners: Listeners, send: Callable[[PresenceMessage], None]) -> None:
        self._room_id = room_id
        self._listeners = listeners
        self._send = send
        self._known: dict[str, Presence] = {}
        self._dirty: dict[str, None] = {}
        self._timer: asyncio.TimerHandle | None = None

    def touch(self, member_id: str) -> None:
        """Something of this member may have changed."""
        self._dirty[member_id] = None
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(INTERVAL_S, self._flush)

    def announce(self, member_id: str) -> None:
        """Somebody came: tell everybody, the newcomer too, how many listen, even if nothing else is new."""
        self._known.pop(member_id, None)
        self.touch(member_id)

    def close(self) -> None:
        """Nobody is left to tell."""
        if self._timer is not None:
            self._timer.cancel()

    def _flush(self) -> None:
        self._timer = None
        changed = []
        for member_id in self._dirty:
            now = presence_of(member_id, self._listeners.of_member(self._room_id, member_id))
            before = self._known.get(member_id)
            if before is None or _is_news(before, now):
                changed.append(now)
                self._remember(now)
        self._dirty.clear()
        if changed:
            self._send(PresenceMessage(changed=tuple(changed), listeners=self._listeners.count(self._room_id)))

    def _remember(self, presence: Presence) -> None:
        if presence.connected:
            self._known[presence.member_id] = presence
        else:
            self._known.pop(presence.member_id, None)


def _is_news(before: Presence, now: Presence) -> bool:
    """Whether a person would see the difference. Figures jitter all the time, and everybody's go to everybody."""
    return _flags(before) != _flags(now) or (
        _differs(before.err_us, now.err_us, _STEP_US)
        or _differs(before.sigma_us, now.sigma_us, _STEP_US)
        or _differs(before.rtt_us, now.rtt_us, _RTT_STEP_US)
    )


def _flags(presence: Presence) -> tuple[object, ...]:
    flags = (presence.connected, presence.listening, presence.hidden, presence.audible, presence.buffering)
    return (*flags, presence.remote, presence.cause)


def _differs(before: int | None, now: int | None, step_us: int) -> bool:
    if before is None or now is None:
        return before is not now
    return abs(before - now) >= step_us
