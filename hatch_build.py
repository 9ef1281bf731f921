"""Build hook: a wheel carries the built page, so that whoever installs it needs no Node."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Builds the page unless it is there already; an editable install is left alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run npm before the files of the wheel are collected.

        Raises:
            RuntimeError: there is neither a built page nor an npm to build it with.
        """
        if version == "editable" or self.target_name != "wheel":
            return
        root = Path(self.root)
        if (root / "src/sonix/web/static/index.html").exists():
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("The page is not built and there is no npm to build it: install Node 20.19 or newer.")
        subprocess.run([npm, "ci"], cwd=root / "web", check=True)  # noqa: S603 - npm as found on the path
        subprocess.run([npm, "run", "build"], cwd=root / "web", check=True)  # noqa: S603
