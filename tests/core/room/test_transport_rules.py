"""Play, pause, seek, skip, previous, jump and the gate."""

from __future__ import annotations

from sonix.core.room import commands as c
from sonix.core.room.advance import audible
from sonix.core.room.decide import Conditions
from sonix.core.room.events import EntriesUpserted, TrackStarted, TransportChanged
from sonix.core.timeline import position_at

from .rooms import LEAD_US, SECOND, Driver, room_of


def waiting(*names: str) -> Driver:
    """A room where somebody active has nothing buffered."""
    return Driver(*names, given=Conditions(lead_us=LEAD_US, is_buffered=lambda _entry, _position: False))


def test_first_track_stands_ready_and_play_starts_it_after_the_lead() -> None:
    d = Driver("a", "b")
    assert (d.room.transport.entry_id, d.room.transport.playing) == ("a", False)
    d.do(c.Play())
    assert d.room.transport.at_us == d.now_us + LEAD_US
    assert d.room.transport.gate_until_us is None
    assert position_at(d.room.transport, d.now_us + LEAD_US + SECOND) == SECOND


def test_play_in_an_empty_room_says_what_to_do() -> None:
    assert Driver().refused(c.Play()) == "queue_empty"


def test_playing_twice_changes_nothing() -> None:
    d = Driver("a")
    d.play()
    assert d.do(c.Play(), actor="ben") == ()


def test_the_old_position_plays_on_until_the_switch() -> None:
    d = Driver("a")
    d.play()
    d.wait(10)
    d.do(c.Seek("a", 40 * SECOND))
    just_before = d.room.transport.at_us - 1
    assert position_at(audible(d.room, just_before), just_before) == 10 * SECOND + LEAD_US - 1
    at = d.room.transport.at_us
    assert position_at(audible(d.room, at), at) == 40 * SECOND


def test_pause_stops_where_everybody_hears_it_stop() -> None:
    d = Driver("a")
    d.play()
    d.wait(10)
    d.do(c.Pause())
    assert not d.room.transport.playing
    assert d.room.transport.position_us == 10 * SECOND + LEAD_US
    d.wait(5)
    d.do(c.Play())
    assert d.room.transport.position_us == 10 * SECOND + LEAD_US


def test_a_seek_that_raced_a_track_change_is_refused() -> None:
    d = Driver("a", "b")
    d.play()
    d.wait(61)
    assert d.refused(c.Seek("a", 5 * SECOND)) == "not_current"


def test_a_seek_is_clipped_to_the_track() -> None:
    d = Driver("a")
    d.do(c.Seek("a", 10**12))
    assert d.room.transport.position_us == 60 * SECOND


def test_two_people_pressing_skip_at_once_skip_one_track() -> None:
    d = Driver("a", "b", "c")
    d.play()
    d.do(c.Skip("a"))
    assert d.do(c.Skip("a"), actor="ben") == ()
    assert d.room.transport.entry_id == "b"


def test_skip_past_the_end_ends_the_queue_and_play_starts_it_over() -> None:
    d = Driver("a", "b")
    d.do(c.Jump("b"))
    d.do(c.Skip("b"))
    assert d.room.transport.ended
    d.do(c.Play())
    assert (d.room.transport.entry_id, d.room.transport.playing) == ("a", True)


def test_previous_restarts_a_track_that_is_under_way_and_goes_back_from_its_start() -> None:
    d = Driver("a", "b")
    d.do(c.Jump("b"))
    d.wait(10)
    d.do(c.Previous("b"))
    assert (d.room.transport.entry_id, d.room.transport.position_us) == ("b", 0)
    d.wait(1)
    d.do(c.Previous("b"))
    assert d.room.transport.entry_id == "a"


def test_a_jump_to_where_clients_may_not_see_brings_the_entry_along() -> None:
    d = Driver(*[f"t{i}" for i in range(20)])
    d.play()
    assert not any(isinstance(event, EntriesUpserted) for event in d.do(c.Skip("t0")))
    assert EntriesUpserted((d.room.entries["t15"],)) in d.do(c.Jump("t15"))
    assert EntriesUpserted((d.room.entries["t2"],)) in d.do(c.Jump("t2"))
    assert d.queue() == [f"t{i}" for i in range(20)]


def test_skip_keeps_a_paused_room_paused_and_jump_plays() -> None:
    d = Driver("a", "b", "c")
    d.do(c.Skip("a"))
    assert not d.room.transport.playing
    d.do(c.Jump("c"))
    assert d.room.transport.playing


def test_track_ends_need_no_command() -> None:
    d = Driver("a", "b")
    d.play()
    started = d.now_us
    d.wait(75)
    transport = room_of(d).transport
    assert (transport.entry_id, transport.at_us) == ("b", started + 60 * SECOND)
    d.wait(60)
    assert room_of(d).transport.ended


def test_a_folded_track_change_is_written_down_by_the_next_command() -> None:
    d = Driver("a", "b")
    d.play()
    d.wait(61)
    events = d.do(c.Advance(), actor=None)
    assert [type(event) for event in events] == [TrackStarted, TransportChanged]
    assert d.do(c.Advance(), actor=None) == ()


def test_somebody_who_buffers_holds_the_start_no_longer_than_the_gate() -> None:
    d = waiting("a")
    d.do(c.Play())
    assert d.room.transport.gate_until_us == d.room.transport.at_us == d.now_us + 3 * SECOND


def test_the_gate_opens_when_everybody_is_ready_and_only_forward() -> None:
    d = waiting("a")
    d.do(c.Play())
    epoch = d.room.transport.epoch
    assert d.refused(c.OpenGate(epoch - 1), actor=None) == "not_earlier"
    d.wait(1)
    d.do(c.OpenGate(epoch), actor=None)
    assert d.room.transport.at_us == d.now_us + LEAD_US
    assert d.refused(c.OpenGate(epoch), actor=None) == "not_earlier"


def test_the_gate_can_be_overridden_by_hand() -> None:
    d = waiting("a")
    d.do(c.Play())
    d.do(c.StartNow(d.room.transport.epoch), actor="ben")
    assert d.room.transport.at_us == d.now_us + LEAD_US
    assert d.do(c.StartNow(d.room.transport.epoch)) == ()


def test_a_command_behind_a_gate_keeps_what_is_audible() -> None:
    d = Driver("a", "b")
    d.play()
    d.wait(10)
    d.given = Conditions(lead_us=LEAD_US, is_buffered=lambda _entry, _position: False)
    d.do(c.Seek("a", 50 * SECOND))
    d.wait(1)
    d.do(c.Seek("a", 20 * SECOND))
    assert d.room.previous is not None
    assert position_at(d.room.previous, d.now_us) == 11 * SECOND


def test_a_room_nobody_listens_to_counts_as_paused_since_the_last_listener_left() -> None:
    d = Driver("a", "b", seconds=600)
    d.play()
    d.wait(30)
    d.do(c.MarkSilent(d.now_us), actor=None)
    d.wait(200)
    assert room_of(d).transport.playing
    d.wait(200)
    transport = room_of(d).transport
    assert (transport.playing, transport.position_us) == (False, 30 * SECOND)
    d.do(c.MarkHeard(), actor=None)
    assert d.room.silent_since_us is None
    assert not d.room.transport.playing
