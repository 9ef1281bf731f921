"""A private PulseAudio: one master null sink, one stereo remap sink per browser, so that one recording holds them all.

All browsers are rendered by the same thread into the same frames: the recording's channels are aligned by construction.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

RATE_HZ = 48_000
_START_TRIES = 100
_SCRUBBED = ("PULSE_SERVER", "PULSE_SINK", "DBUS_SESSION_BUS_ADDRESS")


class Sinks:
    """`count` stereo sinks named s0, s1, … in a daemon of their own. Use it as a context manager.

    `rates_hz`: of each sink, where they differ; the daemon then tells every client one of them, see `tell_rate`.
    """

    def __init__(self, count: int, rates_hz: tuple[int, ...] = ()) -> None:
        self.names = [f"s{i}" for i in range(count)]
        self.rates_hz = rates_hz or (RATE_HZ,) * count
        self._is_mixed = len(set(self.rates_hz)) > 1
        self.channel_map = ",".join(f"aux{i}" for i in range(2 * count))
        self.folder = Path(tempfile.mkdtemp(prefix="sonix-acoustic-"))
        socket = self.folder / "native"
        self.environment = {name: value for name, value in os.environ.items() if name not in _SCRUBBED}
        self.environment |= {
            "XDG_RUNTIME_DIR": str(self.folder),
            "PULSE_RUNTIME_PATH": str(self.folder / "pulse"),
            "PULSE_STATE_PATH": str(self.folder / "state"),
            "PULSE_CONFIG": str(self._write_config()),
            "HOME": str(self.folder),
        }
        self._log = (self.folder / "pulse.log").open("w")
        self._daemon = subprocess.Popen(self._command(socket), env=self.environment, stdout=self._log, stderr=self._log)
        self.environment["PULSE_SERVER"] = f"unix:{socket}"
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Sinks:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._daemon.terminate()
        self._daemon.wait(5)
        self._log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write_config(self) -> Path:
        path = self.folder / "daemon.conf"
        # A sink of another rate must not take the master's along.
        path.write_text(
            f"flat-volumes = no\navoid-resampling = {'no' if self._is_mixed else 'yes'}\n"
            "enable-lfe-remixing = no\nexit-idle-time = -1\n"
            f"default-sample-rate = {RATE_HZ}\n"
        )
        return path

    def _command(self, socket: Path) -> list[str]:
        channels = self.channel_map.split(",")
        command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1"]
        command += ["--high-priority=yes", "--realtime=yes", "--log-target=stderr"]
        command.append(f"--load=module-native-protocol-unix auth-anonymous=1 socket={socket}")
        # norewinds: rewinding a null sink shifts what is recorded by milliseconds.
        command.append(
            "--load=module-null-sink sink_name=master norewinds=1 format=float32le "
            f"rate={RATE_HZ} channels={len(channels)} channel_map={self.channel_map}"
        )
        if self._is_mixed:
            command.append("--load=module-dbus-protocol access=local")
        for i, name in enumerate(self.names):
            command.append(
                f"--load=module-remap-sink sink_name={name} master=master rate={self.rates_hz[i]} channels=2 remix=no "
                f"channel_map=front-left,front-right master_channel_map={channels[2 * i]},{channels[2 * i + 1]}"
            )
        return command

    def _wait(self) -> None:
        for _ in range(_START_TRIES):
            if len(self.pactl("list", "short", "sinks").splitlines()) == len(self.names) + 1:
                break
            if self._daemon.poll() is not None:
                raise RuntimeError((self.folder / "pulse.log").read_text())
            time.sleep(0.05)
        else:
            raise RuntimeError("PulseAudio does not answer")
        # Chromium sizes its streams after the default sink: it must be a stereo one.
        self.pactl("set-default-sink", self.names[0])

    def tell_rate(self, name: str) -> None:
        """To be called before a page on that sink opens a context: Chromium takes the rate of new ones from the
        daemon's default, whatever its sink's, and keeps it. As on a desktop, where the default is the sound card's.
        """
        if not self._is_mixed:
            return
        rate_hz = self.rates_hz[self.names.index(name)]
        command = ["dbus-send", f"--peer=unix:path={self.folder / 'pulse' / 'dbus-socket'}", "--print-reply"]
        command += ["/org/pulseaudio/core1", "org.freedesktop.DBus.Properties.Set", "string:org.PulseAudio.Core1"]
        subprocess.run(
            [*command, "string:DefaultSampleRate", f"variant:uint32:{rate_hz}"],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def pactl(self, *arguments: str) -> str:
        """Asks or orders the daemon; gives back what it prints."""
        done = subprocess.run(["pactl", *arguments], env=self.environment, text=True, capture_output=True, check=False)
        return done.stdout
