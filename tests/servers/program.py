"""Programs of the machine that tests start for themselves: on 127.0.0.1, with folders of their own, ended with the run.

Database servers refuse to run as root, so there they run as another user. A server ends with the test run even when
the run is killed, where the system can promise that (Linux's `setpriv --pdeathsig`).
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 30.0


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_program(name: str, folders: Iterable[str] = ()) -> str:
    """The path of a program, also where servers are kept, which is on no ordinary user's PATH."""
    path = os.pathsep.join([*folders, os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    found = shutil.which(name, path=path)
    if found is None:
        raise RuntimeError(f"The tests need {name}. scripts/system-deps installs it.")
    return found


class Home:
    """A folder of its own for one server, under a short path (sockets have at most 108 characters), and its user.

    `as_oneself`: the program may run as root, and reads what only whoever runs the tests may read.
    """

    def __init__(self, *users: str, as_oneself: bool = False) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="sonix-server-"))
        self.user = _other_user(users) if os.geteuid() == 0 and not as_oneself else None
        if self.user is not None:
            os.chown(self.path, self.user.pw_uid, self.user.pw_gid)

    def command(self, arguments: Sequence[str | Path]) -> list[str]:
        """`arguments` as the folder's user, to be ended with this process."""
        before: list[str] = []
        if shutil.which("setpriv"):
            before = ["setpriv", "--pdeathsig", "TERM"]
            if self.user is not None:
                before += [f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups"]
        return [*before, *map(str, arguments)]

    def run(self, *arguments: str | Path) -> None:
        """Run a program to its end. Raises RuntimeError with what it said when it fails."""
        done = subprocess.run(self.command(arguments), cwd=self.path, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{arguments[0]} failed:\n{done.stdout}\n{done.stderr}")

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.path, ignore_errors=True)


class Program:
    """A running server, known by its pid.

    `ready`: what it logs once it serves, where its port is open before that.
    """

    def __init__(
        self, home: Home, port: int, arguments: Sequence[str | Path], stop_signal: signal.Signals, ready: str = ""
    ) -> None:
        self._home = home
        self._log = home.path / "server.log"
        self._arguments = arguments
        self._stop_signal = stop_signal
        self._ready = ready
        self.port = port
        self.process = self._started()

    @property
    def pid(self) -> int:
        return self.process.pid

    def freeze(self) -> None:
        """Stop it in mid-step, with all its processes: connections stay open, and nothing answers."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal_all(signal.SIGCONT)

    def kill(self) -> None:
        """End it as a power cut does, with all its processes."""
        self._signal_all(signal.SIGKILL)
        self.process.wait(STOP_TIMEOUT_S)

    def start_again(self) -> None:
        """Start it on the same port and folder, once it has ended."""
        self.process = self._started()

    def stop(self) -> None:
        """End it, if it still runs, and delete its folder."""
        if self.process.poll() is None:
            self.thaw()
            self.process.send_signal(self._stop_signal)
            try:
                self.process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self.kill()
        self._home.remove()

    def _signal_all(self, number: signal.Signals) -> None:
        """Itself, then its children: PostgreSQL has one for each connection, in a session of its own."""
        os.kill(self.pid, number)
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == self.pid:
                    os.kill(int(folder.name), number)
            except OSError:
                continue

    def _serves(self, log_from: int) -> bool:
        return _accepts(self.port) and self._ready.encode() in self._log.read_bytes()[log_from:]

    def _started(self) -> subprocess.Popen[bytes]:
        log_from = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                self._home.command(self._arguments), cwd=self._home.path, stdout=log, stderr=log, start_new_session=True
            )
        until = time.monotonic() + START_TIMEOUT_S
        while not self._serves(log_from):
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                raise RuntimeError(f"{self._arguments[0]} did not start:\n{self._log.read_text()[-4000:]}")
            time.sleep(0.05)
        return process


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _other_user(names: Iterable[str]) -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in (*names, "nobody") if name in known)
