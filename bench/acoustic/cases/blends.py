"""A crossfade as it is heard: through it, sought into, and come into, against the same two tracks mixed offline."""

from __future__ import annotations

import numpy as np

from bench.acoustic import actions
from bench.acoustic.cases.case import HOST, Case, percentile
from bench.acoustic.facts import Facts
from bench.acoustic.mixture import WINDOW, Left, Mixture
from bench.acoustic.outcome import Verdict
from bench.acoustic.sinks import RATE_HZ
from bench.acoustic.stage import Seat, Stage, Stretch
from sonix.protocol.client import JumpCommand, SeekCommand

_CROSSFADE_S = 6
_BEFORE_S = 8.0
_INTO_S = 1.5
_LATE_S = 0.5
_SETTLED_US = 1_000_000
"""After a switch or a tap: the figures are of the blend, and how one comes in is measured elsewhere."""
_QUIET_US = 100_000


def _blend(stage: Stage) -> None:
    actions.set_crossfade(stage.host.page, _CROSSFADE_S)
    stage.play()
    stage.until_switched()
    stage.wait(stage.seconds(5.0, 3.0))
    for number in range(stage.times(2)):
        _through(stage, number, -_BEFORE_S, "through")
        _through(stage, number, _INTO_S, "seek into")
        _joined(stage, number)


def _through(stage: Stage, number: int, from_blend_s: float, name: str) -> None:
    """Plays from so long after the beginning of the blend on."""
    _go(stage, from_blend_s)
    stage.wait(max(0.0, -from_blend_s))
    with stage.stretch(f"{name} {number + 1}", "blend"):
        stage.wait(_CROSSFADE_S - max(0.0, from_blend_s))
    stage.wait(1.0)


def _joined(stage: Stage, number: int) -> None:
    _go(stage, -_BEFORE_S)
    newcomer = stage.enter(2)
    transport = stage.onlooker.history.transport
    assert transport is not None
    first = stage.onlooker.history.entries[transport.entry_id or ""]
    begins_us = transport.at_us + first.track.duration_us - transport.position_us - _CROSSFADE_S * 1_000_000
    stage.wait((begins_us - stage.now_us()) / 1e6 + _LATE_S)
    with stage.stretch(f"join {number + 1}", "blend", newcomer=2):
        stage.come_in(2)
        stage.wait((begins_us - stage.now_us()) / 1e6 + _CROSSFADE_S)
    del stage.listeners[2]
    stage.browsers.close(newcomer)
    stage.wait(1.0)


def _go(stage: Stage, from_blend_s: float) -> None:
    """To a place before or in the blend at the end of the queue's first track."""
    first = stage.onlooker.history.in_order()[0]
    stage.onlooker.do(JumpCommand(first.entry_id))
    stage.until_switched()
    stage.wait(1.5)
    place_us = first.track.duration_us + round((from_blend_s - _CROSSFADE_S) * 1e6)
    stage.onlooker.do(SeekCommand(first.entry_id, place_us))
    stage.until_switched()


def _judge(facts: Facts) -> list[Verdict]:
    found = {
        (stretch.name, browser): _left(facts, stretch, browser)
        for stretch, _ in facts.of("blend")
        for browser in range(3)
    }
    for (name, browser), left in found.items():
        if left:
            late = np.array([each.late_us for each in left])
            rest = np.array([each.rest_db for each in left])
            what = f"rest {np.median(rest):.1f} dB (worst {rest.max():.1f}) in {len(left)} windows"
            where = f"late by {np.median(late) / 1000:.3f} ms, within {np.ptp(late):.0f} µs"
            facts.log.notes.append(f"{name}, browser {browser}: {what}; {where}")
    missing = [f"{name}/{browser}" for (name, browser), left in found.items() if not left and _was_there(name, browser)]
    settled = [left for (_, browser), left in found.items() if browser < 2]
    rest_db = np.array([each.rest_db for left in settled for each in left])
    joined_db = np.array([each.rest_db for (name, browser), left in found.items() if browser == 2 for each in left])
    spans = [np.ptp([each.late_us for each in left]) for left in settled if left]
    return [
        Verdict("left of the offline mix, median", percentile(rest_db, 50), -60.0, "dB"),
        Verdict("left of the offline mix, p95", percentile(rest_db, 95), -60.0, "dB"),
        Verdict("left of the offline mix for who came late, median", percentile(joined_db, 50), -60.0, "dB"),
        Verdict("the place of the mix moves within a blend, worst", float(max(spans)) if spans else None, 500.0, "µs"),
        Verdict("blends in which the mix was not found", float(len(missing)), 0, ""),
    ]


def _was_there(name: str, browser: int) -> bool:
    """The third one comes into each blend that is named for it, and into no other."""
    return browser < 2 or name.startswith("join")


def _left(facts: Facts, stretch: Stretch, browser: int) -> list[Left]:
    """Of each eighth of a second of a blend that a browser was to be heard in throughout."""
    segment = next((s for s in reversed(facts.expected.segments) if s.blend and s.from_us < stretch.to_us), None)
    if segment is None or not _was_there(stretch.name, browser):
        return []
    mixture = facts.expected.mixture(segment)
    from_us = max(stretch.from_us, segment.from_us) + _QUIET_US
    if browser == stretch.newcomer:
        sound_us = facts.ear(browser).first_sound(stretch.from_us, stretch.to_us)
        from_us = stretch.to_us if sound_us is None else sound_us + _SETTLED_US
    elif stretch.name.startswith("seek"):
        from_us += _SETTLED_US
    return _windows(facts, mixture, from_us, min(stretch.to_us, mixture.began_us + mixture.overlap_us), browser)


def _windows(facts: Facts, mixture: Mixture, from_us: float, to_us: float, browser: int) -> list[Left]:
    recording, found = facts.recording, []
    first = recording.index_at_us(from_us - facts.offset_us)
    last = recording.index_at_us(to_us - facts.offset_us) - RATE_HZ // 4
    for begin in range(first, last - WINDOW, WINDOW):
        heard = recording.channel(browser, begin, begin + WINDOW)
        at_us = recording.time_us(begin) + facts.offset_us
        left = mixture.left_of(heard, at_us, recording.spacing_s * 1e6)
        if left is not None:
            found.append(left)
    return found


CASES = [
    Case(
        "blend",
        f"a crossfade of {_CROSSFADE_S} s against the same tracks mixed offline: through it, sought and come into",
        (HOST, Seat(), Seat(late=True)),
        _blend,
        _judge,
    ),
]
