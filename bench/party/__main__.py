"""What a full room costs a page: a real server, 200 people on sockets, and one browser that plays.

`python -m bench.party`: 20 messages a second, votes, reactions, people who come and go, a queue of 220, on a desk and
on a phone, untouched and with each list in use, the chat also with 10,000 messages on the page. Each case runs three
times; the table has medians. Times are the main thread's own (what another process takes from it is left out). Ends
with status 1 when of 100 frames more than one has over 4 ms of script, a press is shown later than 100 ms (95 %), or
music had a gap.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from playwright.sync_api import Page, sync_playwright
from tests.e2e.person import CHROMIUM, CHROMIUM_FLAGS, Person
from tests.e2e.server import SonixServer

from bench.acoustic.freshness import why_stale
from bench.party.cases import CASES, DESK, HEAD, LISTS, MANY_MESSAGES, PHONE, Case, Found, Row, line, row_of
from bench.party.crowd import Plan
from bench.party.hands import WATCH, open_list, use
from bench.party.trace import Tracing

WATCHER = "Watcher"
_SETTLE_MS = 5000
_ROOMY = {"SONIX_LIMITS__MESSAGES_PER_S": "200"}


def main() -> None:
    """Prints a table; `--json` writes everything."""
    if stale := why_stale():
        sys.exit(stale)
    given = _arguments()
    cases = [case for case in CASES if given.case is None or case.name in given.case]
    rows: list[Row] = []
    with _served(given.url) as url:
        print(HEAD, flush=True)
        for size, history in itertools.product((DESK, PHONE), (0, MANY_MESSAGES)):
            if some := [case for case in cases if (case.size, case.history) == (size, history)]:
                rows += _measure(some, Plan(url, history=history), given)
    if given.json:
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(rows)))
    sys.exit(not all(row.is_met for row in rows))


@contextmanager
def _served(url: str | None) -> Iterator[str]:
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="sonix-party-") as folder:
        server = SonixServer(Path(folder) / "data", env=_ROOMY)
        try:
            server.start()
            server.wait_for_line("Demo music is ready")
            yield server.url
        finally:
            server.stop()


@contextmanager
def crowd(plan: Plan) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The code of a room with a crowd in it; a line on its standard input names who becomes the host."""
    told = subprocess.Popen(
        [sys.executable, "-m", "bench.party.crowd"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert told.stdin is not None and told.stdout is not None
        told.stdin.write(msgspec.json.encode(plan).decode() + "\n")
        told.stdin.flush()
        code = told.stdout.readline().strip()
        if not code:
            raise SystemExit("the crowd did not get in")
        yield code, told
    finally:
        told.terminate()
        told.wait(20)


def host(told: subprocess.Popen[str]) -> None:
    """Whoever watches becomes the host, and the crowd begins."""
    assert told.stdin is not None
    told.stdin.write(f"{WATCHER}\n")
    told.stdin.flush()


def _measure(cases: list[Case], plan: Plan, given: argparse.Namespace) -> list[Row]:
    """All cases of one size, in one room."""
    rows: list[Row] = []
    with crowd(plan) as (code, told), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        one = Person(browser, plan.url, WATCHER, cases[0].size)
        one.page.add_init_script(f"({WATCH})()")
        one.open_link(code)
        host(told)
        one.press("play-pause")
        one.expect_in_step()
        for name in () if one.is_phone else (*LISTS, "log") if plan.history else LISTS:
            open_list(one, name)
        for case in cases:
            if one.is_phone and case.list is not None:
                open_list(one, case.list)
            one.page.wait_for_timeout(_SETTLE_MS)
            rows.append(row_of([watched(case, one, given.seconds) for _ in range(given.runs)]))
            print(line(rows[-1]), flush=True)
            if one.is_phone and case.list is not None:
                one.hide()
        browser.close()
    return rows


def watched(case: Case, one: Person, seconds: float) -> Found:
    """The page while the crowd carries on, and its lists are used or left alone."""
    before = _gaps(one.page)
    one.page.evaluate("() => { delays.length = 0; }")
    tracing = Tracing(one.page)
    tracing.begin()
    if case.list is None:
        one.page.wait_for_timeout(seconds * 1000)
    else:
        use(one, case.list)
    traced = tracing.end()
    delays: list[float] = one.page.evaluate("() => delays")
    return Found(case.name, traced.slices, traced.long_tasks_ms, delays, _gaps(one.page) - before)


def _gaps(page: Page) -> int:
    """How often the music has stopped or jumped."""
    return int(page.evaluate("() => { const { player } = sonix.diagnose(); return player.dropouts + player.jumps; }"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.party", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", action="append", choices=[case.name for case in CASES])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15.0, help="how long an untouched page is watched")
    parser.add_argument("--url", help="a server that runs already, with its demo music")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
