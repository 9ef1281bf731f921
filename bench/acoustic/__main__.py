"""`python -m bench.acoustic --starts 10 --seconds 20`: the engine on a perfect clock; `--url` measures the real product."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import msgspec

from bench.acoustic.figures import summarise, table
from bench.acoustic.rig_run import RigOptions, run_rig


def main() -> None:
    """Prints a table; `--json` writes everything."""
    parser = argparse.ArgumentParser(prog="python -m bench.acoustic", description=__doc__)
    parser.add_argument("--browsers", type=int, default=3)
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=20.0, help="length of each start")
    parser.add_argument("--settle", type=float, default=12.0, help="seconds between joining and the first start")
    parser.add_argument("--insecure", action="store_true", help="plain http: no AudioWorklet, no WebCodecs")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sonix-bench-") as folder:
        options = RigOptions(given.browsers, given.starts, given.seconds, given.settle, given.insecure)
        figures, statuses = run_rig(options, Path(folder))
    summary = summarise(figures)
    print(table(figures, summary))
    for status in statuses:
        print(status)
    if given.json:
        content = {"summary": summary, "starts": figures, "statuses": statuses}
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(content)))


if __name__ == "__main__":
    main()
