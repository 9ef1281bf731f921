"""`sonix doctor`."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from sonix.cli.options import ConfigFile, DataDir, settings_from


def doctor(
    *,
    deep: Annotated[bool, Parameter(negative=(), help="Read all music through too, and compare hashes.")] = False,
    data_dir: DataDir = None,
    config: ConfigFile = None,
) -> None:
    """Check what Sonix needs and say what to do about what is missing. Exits with 1 when something must be done."""
    settings = settings_from(config, {"data_dir": data_dir})
    from sonix.doctor import Level, examine

    failed = 0
    for finding in examine(settings, deep=deep):
        print(f"{finding.level:<5}{finding.name:<16}{finding.detail}", flush=True)
        if finding.advice:
            print(f"{'':<21}→ {finding.advice}")
        failed += finding.level == Level.FAIL
    print("Everything Sonix needs is there." if failed == 0 else f"{failed} of these must be put right first.")
    if failed:
        sys.exit(1)
