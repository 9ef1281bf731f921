"""Whom the music waits for, and how far ahead a switch must lie."""

from __future__ import annotations

import msgspec
import pytest

from sonix.core.room.state import Transport
from sonix.protocol.client import Buffered, Status
from sonix.rooms.listeners import MISSED_GATES, Listener, Listeners

NOW_US = 10_000_000
MINUTE_US = 60_000_000
GATED = Transport(epoch=4, entry_id="e", at_us=NOW_US + 3_000_000, playing=True, gate_until_us=NOW_US + 3_000_000)
HAS_IT = (Buffered(entry_id="e", from_us=0, to_us=5_000_000),)


def listener(*buffered: Buffered, member_id: str = "anna", audible: bool = True) -> Listener:
    found = Listener("room", member_id, listening=True, connected_at_us=0)
    found.note_status(Status(audible=audible, buffered=buffered), NOW_US)
    return found


def listeners(*people: Listener) -> Listeners:
    found = Listeners()
    for one in people:
        found.add(one)
    return found


def ready(room: Listeners, now_us: int = NOW_US) -> bool:
    return room.all_ready("room", now_us, GATED, MINUTE_US)


def test_an_empty_room_waits_for_nobody() -> None:
    room = listeners()
    assert ready(room)
    assert room.can_play("room", NOW_US, "e", 0, MINUTE_US)
    assert room.lead_us("room", NOW_US) == 150_000


def test_a_muted_or_silent_or_looking_client_is_not_waited_for() -> None:
    looking = listener()
    looking.listening = False
    assert ready(listeners(listener(audible=False), looking))
    assert ready(listeners(listener()), NOW_US + 5_000_001)
    assert not ready(listeners(listener()), NOW_US + 4_000_000)


def test_a_second_of_music_or_the_rest_of_the_track_is_enough() -> None:
    tail = listener(Buffered(entry_id="e", from_us=59_000_000, to_us=MINUTE_US))
    assert listeners(tail).can_play("room", NOW_US, "e", 59_500_000, MINUTE_US)
    assert not listeners(tail).can_play("room", NOW_US, "e", 58_000_000, MINUTE_US)
    assert not listeners(tail).can_play("room", NOW_US, "other", 59_500_000, MINUTE_US)


def test_ready_for_an_earlier_epoch_is_not_ready() -> None:
    anna = listener()
    anna.note_ready(3)
    assert not ready(listeners(anna))
    anna.note_ready(4)
    assert ready(listeners(anna))


def test_who_missed_two_gates_is_not_waited_for_until_ready_again() -> None:
    mute = listener()
    room = listeners(mute, listener(*HAS_IT, member_id="hanna"))
    for _ in range(MISSED_GATES):
        assert not ready(room)
        room.note_gate_over("room", NOW_US, GATED, MINUTE_US)
    assert ready(room)
    mute.note_ready(3)
    assert not ready(room)


def test_of_many_nine_in_ten_are_enough() -> None:
    def crowd(slow: int) -> Listeners:
        return listeners(
            *(listener(member_id=f"slow{n}") for n in range(slow)),
            *(listener(*HAS_IT, member_id=f"m{n}") for n in range(40 - slow)),
        )

    assert ready(crowd(4))
    assert not ready(crowd(5))


@pytest.mark.parametrize(
    ("status", "lead_us"),
    [
        (Status(), 150_000),
        (Status(rtt_us=200_000, jitter_us=50_000, arm_ms=40, latency_ms=160), 500_000),
        (Status(latency_ms=9000), 1_050_000),
        (Status(rtt_us=2**52, jitter_us=2**52, arm_ms=1e7, latency_ms=1e7), 1_050_000),
        (Status(rtt_us=2**52), 1_050_000),
        (Status(arm_ms=1e7), 550_000),
        (Status(latency_ms=-9000), 150_000),
    ],
)
def test_the_lead_follows_the_slowest_listener_within_bounds(status: Status, lead_us: int) -> None:
    slow = listener(member_id="slow")
    slow.note_status(msgspec.structs.replace(status, audible=True), NOW_US)
    assert listeners(slow, listener(member_id="quick")).lead_us("room", NOW_US) == lead_us


def crowd_with(far: Status, others: int, sockets: int = 1) -> Listeners:
    """Members who are near, and one who says this of itself on each of its sockets."""
    room = listeners(*(listener(member_id=f"m{n}") for n in range(others)))
    for _ in range(sockets):
        one = listener(member_id="far")
        one.note_status(msgspec.structs.replace(far, audible=True), NOW_US)
        room.add(one)
    return room


def test_one_of_several_can_not_make_all_wait_by_what_it_says_of_itself() -> None:
    lie = Status(rtt_us=2**52, jitter_us=2**52, arm_ms=1e7, latency_ms=1e7)
    assert crowd_with(lie, others=1).lead_us("room", NOW_US) == 1_050_000
    assert crowd_with(lie, others=2).lead_us("room", NOW_US) == 1_050_000
    assert crowd_with(lie, others=3).lead_us("room", NOW_US) == 650_000
    assert crowd_with(lie, others=3, sockets=16).lead_us("room", NOW_US) == 650_000


def test_whoever_is_alone_waits_only_for_themselves() -> None:
    far = Status(rtt_us=1_600_000, jitter_us=200_000)
    assert crowd_with(far, others=0).lead_us("room", NOW_US) == 1_450_000


def test_headphones_far_from_the_ear_are_waited_for_in_any_room() -> None:
    assert crowd_with(Status(rtt_us=200_000, latency_ms=300), others=30).lead_us("room", NOW_US) == 450_000


def test_a_lead_follows_only_who_is_waited_for() -> None:
    room = crowd_with(Status(latency_ms=800), others=1)
    assert room.lead_us("room", NOW_US) == 850_000
    for _ in range(MISSED_GATES):
        room.note_gate_over("room", NOW_US, GATED, MINUTE_US)
    assert room.lead_us("room", NOW_US) == 150_000


def test_two_connections_of_one_member_are_one_listener() -> None:
    room = listeners(listener(), listener(), listener(member_id="hanna"))
    assert room.count("room") == 2
    assert len(room.of_member("room", "anna")) == 2
