"""Measures what several browsers really play.

`python -m bench.acoustic run [CASE …] [--quick 0.2]`: the cases of `make bench-sync`, with a server of their own.
`python -m bench.acoustic report`: table and picture of their results.

`python -m bench.acoustic --starts 10 --seconds 20`: the engine alone, on a perfect clock.
`python -m bench.acoustic --url http://127.0.0.1:8000`: the real product, running there with its demo music.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec

from bench.acoustic.figures import summarise, table
from bench.acoustic.product import ProductOptions, run_product
from bench.acoustic.rig_run import RigOptions, run_rig


def main() -> None:
    """Cases by name, or one measurement without them."""
    if sys.argv[1:2] == ["run"]:
        sys.exit(_run(sys.argv[2:]))
    if sys.argv[1:2] == ["report"]:
        sys.exit(_report(sys.argv[2:]))
    _measure(_arguments())


def _run(words: list[str]) -> int:
    from bench.acoustic.runner import run_cases

    parser = argparse.ArgumentParser(prog="python -m bench.acoustic run")
    parser.add_argument("case", nargs="*", help="all of them when none is named")
    parser.add_argument("--quick", type=float, default=1.0, metavar="SCALE", help="a try at this share of the length")
    parser.add_argument("--results", type=Path, help="folder for the results")
    given = parser.parse_args(words)
    return run_cases(given.case, given.quick, given.results)


def _report(words: list[str]) -> int:
    from bench.acoustic.report import PAGE, PICTURE, make_report
    from bench.acoustic.runner import RESULTS

    parser = argparse.ArgumentParser(prog="python -m bench.acoustic report")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--page", type=Path, default=PAGE)
    parser.add_argument("--picture", type=Path, default=PICTURE)
    given = parser.parse_args(words)
    wrong = make_report(given.results, given.page, given.picture)
    print("\n".join([f"Wrote {given.page} and {given.picture}.", *wrong]))
    return 1 if wrong else 0


def _measure(given: argparse.Namespace) -> None:
    """Prints a table; `--json` writes everything."""
    with tempfile.TemporaryDirectory(prefix="sonix-bench-") as folder:
        if given.url:
            product = ProductOptions(given.url, given.browsers, given.starts, given.seconds, given.settle)
            figures, notes = run_product(product, Path(folder))
        else:
            rig = RigOptions(given.browsers, given.starts, given.seconds, given.settle, given.insecure)
            figures, notes = run_rig(rig, Path(folder))
    summary = summarise(figures)
    print(table(figures, summary))
    for note in notes:
        print(note)
    if given.json:
        content = {"summary": summary, "starts": figures, "browsers": notes}
        given.json.write_bytes(msgspec.json.format(msgspec.json.encode(content)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.acoustic", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--browsers", type=int, default=3)
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=20.0, help="length of each start")
    parser.add_argument("--settle", type=float, default=12.0, help="seconds between joining and the first start")
    parser.add_argument("--url", help="measure the real product at this address")
    parser.add_argument("--insecure", action="store_true", help="plain http: no AudioWorklet, no WebCodecs")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
