"""The engine alone: the rig page on a perfect clock in every browser, plans given by the bench."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from bench.acoustic.browsers import INSECURE_HOST, Listener, listeners
from bench.acoustic.figures import Figures, Stretch, measure
from bench.acoustic.programme import Piece, make_pieces
from bench.acoustic.recorder import Recorder, Samples
from bench.acoustic.server import serve
from bench.acoustic.sinks import RATE_HZ, Sinks

_RIG = Path(__file__).parent / "rig"
_WEB = Path(__file__).parents[2] / "web"
# How far ahead switches are scheduled, like a room's lead.
_LEAD_S = 0.4
_PAUSE_S = 1.5
_NOTE = "() => ({status: rig.player.status, problems: rig.problems})"


class RigOptions(msgspec.Struct, frozen=True):
    browsers: int
    starts: int
    seconds: float
    settle_s: float
    insecure: bool = False
    seed: int = 1


def run_rig(options: RigOptions, folder: Path) -> tuple[list[Figures], list[dict[str, Any]]]:
    """Starts, each at another place, by pause and play; the last one runs over a gapless track end."""
    build_rig(folder / "site")
    pieces = make_pieces(folder / "pieces", [60.0, 45.0])
    addresses = {piece.rendition.rendition_id: piece.folder for piece in pieces}
    viewports = [(1280, 800)] * options.browsers
    with (
        serve(folder / "site", addresses) as url,
        Sinks(options.browsers) as sinks,
        listeners(sinks, viewports) as opened,
    ):
        for listener in opened:
            listener.page.goto(url.replace("127.0.0.1", INSECURE_HOST) if options.insecure else url)
        rig = Rig(opened, pieces)
        rig.stand(0, 0.0, None)
        for listener in opened:
            listener.page.evaluate("() => rig.player.unlock()")
        opened[0].page.wait_for_timeout(options.settle_s * 1000)
        recorder = Recorder(sinks)
        heard = _play_all(rig, options)
        recording = recorder.stop()
        statuses = [listener.page.evaluate(_NOTE) for listener in opened]
    return [measure(recording, music, stretch) for music, stretch in heard], statuses


def _play_all(rig: Rig, options: RigOptions) -> list[tuple[Samples, Stretch]]:
    chance = random.Random(options.seed)
    heard: list[tuple[Samples, Stretch]] = []
    length_s = rig.pieces[0].rendition.samples / RATE_HZ
    for number in range(options.starts):
        last = number == options.starts - 1
        position_s = length_s - options.seconds / 2 if last else chance.uniform(0, length_s - options.seconds - 2)
        heard.append(rig.play(f"{'gapless' if last else 'start'} {number + 1}", position_s, options.seconds))
    return heard


class Rig:
    """Speaks to all pages as a room would: whole plans, with switches in the near future."""

    def __init__(self, opened: list[Listener], pieces: list[Piece]) -> None:
        self.opened = opened
        self.pieces = pieces
        self.tracks = {f"e{i}": {"rendition": msgspec.to_builtins(piece.rendition)} for i, piece in enumerate(pieces)}
        self._epoch = 0

    def play(self, name: str, position_s: float, seconds: float) -> tuple[Samples, Stretch]:
        """Plays piece 0 (and piece 1 after its end) from standing, then stands again; returns what should be heard."""
        self.stand(0, position_s, None)
        self._wait(_PAUSE_S)
        at_s = time.time() + _LEAD_S
        standing = self._segment("e0", at_s - 10, position_s, playing=False)
        playing = self._segment("e0", at_s, position_s, playing=True)
        end_s = at_s + self.pieces[0].rendition.samples * 1_000_000 // 48_000 / 1e6 - position_s
        following = self._segment("e1", end_s, 0.0, playing=True)
        self._send([standing, playing, following])
        self._wait(_LEAD_S + seconds)
        stop_s = time.time() + _LEAD_S
        self._send([playing, following, self._segment("e0", stop_s, position_s, playing=False)])
        self._wait(_LEAD_S + 0.1)
        music = np.concatenate([piece.music for piece in self.pieces])
        return music, Stretch(name, at_s, stop_s, position_s)

    def stand(self, piece: int, position_s: float, at_s: float | None) -> None:
        """Stands still at a place."""
        self._send([self._segment(f"e{piece}", at_s or time.time() - 10, position_s, playing=False)])

    def _segment(self, entry_id: str, from_s: float, position_s: float, playing: bool) -> dict[str, Any]:
        self._epoch += 1
        return {
            "entryId": entry_id,
            "fromUs": round(from_s * 1e6),
            "positionUs": round(position_s * 1e6),
            "playing": playing,
            "epoch": self._epoch,
        }

    def _send(self, segments: list[dict[str, Any]]) -> None:
        for listener in self.opened:
            listener.page.evaluate("([segments, tracks]) => rig.plan(segments, tracks)", [segments, self.tracks])

    def _wait(self, seconds: float) -> None:
        self.opened[0].page.wait_for_timeout(seconds * 1000)


def build_rig(site: Path) -> None:
    """Builds the rig page as the product is built."""
    config = str(_RIG / "vite.config.mjs")
    command = ["npx", "vite", "build", "--config", config, "--outDir", str(site), "--logLevel", "warn"]
    subprocess.run(command, cwd=_WEB, check=True)
