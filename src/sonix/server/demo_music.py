"""Demo music: made by a process of its own at low priority, so that nobody's room stutters, then imported."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from sonix.core.errors import SonixError
from sonix.library.import_progress import ImportProgress
from sonix.library.importer import import_paths
from sonix.media.folders import working_folder
from sonix.web.services import Services

_MAKE = """
import os, pathlib, sys
from sonix.media.demo import make_demo
if hasattr(os, "nice"):
    os.nice(10)
make_demo(pathlib.Path(sys.argv[1]))
"""


async def first_music(services: Services) -> ImportProgress | None:
    """Bring the demo music in at the first start of a data folder; None at later ones, or when it is not wanted.

    Somebody who deletes the demo music does not get it again.
    """
    done = services.settings.data_dir / "demo-music-made"
    if not services.settings.demo_music or done.exists():
        return None
    brought = await bring_demo_music(services)
    done.touch()
    return brought


async def bring_demo_music(services: Services) -> ImportProgress:
    """Make the three pieces and import them. What is there already is not made twice.

    Raises:
        SonixError: `demo_failed`: they could not be made, or not be imported.
    """
    # In the working folder: what a crash leaves behind is swept there.
    async with working_folder(services.settings.data_dir / "work", "demo-") as folder:
        await _make(folder)
        brought = await import_paths(services, [folder], lambda _progress: None)
    if brought.failures:
        raise SonixError("demo_failed", f"The demo music was not taken: {brought.failures[0].message}", status=500)
    return brought


async def _make(folder: Path) -> None:
    maker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _MAKE, str(folder), stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        _, said = await maker.communicate()
    except asyncio.CancelledError:
        maker.kill()
        await maker.wait()
        raise
    if maker.returncode != 0:
        reason = said.decode(errors="replace").strip().rpartition("\n")[2]
        raise SonixError("demo_failed", f"The demo music could not be made: {reason}", status=500)
