"""What a first visit has to fetch before anything is shown."""

from __future__ import annotations

import re

import pytest
from bench.acoustic.freshness import ROOT

STATIC = ROOT / "src" / "sonix" / "web" / "static"
MOST_KB = {"js": 165, "css": 13}
"""Compressed, in units of 1000 bytes: a little above what there is, so that what is added is added knowingly."""


@pytest.mark.parametrize("kind", list(MOST_KB))
def test_the_first_screen_comes_in_one_file_of_each_kind_and_is_no_heavier_than_agreed(kind: str) -> None:
    needed = re.findall(rf'(?:src|href)="/(assets/[^"]+\.{kind})"', (STATIC / "index.html").read_text())
    assert len(needed) == 1, f"a first visit fetches {needed}: what do its modules share with screens that come later?"
    size_kb = (STATIC / f"{needed[0]}.gz").stat().st_size / 1000
    assert size_kb <= MOST_KB[kind], f"{needed[0]} has {size_kb:.0f} kB"
