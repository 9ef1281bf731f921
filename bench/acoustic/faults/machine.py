"""What happens to the machine and to the server."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.e2e.server import SonixServer

_BURN = "import time\nend = time.monotonic() + {seconds}\nwhile time.monotonic() < end: pass"


def burn_cpu(seconds: float, processes: int) -> list[subprocess.Popen[bytes]]:
    """Starts that many busy processes and comes back at once; each ends by itself after `seconds`: wait for them."""
    return [subprocess.Popen([sys.executable, "-c", _BURN.format(seconds=seconds)]) for _ in range(processes)]


def restart_server(server: SonixServer, after_s: float) -> None:
    """Killed without warning; started again on the same port and data `after_s` later. Comes back once it answers."""
    server.kill()
    time.sleep(after_s)
    server.start()
