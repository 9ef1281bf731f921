#!/usr/bin/env python3
"""Write the golden vectors in `tests/vectors` from the Python side; `--check` only says whether they are current.

Both languages are tested against them, so a change of behaviour shows in a diff of these files and must be meant.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.clock.networks import NETWORKS, Clocks, Simulation, Timer  # noqa: E402

from sonix.core.clock_filter import ClockFilter  # noqa: E402
from sonix.core.room.state import LoopMode, Transport  # noqa: E402
from sonix.core.timeline import Piece, fold, layers, position_at  # noqa: E402

VECTORS = ROOT / "tests" / "vectors"
SECOND_US = 1_000_000
LOOKS = (1, 7, 20, 40, 80, 150)
LOOPS: tuple[LoopMode, ...] = ("off", "track", "queue")
Json = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Write or check both files. The exit code is 1 when one was not current."""
    stale = False
    for name, content in (("timeline.json", timeline_cases()), ("clock_filter.json", clock_cases())):
        lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in content)
        text = f"[\n{lines}\n]\n"
        path = VECTORS / name
        if arguments != ["--check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale = True
            print(f"{name} is not current: run scripts/gen_vectors.py", file=sys.stderr)
    return int(stale)


def timeline_cases() -> list[Json]:
    """Transports folded over queues of every kind."""
    random = Random(7)
    order = [Piece("a", 60 * SECOND_US), Piece("b", 90 * SECOND_US + 1), Piece("c", 3 * SECOND_US)]
    playing = Transport(epoch=4, entry_id="a", position_us=10 * SECOND_US, at_us=1000 * SECOND_US, playing=True)
    cases = [_fold_case(f"loop {loop}", playing, order, loop, 1000 + 400) for loop in LOOPS]
    cases += [
        _fold_case("paused", msgspec.structs.replace(playing, playing=False), order, "queue", 2000),
        _fold_case("not begun yet", playing, order, "off", 900),
        _fold_case("ends exactly then", playing, order, "off", 1050),
        _fold_case(
            "past its end already", msgspec.structs.replace(playing, position_us=SECOND_US * 70), order, "off", 1001
        ),
        _fold_case("entry not in the queue", msgspec.structs.replace(playing, entry_id="gone"), order, "queue", 5000),
        _fold_case("empty", Transport(), [], "queue", 5000),
    ]
    for number in range(20):
        entries = [Piece(f"e{i}", random.randrange(1, 200 * SECOND_US)) for i in range(random.randrange(1, 6))]
        entry_id, duration_us, _, _ = random.choice(entries)
        transport = Transport(
            epoch=random.randrange(100),
            entry_id=entry_id,
            position_us=random.randrange(duration_us),
            at_us=random.randrange(10**15, 10**15 + 10**9),
            playing=True,
        )
        loop = random.choice(LOOPS)
        until_s = transport.at_us // SECOND_US + random.randrange(-10, 900)
        cases.append(_fold_case(f"random {number}", transport, entries, loop, until_s))
    return [*cases, *_blend_cases(playing, order)]


def _blend_cases(playing: Transport, order: list[Piece]) -> list[Json]:
    """The same with tracks that sound on under the beginning of the next."""
    random = Random(8)
    album = [Piece(f"t{n}", 40 * SECOND_US, "Album", 100_000 + n) for n in (1, 2, 4)]
    first = msgspec.structs.replace(playing, entry_id="t1")
    seek = msgspec.structs.replace(playing, position_us=57 * SECOND_US)
    cases = [_fold_case(f"blend, loop {loop}", playing, order, loop, 1000 + 400, 6) for loop in LOOPS]
    cases += [_fold_case(f"blend, {at} s", playing, order, "off", 1000 + at, 6) for at in (43, 44, 46, 49, 50, 51)]
    cases += [
        _fold_case("blend, album order", first, album, "queue", 1200, 12),
        _fold_case("blend, a seek into it", seek, order, "off", 1001, 6),
        _fold_case(
            "blend, a seek to its end", msgspec.structs.replace(seek, position_us=60_000_000), order, "off", 1000, 6
        ),
        _fold_case(
            "blend, fixed shorter", msgspec.structs.replace(playing, overlap_us=2_500_000), order, "off", 1049, 6
        ),
        _fold_case("blend, fixed at none", msgspec.structs.replace(playing, overlap_us=0), order, "off", 1049, 6),
        _fold_case("blend, one entry in a loop", playing, order[:1], "queue", 2000, 6),
        _fold_case("blend, a year of it", playing, order, "queue", 31_536_000, 6),
    ]
    for number in range(20):
        entries = [
            Piece(f"e{i}", random.randrange(1, 60 * SECOND_US), random.choice(["", "A"]), random.choice([0, 1, 2]))
            for i in range(random.randrange(1, 6))
        ]
        transport = Transport(
            epoch=random.randrange(100),
            entry_id=entries[0].entry_id,
            position_us=random.randrange(entries[0].duration_us),
            at_us=random.randrange(10**15, 10**15 + 10**9),
            playing=True,
        )
        until_s = transport.at_us // SECOND_US + random.randrange(300)
        cases.append(
            _fold_case(
                f"random blend {number}", transport, entries, random.choice(LOOPS), until_s, random.randrange(13)
            )
        )
    return cases


def _fold_case(
    name: str, transport: Transport, order: list[Piece], loop: LoopMode, until_s: int, crossfade_s: int = 0
) -> Json:
    until_us = until_s * SECOND_US
    folded = fold(transport, order, loop, until_us, crossfade_s * SECOND_US)
    if len(folded) > 12:
        folded = [*folded[:2], *folded[-2:]]
    return {
        "name": name,
        "transport": msgspec.to_builtins(transport),
        "order": order,
        "loop": loop,
        "until_us": until_us,
        "crossfade_us": crossfade_s * SECOND_US,
        "folded": msgspec.to_builtins(folded),
        "position_us": position_at(folded[-1], until_us),
        "layers": [[*layer[:2], round(layer.gain, 9)] for layer in layers(folded[-1], until_us)],
    }


def clock_cases() -> list[Json]:
    """Probes over simulated networks, with what the filter makes of them after some."""
    cases = [
        _clock_case(Simulation(network, Clocks(offset_us=1.7e15 + 12345, skew=37e-6), seed), 0, 0)
        for seed, network in enumerate(NETWORKS)
    ]
    lan, wifi = NETWORKS[0], NETWORKS[1]
    coarse = Simulation(lan, Clocks(offset_us=-5e8, skew=-20e-6), 20, Timer(1000))
    jittered = Simulation(lan, Clocks(offset_us=5e8), 21, Timer(100, jittered=True))
    stepped = Simulation(wifi, Clocks(skew=80e-6, steps=((30e6, 3.6e9),)), 22)
    bent = Simulation(lan, Clocks(skew=0, bends=((20e6, 400e-6),)), 23)
    far = Simulation(NETWORKS[3], Clocks(skew=10e-6, steps=((25e6, -60e3),)), 24)
    return [
        *cases,
        _clock_case(coarse, 0, 1000, "timer of 1 ms"),
        _clock_case(jittered, 100, 100, "jittered timer of 0.1 ms"),
        _clock_case(stepped, 0, 0, "a clock steps by an hour"),
        _clock_case(bent, 0, 0, "a clock begins to slew"),
        _clock_case(far, 0, 0, "a clock steps by less than half a round trip"),
    ]


def _clock_case(simulation: Simulation, early_us: float, late_us: float, name: str = "") -> Json:
    clock = ClockFilter(early_us, late_us)
    probes: list[tuple[int, int, int, int]] = []
    looks: list[Json] = []
    for _, probe in simulation.probes(85):
        clock.add(*probe)
        probes.append(probe)
        if len(probes) in LOOKS:
            looks.append(_look(clock, len(probes), probe[3]))
    return {
        "name": name or simulation.network.name,
        "early_us": early_us,
        "late_us": late_us,
        "probes": probes[: max(LOOKS)],
        "looks": looks,
    }


def _look(clock: ClockFilter, after: int, local_us: int) -> Json:
    lower_us, upper_us = clock.bound_us(local_us)
    return {
        "after": after,
        "at_us": local_us,
        "offset_us": round(clock.offset_at(local_us), 2),
        "least_us": round(lower_us, 2),
        "most_us": round(upper_us, 2),
        "skew_ppm": round(clock.skew_ppm, 4),
        "rtt_us": clock.rtt_us,
        "jitter_us": clock.jitter_us,
        "sigma_us": round(clock.sigma_us(), 2),
        "jitter_up_us": round(clock.jitter_up_us, 2),
        "jitter_down_us": round(clock.jitter_down_us, 2),
        "suspect_us": None if clock.suspect_us is None else round(clock.suspect_us, 2),
        "restarts": clock.restarts,
        "count": clock.count,
        "settled": clock.settled,
        "doubtful": clock.doubtful,
    }


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
