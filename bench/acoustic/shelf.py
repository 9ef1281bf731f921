"""The music of a bench run: the server's own demo tracks and noise of the bench, as the server keeps them."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from bench.acoustic.programme import Samples, compose, decode, write_wav
from sonix.core.room.state import Rendition

_PATIENCE_S = 120


class Shelf:
    """Speaks to the server's API as a guest."""

    def __init__(self, url: str, folder: Path, name: str) -> None:
        self._url = url
        self._folder = folder
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self.token = str(self._ask("/api/guests", {"name": name})["access"])

    def tracks(self) -> dict[str, str]:
        """Ids of everything this guest may use, by title."""
        found = self._ask("/api/tracks?sort=title&limit=50")["tracks"]
        return {str(track["title"]): str(track["track_id"]) for track in found}

    def upload_noise(self, seconds: float, seed: int, title: str) -> str:
        """Shaped noise with beats and chords, nothing above 10 kHz, never repeating. Everybody here may use it."""
        source = self._folder / f"{title}.wav"
        write_wav(source, compose(seconds, seed))
        return self.upload(source)

    def upload(self, source: Path) -> str:
        """Any sound file; back with its track id once it is playable."""
        body = source.read_bytes()
        new = {"file_name": source.name, "size": len(body), "visibility": "instance"}
        upload_id = self._ask("/api/uploads", new)["upload_id"]
        self._fetch(f"/api/uploads/{upload_id}", body, "PUT", {"Upload-Offset": "0"})
        deadline = time.monotonic() + _PATIENCE_S
        while (state := self._ask(f"/api/uploads/{upload_id}"))["stage"] != "done":
            if state["stage"] == "failed" or time.monotonic() > deadline:
                raise RuntimeError(f"{source.name} was not taken: {state['error']}")
            time.sleep(0.1)
        return str(state["track"]["track_id"])

    def music(self, code: str, rendition: Rendition) -> Samples:
        """What a decoder makes of a rendition, mono, at track samples, without the room's gain."""
        folder = self._folder / rendition.rendition_id
        if not folder.exists():
            (grant,) = self._ask(f"/api/rooms/{code}/grants?renditions={rendition.rendition_id}")["grants"]
            folder.mkdir()
            for name in ("audio.webm", "index.bin"):
                (folder / name).write_bytes(self._fetch(f"{grant['base']}{name}{grant['query']}"))
        mono: Samples = decode(folder / "audio.webm", rendition).mean(axis=0)
        return mono

    def _ask(self, path: str, body: object = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        return json.loads(self._fetch(path, content, None, {"Content-Type": "application/json"}))

    def _fetch(
        self, path: str, body: bytes | None = None, method: str | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        try:
            return self._send(path, body, method, headers or {})
        except urllib.error.HTTPError as refused:
            if refused.code != 401 or not hasattr(self, "token"):
                raise
        # A recording may last longer than a token does.
        self.token = str(json.loads(self._send("/api/sessions/refresh", b"", "POST", {"X-Sonix": "1"}))["access"])
        return self._send(path, body, method, headers or {})

    def _send(self, path: str, body: bytes | None, method: str | None, headers: dict[str, str]) -> bytes:
        who = {"Authorization": f"Bearer {self.token}"} if hasattr(self, "token") else {}
        request = urllib.request.Request(self._url + path, data=body, headers={**headers, **who}, method=method)
        with self._browser.open(request, timeout=30) as answer:
            content: bytes = answer.read()
        return content
