"""People with browsers, outputs and networks of their own: for what can befall one of them alone."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from bench.acoustic.browsers import Browsers, Listener, Looks
from bench.acoustic.delays import DelayProxy
from bench.acoustic.fakes import NOTES
from bench.acoustic.faults import show
from bench.acoustic.sinks import Sinks
from playwright.sync_api import Playwright

from tests.e2e.person import DESK, Person
from tests.e2e.server import SonixServer

SEATS = 4
TOGETHER_US = 5000
"""Nobody hears this as an echo; what is really reached belongs to the bench."""
RECOVERY_MS = 60_000
"""How long a recovery is waited for before it counts as broken; how long it takes belongs to the bench."""
_LOOK_MS = 200
_IN_STEP = """(mostUs) => {
  const found = sonix.diagnose();
  return found?.clock.ready && found.player.state === 'playing' && found.player.errUs !== null
    && Math.abs(found.player.errUs) < mostUs;
}"""
_OFFSET = """() => {
  const found = sonix.diagnose();
  return found.room_us - (bench.timeOriginMs + found.perf_ms) * 1000;
}"""
_MOVED_ON = "(epoch) => sonix.diagnose().transport.epoch > epoch"
_SAME = """([epoch, entryId]) => {
  const found = sonix.diagnose()?.transport;
  return found && (found.epoch > epoch || (found.epoch === epoch && found.entry_id === entryId));
}"""
_PLAYED_ON = """([fromUs, seconds]) => {
  const found = sonix.diagnose();
  return found?.room_us > fromUs + seconds * 1e6 && found.player.state === 'playing';
}"""


class Guest(Person):
    """Somebody in a browser of their own."""

    def __init__(self, listener: Listener, proxy: DelayProxy, name: str) -> None:
        super().__init__(listener.context, f"http://127.0.0.1:{proxy.port}", name, DESK)
        self.listener = listener
        self.proxy = proxy

    def come_back(self) -> None:
        """Reload the page, and tap once."""
        self.page.reload()
        self.come_in()
        self.press("unlock")

    def diagnose(self) -> Any:
        """What the page knows of its own sync."""
        return self.page.evaluate("() => sonix.diagnose()")

    def skip(self) -> None:
        """Press it, and wait until the room has moved on: a title of before must not pass for the new one."""
        epoch = self.diagnose()["transport"]["epoch"]
        self.press("skip")
        self.page.wait_for_function(_MOVED_ON, arg=epoch, polling=_LOOK_MS, timeout=RECOVERY_MS)

    def recover(self) -> None:
        """Shown, and with a network as it was at first."""
        self.proxy.heal()
        self.proxy.set((0, 0), (0, 0))
        show(self.listener)

    @property
    def jumps(self) -> int:
        return int(self.diagnose()["player"]["jumps"])

    @property
    def dropouts(self) -> int:
        return int(self.diagnose()["player"]["dropouts"])

    def expect_together(self, most_us: int = TOGETHER_US) -> None:
        """Wait until the sound is on the timeline. Asked by a timer: a hidden page draws no frames."""
        self.page.wait_for_function(_IN_STEP, arg=most_us, polling=_LOOK_MS, timeout=RECOVERY_MS)

    def expect_playing_on(self, seconds: float) -> None:
        """Wait until that much more of room time has passed, and music still plays then."""
        from_us = self.diagnose()["room_us"]
        self.page.wait_for_function(_PLAYED_ON, arg=[from_us, seconds], polling=_LOOK_MS, timeout=RECOVERY_MS)

    def room_minus_wall_us(self) -> float:
        """Room time as this page has it, against the machine's clock: the same for everybody on one machine."""
        return float(self.page.evaluate(_OFFSET))


class Party:
    """Opens guests while it is entered, and closes them at the end."""

    def __init__(self, server: SonixServer, playwright: Playwright, seats: int = SEATS) -> None:
        self.server = server
        self.guests: list[Guest] = []
        self._playwright = playwright
        self._seats = seats
        self._stack = ExitStack()

    def __enter__(self) -> Party:
        with ExitStack() as stack:
            self.sinks = stack.enter_context(Sinks(self._seats))
            self.browsers = stack.enter_context(Browsers(self.sinks, self._playwright))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def seat(self, name: str, looks: Looks | None = None) -> Guest:
        """Somebody new, with an output and a network of their own."""
        looks = looks or Looks()
        proxy = self._stack.enter_context(DelayProxy(("127.0.0.1", self.server.port), seed=len(self.guests) + 1))
        looks = replace(looks, viewport=DESK, init_scripts=(NOTES, *looks.init_scripts))
        listener = self.browsers.open(self.sinks.names[len(self.guests)], looks)
        self.guests.append(Guest(listener, proxy, name))
        return self.guests[-1]

    def start(self, host: Guest, *others: Guest) -> str:
        """The host's room, with all the demo music in it and everybody in step; gives back its code."""
        code = host.start_room()
        host.add(*self.server.demo_titles())
        for guest in others:
            guest.open_link(code)
        host.press("loop")
        host.press("play-pause")
        for guest in (host, *others):
            guest.expect_together()
        return code


Pair = tuple[Guest, Guest]


def expect_same_music(*guests: Guest) -> None:
    """Wait until every page plays what the first one plays now, or is further on by then."""
    transport = guests[0].diagnose()["transport"]
    for guest in guests[1:]:
        guest.page.wait_for_function(
            _SAME, arg=[transport["epoch"], transport["entry_id"]], polling=_LOOK_MS, timeout=RECOVERY_MS
        )
