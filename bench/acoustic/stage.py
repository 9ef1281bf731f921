"""A whole evening in one object: the real server, browsers behind networks of their own, music, and one recording."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from playwright.sync_api import expect
from tests.e2e.server import SonixServer

from bench.acoustic import actions
from bench.acoustic.browsers import Browsers, Listener, Looks
from bench.acoustic.delays import DelayMs, DelayProxy
from bench.acoustic.fakes import NOTES
from bench.acoustic.onlooker import Onlooker
from bench.acoustic.pantry import SETTINGS, copy_to, queue_of
from bench.acoustic.recorder import Recorder
from bench.acoustic.shelf import Shelf
from bench.acoustic.sinks import RATE_HZ, Sinks
from bench.acoustic.soundings import Sounding, sound_out, wall_minus_monotonic_us
from bench.acoustic.watchdog import Watchdog
from sonix.protocol.client import EnqueueCommand

_NAMES = ("Ana", "Ben", "Cleo", "Dee", "Eva", "Finn")
DESK, PHONE = (1440, 900), (390, 844)
SOUND_EVERY_S = 1.0


@dataclass(frozen=True)
class Seat:
    """One browser of a case, its sound card's rate and its network, (delay, jitter) in ms each way.

    `late`: the case opens it itself.
    """

    looks: Looks = field(default_factory=lambda: Looks(PHONE))
    up_ms: DelayMs = (0, 0)
    down_ms: DelayMs = (0, 0)
    late: bool = False
    host_name: str = "127.0.0.1"
    rate_hz: int = RATE_HZ


@dataclass(frozen=True)
class Stretch:
    """A time, room µs, in which the browsers `who` should be heard all through, a `newcomer` from its first sound on.

    `kind` groups stretches in figures.
    """

    name: str
    kind: str
    from_us: float
    to_us: float
    who: tuple[int, ...]
    newcomer: int | None = None


@dataclass(frozen=True)
class Mark:
    """Something that happened at a room time, µs. `value`: what was measured then; `note`: what it was, for people."""

    name: str
    at_us: float
    browser: int | None = None
    value: float | None = None
    note: str = ""


@dataclass
class Log:
    """What a run leaves beside its recording."""

    stretches: list[Stretch] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    soundings: list[Sounding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Stage:
    """Enter it, and everybody who is not late sits in the room with the music queued, settled and recorded."""

    def __init__(self, seats: tuple[Seat, ...], scale: float = 1.0, settle_s: float = 12.0) -> None:
        self.seats = seats
        self.scale = scale
        self.log = Log()
        self.listeners: dict[int, Listener] = {}
        self.proxies: list[DelayProxy] = []
        self._settle_s = settle_s
        self._stack = ExitStack()

    def __enter__(self) -> Stage:
        with ExitStack() as stack:
            self._set_up(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def host(self) -> Listener:
        return self.listeners[0]

    def now_us(self) -> float:
        """True room time."""
        return self.onlooker.now_us()

    def seconds(self, whole: float, at_least: float = 3.0) -> float:
        """A length scaled for a quick try."""
        return max(min(at_least, whole), whole * self.scale)

    def times(self, whole: int) -> int:
        return max(2, round(whole * self.scale))

    def address(self, seat: int) -> str:
        return f"http://{self.seats[seat].host_name}:{self.proxies[seat].port}"

    def enter(self, seat: int) -> Listener:
        """Opens a browser up to the door of the room."""
        listener = self._open(seat)
        listener.page.goto(f"{self.address(seat)}/r/{self.code}")
        actions.at_the_door(listener.page, _NAMES[seat])
        return listener

    def come_in(self, seat: int) -> None:
        actions.come_in(self.listeners[seat].page, _NAMES[seat])

    def wait(self, seconds: float) -> None:
        """Lets time pass, and looks into every page once a second."""
        end_s = time.monotonic() + seconds
        while (left_s := end_s - time.monotonic()) > 0:
            self.look()
            left_s = max(0.0, min(SOUND_EVERY_S, end_s - time.monotonic(), left_s))
            self.host.page.wait_for_timeout(left_s * 1000)

    def look(self) -> None:
        for seat, listener in self.listeners.items():
            sounding = sound_out(listener, seat, self.onlooker)
            if sounding is not None:
                self.log.soundings.append(sounding)

    def mark(self, name: str, browser: int | None = None, value: float | None = None) -> float:
        """Notes that something happens now."""
        at_us = self.now_us()
        self.log.marks.append(Mark(name, at_us, browser, value))
        return at_us

    def mark_tap(self, name: str, seat: int = 0, note: str = "") -> float:
        """Notes when the last button went down on that page, by the browser's own event time."""
        wall_us = actions.last_tap_wall_ms(self.listeners[seat].page) * 1000
        at_us = wall_us - wall_minus_monotonic_us() + self.onlooker.offset_us
        self.log.marks.append(Mark(name, at_us, seat, note=note))
        return at_us

    @contextmanager
    def stretch(
        self, name: str, kind: str = "steady", who: tuple[int, ...] | None = None, newcomer: int | None = None
    ) -> Iterator[None]:
        """Everything within is measured, for the browsers `who` (else all that are here)."""
        from_us = self.now_us()
        yield
        present = tuple(sorted(self.listeners)) if who is None else who
        self.log.stretches.append(Stretch(name, kind, from_us, self.now_us(), present, newcomer))

    def until_switched(self) -> None:
        """Waits until the newest switch is heard."""
        self.wait(0.15)
        transport = self.onlooker.history.transport
        while transport is not None and (left_us := transport.at_us - self.now_us()) > 0:
            self.host.page.wait_for_timeout(min(50.0, left_us / 1000 + 1))
            transport = self.onlooker.history.transport

    def play(self, playing: bool = True) -> None:
        actions.press_play(self.host.page, playing)

    def looks(self, seat: int) -> Looks:
        """Of a seat's browser, with what the bench needs of every page."""
        looks = self.seats[seat].looks
        return replace(looks, init_scripts=(NOTES, *looks.init_scripts))

    def _open(self, seat: int) -> Listener:
        self.sinks.tell_rate(self.sinks.names[seat])
        self.listeners[seat] = self.browsers.open(self.sinks.names[seat], self.looks(seat))
        return self.listeners[seat]

    def _set_up(self, stack: ExitStack) -> None:
        expect.set_options(timeout=actions.PATIENCE_MS)
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sonix-bench-")))
        copy_to(self.folder / "data")
        self.server = SonixServer(self.folder / "data", env=SETTINGS)
        stack.callback(self.server.stop)
        self.server.start()
        self.shelf = Shelf(self.server.url, self.folder, "Onlooker")
        for number, seat in enumerate(self.seats):
            proxy = DelayProxy(("127.0.0.1", self.server.port), seat.up_ms, seat.down_ms, seed=10 * number + 1)
            self.proxies.append(stack.enter_context(proxy))
        rates_hz = tuple(seat.rate_hz for seat in self.seats)
        self.sinks = stack.enter_context(Sinks(len(self.seats), rates_hz))
        # Its short blocks make the sink 9 ms quicker, which Firefox does not hear of: so it comes before everybody.
        self.recorder = Recorder(self.sinks)
        stack.callback(self.recorder.end)
        self.browsers = stack.enter_context(Browsers(self.sinks))
        self._gather(stack)

    def _gather(self, stack: ExitStack) -> None:
        self._open(0)
        self.code = actions.start_room(self.host.page, self.address(0), _NAMES[0])
        for number, seat in enumerate(self.seats):
            if number > 0 and not seat.late:
                self.enter(number)
                self.come_in(number)
        self.onlooker = Onlooker(self.server.port, self.code, self.shelf.token)
        stack.callback(self.onlooker.stop)
        self.onlooker.do(EnqueueCommand(queue_of(self.shelf.tracks())))
        expect(self.host.page.get_by_test_id("play-pause").first).to_be_enabled()
        self.watchdog = Watchdog()
        stack.callback(self.watchdog.stop)
        self.wait(self.seconds(self._settle_s, 5.0))
