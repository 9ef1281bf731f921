"""The way out of a device: found by trying, lost and replaced, in the background, ready before the tap.

Pass or fail rests on what the page says of its own sync, waited for with patience; how fast and how well belongs to the
bench.
"""

from __future__ import annotations

import numpy as np
import pytest
from bench.acoustic.browsers import Looks
from bench.acoustic.faults import hide, show
from bench.acoustic.recorder import Recorder

from tests.e2e.party import RECOVERY_MS, Guest, Party

# Keeps every context the page makes, as the browser or its system would: to take them away. No system here interrupts
# one as a phone's does in a call: such a context rests, and resumes only by way of a suspended one.
_CONTEXTS = """
globalThis.made = [];
globalThis.AudioContext = class extends AudioContext {
  #held = false;
  constructor(...options) { super(...options); globalThis.made.push(this); }
  get state() { return this.#held ? 'interrupted' : super.state; }
  interrupt() { this.#held = true; return super.suspend(); }
  suspend() { this.#held = false; return super.suspend(); }
  resume() {
    if (this.#held) return Promise.reject(new DOMException('interrupted', 'InvalidStateError'));
    return super.resume();
  }
};
"""
# A worklet that cannot be had, as behind a proxy that lost a file.
_NO_WORKLET = """
AudioWorklet.prototype.addModule = () => Promise.reject(new DOMException("gone", "AbortError"));
"""
# Timers of a hidden page that makes no sound fire once a minute after this long, not after five minutes.
_THROTTLED = "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/1"
# Notes what is sent to the server.
_SENDS = """
globalThis.sent = { status: 0, time: 0 };
const { send } = WebSocket.prototype;
WebSocket.prototype.send = function (text) {
  const { type } = JSON.parse(text);
  if (type in globalThis.sent) globalThis.sent[type] += 1;
  send.call(this, text);
};
"""
_SENT_SINCE = "([before, most]) => Object.entries(before).every(([type, count]) => sent[type] >= count + most)"
_WASM = "localStorage.setItem('sonix.decoder', 'wasm');"
_BACKGROUND = "localStorage.setItem('sonix.route', 'background');"
_IS = "([name, value]) => sonix.diagnose()?.player[name] === value"
_PREPARED = """() => {
  const { player } = sonix.diagnose() ?? {};
  return player?.state === 'locked' && player.bufferedMs > 5000;
}"""
_LOOK_MS = 100


@pytest.fixture(scope="module")
def room(party: Party) -> tuple[Guest, Guest, Guest]:
    """Three devices that make their sound in three ways."""
    ana = party.seat("Ana", Looks(init_scripts=(_CONTEXTS,)))
    ben = party.seat("Ben", Looks(init_scripts=(_BACKGROUND, _SENDS), plain=True, flags=(_THROTTLED,)))
    cleo = party.seat("Cleo", Looks(init_scripts=(_NO_WORKLET, _WASM)))
    party.start(ana, ben, cleo)
    return ana, ben, cleo


def expect_player(guest: Guest, name: str, value: str) -> None:
    """Wait until the player says so of itself."""
    guest.page.wait_for_function(_IS, arg=[name, value], polling=_LOOK_MS, timeout=RECOVERY_MS)


def test_a_browser_without_worklet_and_decoder_plays_by_other_means(room: tuple[Guest, Guest, Guest]) -> None:
    ana, _, cleo = room
    cleo.expect_together()
    assert [cleo.diagnose()["player"][name] for name in ("engine", "decoder")] == ["chunks", "wasm"]
    assert [ana.diagnose()["player"][name] for name in ("engine", "decoder")] == ["worklet", "webcodecs"]


@pytest.mark.parametrize("how", ["suspend", "interrupt"])
def test_an_output_that_was_held_back_comes_back_at_any_touch(room: tuple[Guest, Guest, Guest], how: str) -> None:
    ana, _, _ = room
    ana.expect_together()
    ana.page.evaluate("(how) => made.at(-1)[how]()", how)
    expect_player(ana, "state", "interrupted")
    ana.page.keyboard.press("Shift")
    ana.expect_together()


def test_an_output_that_died_is_replaced_without_a_touch(room: tuple[Guest, Guest, Guest]) -> None:
    ana, _, _ = room
    before = ana.page.evaluate("() => made.length")
    ana.page.evaluate("() => made.at(-1).close()")
    ana.page.wait_for_function("(before) => made.length > before", arg=before)
    ana.expect_together()


def test_in_the_background_the_sound_may_leave_by_an_element(room: tuple[Guest, Guest, Guest], party: Party) -> None:
    _, ben, _ = room
    ben.expect_together()
    hide(ben.listener)
    expect_player(ben, "route", "element")
    assert [ben.diagnose()["player"][name] for name in ("errUs", "stamps")] == [None, "none"]
    recorder = Recorder(party.sinks)
    ben.expect_playing_on(3.0)
    sound = recorder.stop().channels[1]
    assert np.abs(sound[len(sound) // 2 :]).max() > 0.01, "nothing was heard in the background"
    show(ben.listener)
    expect_player(ben, "route", "direct")
    ben.expect_together()


def test_a_hidden_page_in_a_silent_room_goes_on_measuring(room: tuple[Guest, Guest, Guest]) -> None:
    ana, ben, _ = room
    ana.press("play-pause")
    expect_player(ben, "state", "idle")
    hide(ben.listener)
    # More than its timers would do alone in a minute.
    before = ben.page.evaluate("() => sent")
    ben.page.wait_for_function(_SENT_SINCE, arg=[before, 5], polling=_LOOK_MS, timeout=RECOVERY_MS)
    ana.press("play-pause")
    expect_player(ben, "state", "playing")
    show(ben.listener)
    ben.expect_together()


def test_a_page_is_ready_before_its_tap(room: tuple[Guest, Guest, Guest]) -> None:
    ana, _, _ = room
    ana.page.reload()
    ana.page.wait_for_function(_PREPARED)
    assert ana.page.evaluate("() => made.map((each) => each.state)") == ["suspended"]
    ana.press("unlock")
    ana.expect_together()
