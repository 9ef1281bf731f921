"""What happens to the machine."""

from __future__ import annotations

import subprocess
import sys

_BURN = "import time\nend = time.monotonic() + {seconds}\nwhile time.monotonic() < end: pass"


def burn_cpu(seconds: float, processes: int) -> list[subprocess.Popen[bytes]]:
    """Starts that many busy processes and comes back at once; each ends by itself after `seconds`: wait for them."""
    return [subprocess.Popen([sys.executable, "-c", _BURN.format(seconds=seconds)]) for _ in range(processes)]
