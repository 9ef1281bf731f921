"""What one listener costs this machine: a real server, one browser in a room that plays.

`python -m bench.weight`: CPU and memory of the browser with the page in sight and hidden, on a desk and on a phone,
beyond what it uses with an empty tab.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from playwright.sync_api import Page
from tests.e2e.server import SonixServer

from bench.acoustic.browsers import INSECURE_HOST
from bench.acoustic.product import _add_everything, _start_room
from bench.weight.browser import Browser, browser
from bench.weight.processes import Usage, read_usage, spent

_DESK, _PHONE = (1440, 900), (390, 844)
_SETTLE_S = 15.0


class Case(msgspec.Struct, frozen=True):
    """One way of listening."""

    name: str
    size: tuple[int, int]
    hidden: bool
    insecure: bool = False


CASES = [
    Case("desk", _DESK, hidden=False),
    Case("desk-hidden", _DESK, hidden=True),
    Case("phone", _PHONE, hidden=False),
    Case("phone-hidden", _PHONE, hidden=True),
    Case("chunks-hidden", _DESK, hidden=True, insecure=True),
]


class Weighed(msgspec.Struct, frozen=True):
    """CPU in percent of one core and memory in MB, each beyond the same browser's empty tab."""

    case: str
    cpu_percent: float
    memory_mb: float
    threads: list[tuple[str, str, float]]
    processes: list[tuple[str, float, float]]


def main() -> None:
    """Prints a table; `--json` writes everything."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="sonix-weight-") as folder, _served(given.url, Path(folder)) as url:
        cases = [case for case in CASES if given.case in (None, case.name)]
        weighed = [_weigh(case, url, given.seconds, given.settle) for case in cases]
    print(f"{'case':16} {'CPU, % of a core':>16} {'memory, MB':>12}   beyond an empty tab")
    for each in weighed:
        print(f"{each.case:16} {each.cpu_percent:16.1f} {each.memory_mb:12.1f}")
    for each in weighed:
        print(f"\n{each.case}: threads over 0.05 %")
        for process, thread, percent in each.threads:
            print(f"  {process:20} {thread:18} {percent:6.2f}")
        print(f"{each.case}: memory of processes, empty tab and playing, MB")
        for process, empty_mb, playing_mb in each.processes:
            print(f"  {process:39} {empty_mb:6.1f} {playing_mb:6.1f}")
    if given.json:
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(weighed)))


def _weigh(case: Case, url: str, seconds: float, settle_s: float) -> Weighed:
    """A browser of its own for each case, so that nothing is left over from another one."""
    address = url.replace("127.0.0.1", INSECURE_HOST) if case.insecure else url
    with browser(case.size) as opened:
        empty = _measure(opened, min(seconds, 10), 5)
        opened.drive(lambda page: _play(page, address))
        if case.hidden:
            opened.hide()
        playing = _measure(opened, seconds, settle_s)
    cpu_percent = 100 * (playing.whole_cpu_s / seconds - empty.whole_cpu_s / min(seconds, 10))
    threads = [(kind, thread, 100 * used / seconds) for (kind, thread), used in playing.cpu_s.items()]
    heavy = sorted((each for each in threads if each[2] > 0.05), key=lambda each: -each[2])
    processes = [(kind, empty.pss_kb.get(kind, 0) / 1024, kb / 1024) for kind, kb in playing.pss_kb.items()]
    return Weighed(case.name, cpu_percent, playing.whole_mb - empty.whole_mb, heavy, processes)


def _measure(opened: Browser, seconds: float, settle_s: float) -> Usage:
    time.sleep(settle_s)
    before = read_usage(opened.profile)
    time.sleep(seconds)
    return spent(before, read_usage(opened.profile))


def _play(page: Page, url: str) -> None:
    _start_room(page, url)
    _add_everything(page)
    page.get_by_test_id("play-pause").first.click()
    page.locator("[data-testid=play-pause][data-playing=true]").first.wait_for()


@contextmanager
def _served(url: str | None, folder: Path) -> Iterator[str]:
    if url is not None:
        yield url
        return
    server = SonixServer(folder / "data")
    server.start()
    server.wait_for_line("Demo music is ready")
    try:
        yield server.url
    finally:
        server.stop()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.weight", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", choices=[case.name for case in CASES])
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each case is measured")
    parser.add_argument("--settle", type=float, default=_SETTLE_S, help="how long it plays before that")
    parser.add_argument("--url", help="a server that runs already, with its demo music")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
