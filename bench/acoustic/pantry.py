"""A data folder with music in it, made once and copied for every case: the product's demo music, noise of the bench.

It is kept under `test-artifacts/` until the code that makes it changes.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from tests.e2e.server import SonixServer

from bench.acoustic.shelf import Shelf

_ROOT = Path(__file__).parents[2]
_KEPT = _ROOT / "test-artifacts"
_MAKERS = ("src/sonix/media", "src/sonix/db", "src/sonix/library", "bench/acoustic/programme.py")
_NOISE_S = (75.0, 60.0)
_NOISE = "Noise"
SETTINGS = {"SONIX_UPLOADS__VISIBILITY": "instance"}


def stocked() -> Path:
    """The data folder of a server that holds the music and no rooms. Copy it."""
    folder = _KEPT / f"bench-pantry-{_fingerprint()}"
    if not folder.exists():
        _KEPT.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="pantry-", dir=_KEPT) as made:
            _stock(Path(made))
            (Path(made) / "data").rename(folder)
    return folder


def queue_of(tracks: dict[str, str]) -> tuple[str, ...]:
    """A queue that begins with two pieces of noise and goes on with music, for half an hour and more. `tracks`: ids by
    title."""
    first, second = (track for title, track in sorted(tracks.items()) if title.startswith(_NOISE))
    music = [track for title, track in sorted(tracks.items()) if not title.startswith(_NOISE)]
    return (first, second, *music) * 4


def _stock(folder: Path) -> None:
    server = SonixServer(folder / "data", env=SETTINGS)
    try:
        server.start()
        server.wait_for_line("Demo music is ready")
        shelf = Shelf(server.url, folder, "Bench")
        for seed, length_s in enumerate(_NOISE_S):
            shelf.upload_noise(length_s, seed, f"{_NOISE} {seed}")
    finally:
        server.stop()


def _fingerprint() -> str:
    paths = [path for maker in _MAKERS for path in [_ROOT / maker, *(_ROOT / maker).rglob("*.py")]]
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def copy_to(data: Path) -> None:
    shutil.copytree(stocked(), data)
