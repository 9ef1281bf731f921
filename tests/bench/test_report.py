"""What the report says of results that are missing, broken, or of other code."""

from __future__ import annotations

from pathlib import Path

import msgspec
from bench.acoustic.cases import CASES
from bench.acoustic.outcome import Verdict, bare
from bench.acoustic.report import load_causes, make_report

CASE = CASES[0].name


def report_of(folder: Path, verdict: Verdict) -> tuple[list[str], str]:
    result = bare(CASE, "a case", [verdict], [], 1.0, 0.0, 1.0)
    (folder / f"{CASE}.json").write_bytes(msgspec.json.encode(result))
    wrong = make_report(folder, folder / "page.md", folder / "picture.png")
    return wrong, (folder / "page.md").read_text(encoding="utf-8")


def test_cases_without_a_result_are_told_and_shown(tmp_path: Path) -> None:
    wrong, page = report_of(tmp_path, Verdict("pairs, p95", 0.3, 0.6, "ms"))
    missing = {case.name for case in CASES} - {CASE}
    assert {line.partition(":")[0] for line in wrong if line.endswith("no result")} == missing
    assert page.count("**no result**") == len(missing)


def test_a_case_that_broke_is_missed_and_its_cause_is_asked_for(tmp_path: Path) -> None:
    _, page = report_of(tmp_path, Verdict("ran to its end", None, 0, ""))
    assert "| ran to its end | not taken  | 0  | **missed** | not known |" in page


def test_causes_name_cases_that_there_are() -> None:
    assert set(load_causes()) <= {case.name for case in CASES}
