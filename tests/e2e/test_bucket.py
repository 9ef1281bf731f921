"""Music from a bucket by direct address: a real browser follows the redirect to another origin, with ranges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.server import SonixServer
from tests.servers.buckets import BucketServer

_LISTEN = """async () => {
  const ask = async (path, token, body) => {
    const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(path, body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers });
    return answer.json();
  };
  const { access } = await ask("/api/guests", null, { name: "Ana" });
  const { code } = await ask("/api/rooms", access, { name: "Kitchen" });
  const [track] = (await ask("/api/tracks", access)).tracks;
  const { grants } = await ask(`/api/rooms/${code}/grants?renditions=${track.rendition_id}`, access);
  const url = `${grants[0].base}audio.webm${grants[0].query}`;
  const part = await fetch(url, { headers: { Range: "bytes=100-1099" } });
  const cover = new Image();
  cover.src = `/media/covers/${track.cover_id}/96.webp`;
  await cover.decode();
  return { status: part.status, from: part.url, bytes: (await part.arrayBuffer()).byteLength, px: cover.naturalWidth };
}"""


@pytest.fixture
def in_a_bucket(tmp_path: Path, s3: BucketServer) -> Iterator[SonixServer]:
    """A server whose music lies in a bucket."""
    named = s3.settings()
    env = {
        "SONIX_STORAGE__BACKEND": "s3",
        "SONIX_STORAGE__BUCKET": str(named.bucket),
        "SONIX_STORAGE__ENDPOINT": s3.endpoint,
        "SONIX_STORAGE__ACCESS_KEY": str(named.access_key),
        "SONIX_STORAGE__SECRET_KEY_FILE": str(named.secret_key_file),
    }
    server = SonixServer(tmp_path / "data", env=env)
    server.start()
    server.wait_for_line("Demo music is ready")
    yield server
    server.stop()


def test_a_browser_reads_ranges_and_covers_from_the_bucket(
    chromium: Browser, in_a_bucket: SonixServer, s3: BucketServer
) -> None:
    page = chromium.new_page()
    try:
        page.goto(in_a_bucket.url)
        heard = page.evaluate(_LISTEN)
    finally:
        page.close()
    assert (heard["status"], heard["bytes"], heard["px"]) == (206, 1000, 96)
    assert heard["from"].startswith(s3.endpoint)
    assert "X-Amz-Signature=" in heard["from"]
