"""Cases in which something is done to one browser, its output, or the whole machine, and how soon it is over."""

from __future__ import annotations

import os
from collections.abc import Callable

from bench.acoustic.browsers import Looks
from bench.acoustic.cases.case import HOST, THREE, Case, faults, percentile
from bench.acoustic.facts import Facts, pair_offsets
from bench.acoustic.faults import (
    block_audio_thread,
    block_decoder,
    burn_cpu,
    drop_output,
    hide,
    move_output,
    show,
    sleep_browser,
)
from bench.acoustic.outcome import Verdict
from bench.acoustic.stage import PHONE, Seat, Stage
from sonix.protocol.client import LoopCommand

_BLOCK_MS = 200.0
_BETWEEN_S = 10.0
_BURN_S = 30.0
_HIDE_S = 300.0
_SLEEP_S = 60.0
_AFTER_S = 20.0
_STORM = 6
_SHOWN_US = 1e7
_MISHAP_US = 1.5e6
"""A mishap takes less than that, by its own clock and the bench's."""


def _begin(stage: Stage) -> None:
    stage.onlooker.do(LoopCommand("queue"))
    stage.play()
    stage.until_switched()
    stage.wait(stage.seconds(12, 6))


def _again_and_again(stage: Stage, times: int, mishap: Callable[[int], None]) -> None:
    """A mishap of browser 1 every few seconds; the mark stands at its end."""
    _begin(stage)
    with stage.stretch("mishaps"):
        for number in range(stage.times(times)):
            mishap(number)
            stage.mark("over", 1)
            stage.wait(_BETWEEN_S)


def _underrun(stage: Stage) -> None:
    def block(number: int) -> None:
        (block_audio_thread if number % 2 == 0 else block_decoder)(stage.listeners[1], _BLOCK_MS)

    _again_and_again(stage, 8, block)


def _outputs(stage: Stage) -> None:
    def change(number: int) -> None:
        (drop_output if number % 2 == 0 else move_output)(stage.sinks, stage.listeners[1])

    _again_and_again(stage, 4, change)


def _contention(stage: Stage) -> None:
    _begin(stage)
    with stage.stretch("before", "before"):
        stage.wait(stage.seconds(8, 3))
    with stage.stretch("both cores busy", "busy"):
        burning = burn_cpu(stage.seconds(_BURN_S, 10), os.cpu_count() or 2)
        while any(process.poll() is None for process in burning):
            stage.wait(0.5)
    stage.mark("over")
    with stage.stretch("after"):
        stage.wait(_AFTER_S)


def _hidden(stage: Stage) -> None:
    _begin(stage)
    with stage.stretch("hidden", "hidden"):
        hide(stage.listeners[1])
        stage.wait(stage.seconds(_HIDE_S, 20))
        show(stage.listeners[1])
    stage.mark("over", 1)
    with stage.stretch("after"):
        stage.wait(_AFTER_S)


def _asleep(stage: Stage) -> None:
    """What is asleep is silent: only what comes after is measured."""
    _begin(stage)
    sleep_browser(stage.listeners[1], stage.seconds(_SLEEP_S, 15))
    stage.mark("over", 1)
    with stage.stretch("after"):
        stage.wait(_AFTER_S)


def _recoveries(facts: Facts, who: tuple[int, ...], most_s: float, within_ms: float = 1.0) -> list[float]:
    """Seconds from the end of each mishap, none longer than to the next one or the end."""
    overs = [mark.at_us for mark in facts.marks("over")]
    last_us = max(stretch.to_us for stretch in facts.log.stretches)
    until = [over - _MISHAP_US for over in overs[1:]]
    found = [facts.recovered_s(over, end, who, within_ms) for over, end in zip(overs, [*until, last_us], strict=True)]
    facts.log.notes.append(f"back within {within_ms} ms: {[round(each, 2) for each in found]} s after each mishap")
    for over, end, took_s in zip(overs, [*until, last_us], found, strict=True):
        if took_s > most_s:
            facts.log.notes.append(
                f"late by seat every half second after it: {facts.path_ms(over, min(end, over + _SHOWN_US))} ms"
            )
    return found


def _jumps(facts: Facts) -> float:
    """Hard seeks of the player that has most, over the whole run."""
    worst = 0
    for seat in range(facts.seats):
        told = [each.jumps for each in facts.log.soundings if each.browser == seat]
        worst = max(worst, max(told, default=0) - min(told, default=0))
    return float(worst)


def _judge_again(facts: Facts, most_s: float, within_ms: float = 1.0) -> list[Verdict]:
    worst = max(_recoveries(facts, (1,), most_s, within_ms), default=None)
    return [
        Verdict(f"back within {within_ms} ms, worst", worst, most_s, "s"),
        Verdict("the others meanwhile, pairs, p95", percentile(facts.pairs(who=(0, 2)), 95), 0.6, "ms"),
        faults(facts, (0, 2)),
    ]


def _judge_contention(facts: Facts) -> list[Verdict]:
    busy = [pair_offsets(windows) for _, windows in facts.of("busy")]
    facts.log.notes.append(f"while busy: pairs p95 {percentile(busy[0], 95)} ms")
    return [
        Verdict("back within 1 ms, worst", max(_recoveries(facts, (0, 1, 2), 10.0), default=None), 10.0, "s"),
        Verdict("hard seeks of one player", _jumps(facts), _STORM, ""),
        faults(facts, kind="before"),
    ]


def _judge_hidden(facts: Facts) -> list[Verdict]:
    return [
        *_judge_again(facts, 2.0),
        Verdict("pairs, p95, while hidden", percentile(facts.pairs(facts.of("hidden")), 95), 1.0, "ms"),
        faults(facts, (1,), "hidden"),
    ]


CASES = [
    Case(
        "underrun",
        "200 ms of blocked audio thread or decoder",
        THREE,
        _underrun,
        lambda facts: _judge_again(facts, 3.0),
    ),
    Case("contention", "both cores busy for 30 s", THREE, _contention, _judge_contention),
    Case(
        "outputs",
        "one member's output device changes, or vanishes",
        THREE,
        _outputs,
        lambda facts: _judge_again(facts, 5.0, 5.0),
    ),
    Case(
        "hidden",
        "one tab hidden for 5 minutes",
        (HOST, Seat(Looks(PHONE, plain=True)), Seat()),
        _hidden,
        _judge_hidden,
    ),
    Case(
        "asleep",
        "one whole browser stands still for 60 s",
        THREE,
        _asleep,
        lambda facts: _judge_again(facts, 2.0),
    ),
]
