"""Devices of all kinds in one room: slow outputs, other sample rates, wrong clocks, the other engine."""

from __future__ import annotations

import numpy as np
import pytest
from bench.acoustic.browsers import Looks
from bench.acoustic.fakes import engine, other_sample_rate, wrong_system_clock
from bench.acoustic.recorder import Recorder

from tests.e2e.party import Guest, Party
from tests.e2e.sounding import offset_ms

SLOW_MS = 150
CLOCKS_US = 20_000
RESAMPLED_MS = 60.0
"""Chromium resamples what is not at the device's rate, and does not tell how long that takes."""
LISTEN_S = 4.0
_WORKLET_AHEAD_MS = """async () => {
  const context = new AudioContext();
  const source = `registerProcessor('clock', class extends AudioWorkletProcessor {
    constructor() { super(); this.port.postMessage(Date.now()); }
    process() { return false; }
  })`;
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
  const node = new AudioWorkletNode(context, 'clock');
  const told = await new Promise((resolve) => { node.port.onmessage = ({ data }) => resolve(data); });
  await context.close();
  return told - bench.timeOriginMs - performance.now();
}"""
Room = tuple[Guest, Guest, Guest, Guest]


@pytest.fixture(scope="module")
def room(party: Party) -> Room:
    guests = (
        party.seat("Ana"),
        party.seat("Ben", Looks(latency_ms=SLOW_MS, init_scripts=(other_sample_rate(44_100),))),
        party.seat("Cleo", Looks(init_scripts=(other_sample_rate(96_000), wrong_system_clock(40)), lenient=True)),
        party.seat("Dee", Looks(init_scripts=(engine("chunks"),))),
    )
    party.start(*guests)
    return guests


def test_each_device_plays_in_its_own_way(room: Room) -> None:
    ana, ben, cleo, dee = (guest.diagnose()["player"] for guest in room)
    assert [each["sampleRateHz"] for each in (ana, ben, cleo, dee)] == [48_000, 44_100, 96_000, 48_000]
    assert [each["engine"] for each in (ana, ben, cleo, dee)] == ["worklet", "worklet", "worklet", "chunks"]
    assert ben["latencyMs"] > SLOW_MS * 0.7


def test_a_wrong_system_clock_changes_nothing(room: Room) -> None:
    ana, _, cleo, _ = room
    assert cleo.page.evaluate("() => Date.now() - bench.timeOriginMs - performance.now()") > 39_000
    assert cleo.page.evaluate(_WORKLET_AHEAD_MS) > 39_000, "the worklet's clock is right: nothing is tested"
    assert abs(ana.room_minus_wall_us() - cleo.room_minus_wall_us()) < CLOCKS_US


def test_all_of_them_are_heard_together(room: Room, party: Party) -> None:
    for guest in room:
        guest.expect_together(2000)
    recorder = Recorder(party.sinks)
    for guest in room:
        guest.expect_playing_on(LISTEN_S)
    sounds = recorder.stop().channels
    for other in sounds[1:]:
        assert np.abs(other).max() > 0, "a device was not heard"
        assert abs(offset_ms(sounds[0], other)) < RESAMPLED_MS
