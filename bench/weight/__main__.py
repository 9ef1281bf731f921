"""What one listener costs this machine: a real server, one browser in a room that plays.

`python -m bench.weight`: CPU and memory of the browser with the page in sight and hidden, on a desk and on a phone,
and with a long track, beyond what it uses with an empty tab; `floor` is an empty page with an output.
Ends with status 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from playwright.sync_api import Page, expect
from tests.e2e.server import SonixServer

from bench.acoustic.browsers import INSECURE_HOST
from bench.acoustic.freshness import why_stale
from bench.acoustic.product import _add_everything, _start_room
from bench.acoustic.shelf import Shelf
from bench.weight.bare import sound
from bench.weight.browser import Browser, browser
from bench.weight.cases import CASES, Case, Weighed
from bench.weight.processes import Usage, watch

# Until a browser that has just started has come to rest.
_REST_S = 30.0
# Until a listener has: the clock is asked more often in the first two minutes.
_SETTLE_S = 130.0
_LONG, _LONG_S = "Long", 2400.0
_OPEN_TO_ALL = {"SONIX_UPLOADS__VISIBILITY": "instance"}


def main() -> None:
    """Prints a table; `--json` writes everything."""
    if stale := why_stale():
        sys.exit(stale)
    given = _arguments()
    cases = [case for case in CASES if given.case in (None, case.name)]
    with tempfile.TemporaryDirectory(prefix="sonix-weight-") as folder, _served(given.url, Path(folder)) as url:
        if any(case.is_long for case in cases):
            Shelf(url, Path(folder), "Bench").upload_noise(_LONG_S, 7, _LONG)
        weighed = [_weigh(case, url, given.seconds, given.settle) for case in cases]
    print(f"{'case':16} {'CPU, % of a core':>18} {'memory, MB':>18} {'its own':>8}   beyond an empty tab")
    print("\n".join(each.row for each in weighed))
    print("\n" + "\n\n".join(each.details for each in weighed))
    if given.json:
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(weighed)))
    sys.exit(not all(each.is_met for each in weighed))


def _weigh(case: Case, url: str, seconds: float, settle_s: float) -> Weighed:
    """A browser of its own for each case, so that nothing is left over from another one."""
    address = url.replace("127.0.0.1", INSECURE_HOST) if case.insecure else url
    with browser(case.size) as opened:
        empty = _measure(opened, seconds, _REST_S)
        opened.drive(sound if case.is_bare else lambda page: _play(page, address, case.is_long))
        if case.hidden:
            opened.hide()
        playing = _measure(opened, seconds, settle_s)
    threads = [(kind, thread, percent) for (kind, thread), percent in playing.threads.items()]
    return Weighed(
        case=case.name,
        cpu_percent=playing.whole_cpu_percent - empty.whole_cpu_percent,
        most_cpu_percent=case.most_cpu_percent,
        memory_mb=playing.whole_mb - empty.whole_mb,
        own_mb=playing.own_mb - empty.own_mb,
        threads=sorted((each for each in threads if each[2] > 0.05), key=lambda each: -each[2]),
        processes=[
            (kind, empty.pss_kb.get(kind, 0) / 1024, kb / 1024, playing.own_kb.get(kind, 0) / 1024)
            for kind, kb in playing.pss_kb.items()
        ],
    )


def _measure(opened: Browser, seconds: float, settle_s: float) -> Usage:
    time.sleep(settle_s)
    return watch(opened.profile, seconds)


def _play(page: Page, url: str, is_long: bool) -> None:
    _start_room(page, url)
    if is_long:
        _add_long(page)
    else:
        _add_everything(page)
    page.get_by_test_id("play-pause").first.click()
    page.locator("[data-testid=play-pause][data-playing=true]").first.wait_for()


def _add_long(page: Page) -> None:
    page.get_by_test_id("open-add").first.click()
    row = page.get_by_test_id("track").filter(has_text=_LONG).first
    row.get_by_test_id("add-track").click()
    expect(row.get_by_text("in the queue")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


@contextmanager
def _served(url: str | None, folder: Path) -> Iterator[str]:
    if url is not None:
        yield url
        return
    server = SonixServer(folder / "data", env=_OPEN_TO_ALL)
    try:
        server.start()
        server.wait_for_line("Demo music is ready")
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
