"""Output devices that change under a browser that plays. Whatever it plays is still in the recording afterwards."""

from __future__ import annotations

import json
import time
from typing import Any

from bench.acoustic.browsers import Listener
from bench.acoustic.sinks import Sinks

_PATIENCE_S = 10.0


def move_output(sinks: Sinks, listener: Listener) -> str:
    """As headphones that are plugged in: a new device appears, and the sound moves there. Gives back its name.

    The new device hands everything on to the old one, which takes time of its own; PulseAudio reports the sum.
    """
    name = f"{listener.sink}_{time.monotonic_ns()}"
    sinks.pactl("load-module", "module-combine-sink", f"sink_name={name}", f"slaves={listener.sink}")
    for number in _inputs(sinks, listener):
        sinks.pactl("move-sink-input", str(number), name)
    return name


def drop_output(sinks: Sinks, listener: Listener) -> None:
    """As a device that is pulled out: the sound moves to a new one, and then back because that one vanishes."""
    name = move_output(sinks, listener)
    for number in _inputs(sinks, listener):
        sinks.pactl("move-sink-input", str(number), listener.sink)
    sinks.pactl("unload-module", str(_module(sinks, name)))


def _inputs(sinks: Sinks, listener: Listener) -> list[int]:
    """The streams this browser plays; waits for the first."""
    mine = {str(pid) for pid in listener.processes()}
    deadline_s = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline_s:
        streams = _listed(sinks, "sink-inputs")
        found = [s["index"] for s in streams if s["properties"].get("application.process.id") in mine]
        if found:
            return found
        time.sleep(0.1)
    raise RuntimeError("this browser plays nothing")


def _module(sinks: Sinks, sink: str) -> int:
    owner = next(each["owner_module"] for each in _listed(sinks, "sinks") if each["name"] == sink)
    return int(owner)


def _listed(sinks: Sinks, what: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(sinks.pactl("--format=json", "list", what) or "[]")
    return listed
