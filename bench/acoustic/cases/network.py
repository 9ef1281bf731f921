"""Cases in which the network or the server goes away, and half an hour in which nothing happens."""

from __future__ import annotations

import math
import time
from dataclasses import replace

from bench.acoustic import actions
from bench.acoustic.browsers import Looks
from bench.acoustic.cases.case import HOST, THREE, Case, faults, percentile, steady_starts
from bench.acoustic.facts import Facts, pair_offsets
from bench.acoustic.faultless import gaps
from bench.acoustic.memory import GARBAGE_FLAG, collect_garbage, own_mb
from bench.acoustic.outcome import Verdict
from bench.acoustic.stage import PHONE, Seat, Stage
from sonix.protocol.client import LoopCommand

_CUT_S = 60.0
_AWAY_S = 10.0
_AFTER_S = 15.0
_HALF_HOUR_S = 1800.0
_MEMORY_EVERY_S = 30.0
_GIVEN_BACK_S = 10.0
_GROWTH_MB = 8.0


def _begin(stage: Stage) -> None:
    stage.onlooker.do(LoopCommand("queue"))
    stage.play()
    stage.until_switched()
    stage.wait(stage.seconds(15, 5))


def _cut(stage: Stage) -> None:
    """One member is cut off; connections stay open and nothing passes."""
    _begin(stage)
    with stage.stretch("cut"):
        stage.mark("cut", 1)
        stage.proxies[1].cut()
        stage.wait(stage.seconds(_CUT_S, 10))
        stage.proxies[1].heal()
        stage.mark("healed", 1)
        stage.wait(_AFTER_S)


def _judge_cut(facts: Facts) -> list[Verdict]:
    (healed,) = facts.marks("healed")
    (stretch, _), *_ = facts.of()
    at_its_end = facts.between(healed.at_us - 5e6, healed.at_us)
    back = facts.recovered_s(healed.at_us, stretch.to_us, (1,))
    return [
        _no_gap(facts),
        Verdict("pairs, max, in the last 5 s of the cut", percentile(pair_offsets(at_its_end), 100), 1.5, "ms"),
        Verdict("within 1 ms again after the network is back", back, 5.0, "s"),
        faults(facts),
    ]


def _restart(stage: Stage) -> None:
    """The server is killed, stays away for ten seconds, and comes back with the same data."""
    _begin(stage)
    with stage.stretch("restart"):
        stage.server.kill()
        stage.mark("killed")
        stage.wait(_AWAY_S)
        stage.server.start()
        back_us = stage.mark("back")
        epoch = _epoch(stage)
        deadline_s = time.monotonic() + 20
        while _epoch(stage) == epoch and time.monotonic() < deadline_s:
            actions.press_seek_bar(stage.host.page, 0.3)
            stage.host.page.wait_for_timeout(100)
        took_s = (stage.now_us() - back_us) / 1e6 if _epoch(stage) != epoch else math.inf
        stage.mark("commands", 0, took_s)
        stage.until_switched()
        stage.wait(_AFTER_S)


def _epoch(stage: Stage) -> int:
    transport = stage.onlooker.history.transport
    return -1 if transport is None else transport.epoch


def _judge_restart(facts: Facts) -> list[Verdict]:
    (commands,) = facts.marks("commands")
    return [
        _no_gap(facts),
        Verdict("commands work again after the server is back", commands.value, 3.0, "s"),
        Verdict("pairs, p95", percentile(facts.pairs(), 95), 1.0, "ms"),
        faults(facts),
    ]


def _no_gap(facts: Facts) -> Verdict:
    return Verdict("gaps in the sound", float(len(gaps(facts))), 0, "")


def _half_hour(stage: Stage) -> None:
    stage.onlooker.do(LoopCommand("queue"))
    stage.play()
    stage.until_switched()
    third_s = stage.seconds(_HALF_HOUR_S, 60) / 3
    with stage.stretch("half an hour"):
        _listen(stage, third_s)
        _weigh(stage)
        _listen(stage, 2 * third_s)
        _weigh(stage)


def _listen(stage: Stage, seconds: float) -> None:
    end_s = time.monotonic() + seconds
    while (left_s := end_s - time.monotonic()) > 0:
        for seat, listener in stage.listeners.items():
            stage.mark("memory", seat, own_mb(listener))
        stage.wait(min(_MEMORY_EVERY_S, left_s))


def _weigh(stage: Stage) -> None:
    """What is left once the garbage is gone, and the allocators have given its pages back."""
    for listener in stage.listeners.values():
        collect_garbage(listener)
    stage.wait(_GIVEN_BACK_S)
    for seat, listener in stage.listeners.items():
        stage.mark("held", seat, own_mb(listener))


def _judge_half_hour(facts: Facts) -> list[Verdict]:
    (stretch, windows), *_ = facts.of()
    third_us = (stretch.to_us - stretch.from_us) / 3
    last = pair_offsets(windows.where(windows.room_us > stretch.to_us - third_us))
    dropouts = max((each.dropouts for each in facts.log.soundings), default=None)
    return [
        _no_gap(facts),
        Verdict("dropouts the players counted, most", None if dropouts is None else float(dropouts), 0, ""),
        Verdict("pairs, p95", percentile(facts.pairs(), 95), 0.6, "ms"),
        Verdict("pairs, p95, last third", percentile(last, 95), 0.6, "ms"),
        Verdict("memory held, at the end over a third in, worst browser", growth_mb(facts), _GROWTH_MB, "MB"),
        faults(facts),
    ]


def growth_mb(facts: Facts) -> float:
    """Until a third in the page fills what it holds on purpose: by then every track has been fetched once, and
    DevTools, through which the bench looks on, have kept their copy of each answer, too."""
    growths = []
    for seat in range(facts.seats):
        all_mb = [mark.value or 0 for mark in facts.marks("memory") if mark.browser == seat]
        held_mb = [mark.value or 0 for mark in facts.marks("held") if mark.browser == seat]
        growths.append(held_mb[-1] - held_mb[0])
        told = f"{min(all_mb)} to {max(all_mb)} MB with its garbage, {held_mb[0]} MB a third in and {held_mb[-1]} MB"
        facts.log.notes.append(f"browser {seat}: {told} at the end without")
    return max(growths)


def _firefox(stage: Stage) -> None:
    steady_starts(stage, starts=5, seconds=20)


def _judge_firefox(facts: Facts) -> list[Verdict]:
    return [
        Verdict("Firefox against Chromium, p95", percentile(facts.pairs(who=(0, 1)), 95), 3.0, "ms"),
        Verdict("Chromium against Chromium, p95", percentile(facts.pairs(who=(0, 2)), 95), 0.6, "ms"),
        faults(facts),
    ]


CASES = [
    Case("cut", "one member's network is cut for 60 s", THREE, _cut, _judge_cut),
    Case("restart", "the server is killed and comes back 10 s later", THREE, _restart, _judge_restart),
    Case(
        "firefox",
        "a Firefox between two Chromiums",
        (HOST, Seat(Looks(PHONE, firefox=True)), Seat()),
        _firefox,
        _judge_firefox,
    ),
]

_WEIGHED = tuple(replace(seat, looks=replace(seat.looks, flags=(*seat.looks.flags, GARBAGE_FLAG))) for seat in THREE)
HALF_HOUR = Case("half-hour", "30 minutes of music, track ends and all", _WEIGHED, _half_hour, _judge_half_hour)
