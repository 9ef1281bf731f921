"""Firefox beside Chromium in one room."""

from __future__ import annotations

import numpy as np
import pytest
from bench.acoustic.browsers import Looks
from bench.acoustic.recorder import Recorder

from tests.e2e.party import Guest, Party, expect_same_music
from tests.e2e.sounding import ECHO_MS, offset_ms

LISTEN_S = 4.0
Room = tuple[Guest, Guest]


@pytest.fixture(scope="module")
def room(party: Party) -> Room:
    ana, ben = party.seat("Ana"), party.seat("Ben", Looks(firefox=True))
    party.start(ana, ben)
    return ana, ben


def test_firefox_and_chromium_are_heard_together(room: Room, party: Party) -> None:
    _, ben = room
    assert ben.page.evaluate("() => navigator.userAgent.includes('Firefox')")
    recorder = Recorder(party.sinks)
    for guest in room:
        guest.expect_playing_on(LISTEN_S)
    sounds = recorder.stop().channels
    for sound in sounds[:2]:
        assert np.abs(sound).max() > 0, "a browser was not heard"
    assert abs(offset_ms(sounds[0], sounds[1])) < ECHO_MS


def test_firefox_steers_the_room_too(room: Room) -> None:
    ana, ben = room
    before = ana.see("now-title").inner_text()
    ben.press("skip")
    ana.page.wait_for_function(
        "(before) => document.querySelector('[data-testid=now-title]').innerText !== before", arg=before
    )
    expect_same_music(ana, ben)
    for guest in room:
        guest.expect_together()
