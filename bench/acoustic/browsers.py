"""Browsers whose sound goes to one sink each, with realtime audio threads as a desktop gives them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from bench.acoustic.firefox import open_firefox
from bench.acoustic.plain_chromium import PlainChromium
from bench.acoustic.sinks import Sinks

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
# A name that is not localhost: pages there are not secure contexts.
INSECURE_HOST = "plain.test"
INSECURE_RULE = f"--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    INSECURE_RULE,
]
# As /proc names them: cut to 15 characters.
_AUDIO_THREADS = (
    "AudioOutputDevi",
    "AudioThread",
    "AudioWorklet",
    "Realtime AudioW",
    "AudioIP~",
    "GraphRunner",
    "threaded-ml",
    "pulseaudio",
    "null-sink",
    "parec",
)
_REALTIME_PRIORITY = 3


@dataclass
class Listener:
    """One browser with one page; `profile` is a folder of its own and stands in its processes' command lines."""

    context: BrowserContext
    page: Page
    sink: str
    profile: Path
    log: list[str] = field(default_factory=list)
    is_firefox: bool = False
    plain: PlainChromium | None = None

    def pid(self) -> int:
        """Of the browser's main process."""
        mine = {pid for pid in _processes() if _is_main(pid, self.profile)}
        for pid in mine:
            # Firefox runs behind a stand-in with the same arguments: that is the root of the tree.
            if _parent(pid) not in mine:
                return int(pid)
        raise RuntimeError(f"no browser runs with the profile {self.profile}")

    def processes(self) -> list[int]:
        """The browser's main process and all its descendants."""
        parents = {pid: parent for pid in _processes() if (parent := _parent(pid)) is not None}
        family = [str(self.pid())]
        for member in family:
            family += [pid for pid, parent in parents.items() if parent == member]
        return [int(pid) for pid in family]


class Booster:
    """A desktop's rtkit gives audio threads realtime priority; here this does it, for our own children only."""

    def __init__(self) -> None:
        self._done: set[str] = set()
        self.refused = False
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._over.wait(0.5):
            self._scan()

    def _scan(self) -> None:
        parents = {pid: parent for pid in _processes() if (parent := _parent(pid)) is not None}
        me = str(os.getpid())
        for pid in parents:
            ancestor = pid
            while ancestor in parents and ancestor != me:
                ancestor = parents[ancestor]
            if ancestor == me and pid != me:
                self._boost(pid)

    def _boost(self, pid: str) -> None:
        # Threads and processes may end while they are looked at.
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                if task.name in self._done:
                    continue
                if (task / "comm").read_text().startswith(_AUDIO_THREADS):
                    self._raise(int(task.name))
                    self._done.add(task.name)

    def _raise(self, task: int) -> None:
        try:
            os.sched_setscheduler(task, os.SCHED_RR, os.sched_param(_REALTIME_PRIORITY))
        except PermissionError:
            self.refused = True


def _processes() -> list[str]:
    return [entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _is_main(pid: str, profile: Path) -> bool:
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        ours = f"--user-data-dir={profile}".encode() in words or str(profile).encode() in words
        return ours and not any(word.startswith((b"--type=", b"-contentproc")) for word in words)
    return False


def _parent(pid: str) -> str | None:
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]
    return None


@dataclass(frozen=True)
class Looks:
    """How one browser differs from others. `latency_ms`: a device that is slower, and says so.

    `plain`: started as people start it, so that hidden tabs are hidden; the window has the viewport's size then.
    `lenient`: pages are not held to their content security policy, which a fake may need; not where `plain`.
    """

    viewport: tuple[int, int] = (1280, 800)
    init_scripts: tuple[str, ...] = ()
    latency_ms: int = 0
    flags: tuple[str, ...] = ()
    firefox: bool = False
    plain: bool = False
    lenient: bool = False


class Browsers:
    """Opens browsers while it is entered, each on a sink of its own; closes them all at the end.

    `playwright`: one that runs already, where a second cannot; otherwise it starts its own.
    """

    def __init__(self, sinks: Sinks, playwright: Playwright | None = None) -> None:
        self.sinks = sinks
        self._given = playwright
        self.opened: list[Listener] = []
        self._count = 0

    def __enter__(self) -> Browsers:
        with ExitStack() as stack:
            self._booster = Booster()
            stack.callback(self._booster.stop)
            self._playwright = self._given or sync_playwright().start()
            stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        for listener in list(self.opened):
            self.close(listener)
        if self._given is None:
            self._playwright.stop()
        self._booster.stop()

    def unboosted(self) -> list[str]:
        """What is to be said beside a figure when audio threads ran like any other."""
        return ["audio threads NOT realtime: no rights for it"] if self._booster.refused else []

    def open(self, sink: str, looks: Looks | None = None) -> Listener:
        """A fresh profile every time."""
        looks = looks or Looks()
        self._count += 1
        profile = self.sinks.folder / f"profile-{self._count}"
        latency = {"PULSE_LATENCY_MSEC": str(looks.latency_ms)} if looks.latency_ms else {}
        environment = {**self.sinks.environment, "PULSE_SINK": sink, **latency}
        plain = None
        if looks.firefox:
            context = open_firefox(self._playwright, profile, environment, looks.viewport)
        elif looks.plain:
            command = [CHROMIUM, *CHROMIUM_FLAGS, *looks.flags]
            plain = PlainChromium(self._playwright, command, profile, environment, looks.viewport)
            context = plain.context
        else:
            context = self._open_chromium(profile, environment, looks)
        for script in looks.init_scripts:
            context.add_init_script(script)
        page = context.pages[0] if context.pages else context.new_page()
        listener = Listener(context, page, sink, profile, is_firefox=looks.firefox, plain=plain)
        page.on("console", lambda message: listener.log.append(message.text))
        page.on("pageerror", lambda error: listener.log.append(f"ERROR {error}"))
        self.opened.append(listener)
        return listener

    def _open_chromium(self, profile: Path, environment: dict[str, str], looks: Looks) -> BrowserContext:
        return self._playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=CHROMIUM,
            headless=True,
            env={**environment},
            args=["--headless=new", *CHROMIUM_FLAGS, *looks.flags],
            ignore_default_args=["--mute-audio"],
            ignore_https_errors=True,
            bypass_csp=looks.lenient,
            viewport={"width": looks.viewport[0], "height": looks.viewport[1]},
            service_workers="allow",
        )

    def close(self, listener: Listener) -> None:
        self.opened.remove(listener)
        with suppress(PlaywrightError):
            listener.context.close()
        if listener.plain is not None:
            listener.plain.close()


@contextmanager
def listeners(sinks: Sinks, viewports: list[tuple[int, int]]) -> Iterator[list[Listener]]:
    """One browser per viewport, each on its own sink; all closed at the end."""
    with Browsers(sinks) as browsers:
        yield [browsers.open(name, Looks(viewport)) for name, viewport in zip(sinks.names, viewports, strict=True)]
