"""How a screen is judged: by axe, by the width of the window, and by people who look at the picture."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe

from tests.e2e.person import DESK, NARROW, PHONE, TABLET, Person

Scheme = Literal["dark", "light"]
SIZES = {"narrow": NARROW, "phone": PHONE, "tablet": TABLET, "desk": DESK}


def judge(one: Person, picture: Path, *, axe: bool = True) -> None:
    """Take a picture of the screen, and let axe and the window's width judge it."""
    one.still()
    one.page.screenshot(path=picture)
    if axe:
        found = Axe().run(one.page)
        assert found.violations_count == 0, f"{picture.stem}\n{found.generate_report()}"
    width = one.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{picture.stem} is {width} px wider than the window"
