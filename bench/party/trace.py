"""What Chromium's own trace says a page's main thread did, cut into frames of a 60 Hz screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from playwright.sync_api import CDPSession, Page

FRAME_MS = 1000 / 60
LONG_TASK_MS = 50.0
_CATEGORIES = "toplevel,devtools.timeline,blink.user_timing,v8,disabled-by-default-v8.gc"
_SCRIPT = {
    "FunctionCall",
    "EvaluateScript",
    "v8.run",
    "FireAnimationFrame",
    "FireIdleCallback",
    "TimerFire",
    "EventDispatch",
    "RunMicrotasks",
    "v8.callFunction",
    "HandlePostMessage",
    "ScriptStreamer",
    "V8.GC_SCAVENGER",
    "MinorGC",
    "MajorGC",
    "BlinkGC.AtomicPhase",
}
_STYLE = {
    "UpdateLayoutTree",
    "Layout",
    "PrePaint",
    "Paint",
    "Layerize",
    "Commit",
    "HitTest",
    "IntersectionObserverController::computeIntersections",
}
_TASK = "ThreadControllerImpl::RunTask"


class Slice(msgspec.Struct):
    """Work of one frame in ms: script, and style with layout and painting. By the thread's own clock, which stands
    still while another process has the core; `*_wall_ms` by the clock on the wall.
    """

    script_ms: float = 0.0
    style_ms: float = 0.0
    script_wall_ms: float = 0.0


class Traced(msgspec.Struct, frozen=True):
    """Every frame of the time watched, also those without work, and the tasks over 50 ms by the wall's clock."""

    slices: list[Slice]
    long_tasks_ms: list[float]


class Tracing:
    """Between `begin` and `end`."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._told: CDPSession = page.context.browser.new_browser_cdp_session() if page.context.browser else _none()
        self._events: list[dict[str, Any]] = []
        self._over = False
        self._told.on("Tracing.dataCollected", lambda event: self._events.extend(event["value"]))
        self._told.on("Tracing.tracingComplete", lambda _: setattr(self, "_over", True))

    def begin(self) -> None:
        """From now on."""
        self._events.clear()
        self._over = False
        config = {"includedCategories": _CATEGORIES.split(","), "excludedCategories": ["*"]}
        self._told.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": config})
        self._page.evaluate("() => void performance.mark('bench-begins')")

    def end(self) -> Traced:
        """What there was."""
        self._page.evaluate("() => void performance.mark('bench-ends')")
        self._told.send("Tracing.end")
        while not self._over:
            self._page.wait_for_timeout(50)
        return read(self._events)


def _none() -> CDPSession:
    raise RuntimeError("only a browser that was launched can be traced")


def read(events: Iterable[dict[str, Any]]) -> Traced:
    """The frames between the two marks, on the thread that set them."""
    every = list(events)
    marks = {each["name"]: each for each in every if each["name"].startswith("bench-")}
    begin, end = marks["bench-begins"], marks["bench-ends"]
    thread = (begin["pid"], begin["tid"])
    mine = [each for each in every if (each["pid"], each["tid"]) == thread and each.get("ph") == "X"]
    inside = sorted((each for each in mine if begin["ts"] <= each["ts"] < end["ts"]), key=_by_nesting)
    count = int((end["ts"] - begin["ts"]) / 1000 / FRAME_MS) + 1
    slices = [Slice() for _ in range(count)]
    for event, is_style, inner in _outermost(inside):
        at = slices[int((event["ts"] - begin["ts"]) / 1000 / FRAME_MS)]
        own = _cpu_ms(event) - sum(map(_cpu_ms, inner))
        if is_style:
            at.style_ms += own
        else:
            at.script_ms += own
            at.script_wall_ms += (event.get("dur", 0) - sum(each.get("dur", 0) for each in inner)) / 1000
            at.style_ms += sum(map(_cpu_ms, inner))
    tasks = [each.get("dur", 0) / 1000 for each in inside if each["name"].startswith(_TASK)]
    return Traced(slices, sorted((each for each in tasks if each > LONG_TASK_MS), reverse=True))


def _by_nesting(event: dict[str, Any]) -> tuple[float, float]:
    return (event["ts"], -event.get("dur", 0))


def _cpu_ms(event: dict[str, Any]) -> float:
    return float(event.get("tdur", event.get("dur", 0))) / 1000


def _outermost(events: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], bool, list[dict[str, Any]]]]:
    """Script or style that stands in none, with the style that script forced inside of it."""
    over: float = -1
    style_over: float = -1
    kept: tuple[dict[str, Any], bool, list[dict[str, Any]]] | None = None
    for event in events:
        is_style = event["name"] in _STYLE
        if not is_style and event["name"] not in _SCRIPT:
            continue
        ends = event["ts"] + event.get("dur", 0)
        if event["ts"] >= over:
            if kept is not None:
                yield kept
            kept, over, style_over = (event, is_style, []), ends, -1
        elif kept is not None and is_style and not kept[1] and event["ts"] >= style_over:
            kept[2].append(event)
            style_over = ends
    if kept is not None:
        yield kept
