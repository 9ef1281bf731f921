"""What the picture of the music costs: a real server, one browser that plays, and the time its script takes.

`python -m bench.visualiser`: over the cover and on the TV view, on a desk and on a phone. The figures are of the page's
main thread: script of the visualiser for each frame it draws (median and 95 %), frames drawn each second, and script of
the whole page each second with it and without. Ends with status 1 when a frame takes more than 1 ms, or a phone draws
more than 30.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec
from playwright.sync_api import CDPSession, Page, sync_playwright
from tests.e2e.person import CHROMIUM, CHROMIUM_FLAGS, Person
from tests.e2e.server import SonixServer

from bench.acoustic.freshness import why_stale
from bench.visualiser.cases import CASES, Case, Drawn

_SETTLE_MS = 8000
_WATCH = """() => {
  const frames = (globalThis.drawn = []);
  const { prototype } = CanvasRenderingContext2D;
  const clear = prototype.clearRect;
  prototype.clearRect = function (...where) {
    frames.push(performance.now());
    return clear.apply(this, where);
  };
  const ask = globalThis.requestAnimationFrame.bind(globalThis);
  globalThis.steps = [];
  globalThis.requestAnimationFrame = (step) =>
    ask((now) => {
      const [before, from] = [frames.length, performance.now()];
      step(now);
      if (frames.length > before) globalThis.steps.push(performance.now() - from);
    });
}"""


def main() -> None:
    """Prints a table; `--json` writes everything."""
    if stale := why_stale():
        sys.exit(stale)
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="sonix-visualiser-") as folder:
        server = SonixServer(Path(folder) / "data")
        server.start()
        try:
            server.wait_for_line("Demo music is ready")
            found = [_measure(case, server, given.seconds) for case in CASES]
        finally:
            server.stop()
    print(f"{'case':14} {'ms a frame':>22} {'frames/s':>9} {'script ms/s with':>17} {'without':>8}")
    print("\n".join(each.row for each in found))
    if given.json:
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(found)))
    sys.exit(not all(each.is_met for each in found))


def _measure(case: Case, server: SonixServer, seconds: float) -> Drawn:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        one = Person(browser, server.url, "Bench", case.size)
        one.page.add_init_script(f"({_WATCH})()")
        one.start_room()
        one.add(*server.demo_titles())
        one.press("play-pause")
        one.expect_in_step()
        one.page.wait_for_timeout(_SETTLE_MS)
        told = one.context.new_cdp_session(one.page)
        told.send("Performance.enable")
        without = _script_ms_per_s(told, one.page, seconds)
        if case.on_tv:
            one.page.keyboard.press("t")
        else:
            one.press("toggle-visualiser")
        one.see("visualiser").wait_for()
        one.page.wait_for_timeout(_SETTLE_MS)
        one.page.evaluate("() => { steps.length = 0; drawn.length = 0; }")
        script = _script_ms_per_s(told, one.page, seconds)
        steps = sorted(one.page.evaluate("() => steps"))
        browser.close()
    return Drawn(case.name, case.most_fps, steps, len(steps) / seconds, script, without)


def _script_ms_per_s(told: CDPSession, page: Page, seconds: float) -> float:
    before = _script_s(told)
    page.wait_for_timeout(seconds * 1000)
    return (_script_s(told) - before) * 1000 / seconds


def _script_s(told: CDPSession) -> float:
    metrics = told.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "ScriptDuration"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.visualiser", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each is watched")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
