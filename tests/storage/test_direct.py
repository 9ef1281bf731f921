"""Direct addresses: what they open, for how long, and what a bucket that is away or shut does to listeners."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from sonix.config import StorageSettings, WrongSettingsError
from sonix.core.errors import SonixError
from sonix.storage.local import LocalStorage
from sonix.storage.objects import ObjectStorage
from sonix.storage.opening import direct_origin, open_named
from sonix.storage.port import Storage
from tests.servers.buckets import BucketServer

pytestmark = pytest.mark.anyio
KEY = "covers/abc/full.webp"


@pytest.fixture(params=("s3", "gcs"))
def server(request: pytest.FixtureRequest) -> BucketServer:
    found: BucketServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def named(server: BucketServer) -> StorageSettings:
    return server.settings()


@pytest.fixture
async def storage(named: StorageSettings, tmp_path: Path) -> AsyncIterator[Storage]:
    found = open_named(named, tmp_path)
    (tmp_path / "picture").write_bytes(b"0123456789")
    await found.put_file(KEY, tmp_path / "picture")
    yield found
    await found.close()


async def signed(storage: Storage, life_s: int = 60) -> str:
    url = await storage.url(KEY, life_s)
    assert url is not None
    return url


async def get(url: str, **headers: str) -> httpx2.Response:
    async with httpx2.AsyncClient() as http:
        return await http.get(url, headers=headers)


async def test_an_address_is_read_without_credentials_and_in_ranges(storage: Storage, named: StorageSettings) -> None:
    url = await signed(storage)
    origin = direct_origin(named)
    assert origin is not None
    assert url.startswith(f"{origin}/")
    whole = await get(url)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, b"0123456789", "image/webp")
    assert "immutable" in whole.headers["cache-control"]
    part = await get(url, Range="bytes=2-4")
    assert (part.status_code, part.content) == (206, b"234")


async def test_a_page_elsewhere_may_read_what_is_signed_for_it(storage: Storage) -> None:
    answer = await get(await signed(storage), Range="bytes=0-1", Origin="https://music.example.org")
    assert answer.headers["access-control-allow-origin"] in ("*", "https://music.example.org")


async def test_an_address_opens_nothing_but_what_it_was_signed_for(storage: Storage) -> None:
    url = await signed(storage)
    forged = re.sub(r"Signature=.", "Signature=" + ("0" if "Signature=0" not in url else "1"), url)
    assert (await get(forged)).status_code == 403
    assert (await get(url.replace("full.webp", "320.webp"))).status_code == 403
    assert (await get(re.sub(r"Expires=\d+", "Expires=604800", url))).status_code == 403
    assert (await get(url.partition("?")[0])).status_code == 403
    async with httpx2.AsyncClient() as http:
        assert (await http.delete(url)).status_code == 403
        assert (await http.put(url, content=b"other")).status_code == 403
    assert (await get(url)).content == b"0123456789"


async def test_an_address_stays_the_same_while_it_lives_long_enough(
    named: StorageSettings, storage: Storage, tmp_path: Path
) -> None:
    now_s = [1_000_000.0]
    opened = open_named(named, tmp_path)
    assert isinstance(opened, ObjectStorage)
    clocked = ObjectStorage(opened._bucket, public=opened._public, now_s=lambda: now_s[0])
    first = await clocked.url(KEY, 60)
    now_s[0] += 59
    assert await clocked.url(KEY, 60) == first
    now_s[0] += 2
    again = await clocked.url(KEY, 60)
    assert again is not None
    assert "Expires=120" in again


async def test_another_address_of_the_same_bucket_can_be_for_browsers(
    named: StorageSettings, storage: Storage, tmp_path: Path
) -> None:
    elsewhere = named.model_copy(update={"public_endpoint": "https://media.example.org"})
    assert (await signed(open_named(elsewhere, tmp_path))).startswith("https://media.example.org/")
    assert direct_origin(elsewhere) == "https://media.example.org"


async def test_addresses_can_be_switched_off(named: StorageSettings, tmp_path: Path) -> None:
    closed = named.model_copy(update={"direct": False})
    assert await open_named(closed, tmp_path).url(KEY, 60) is None
    assert direct_origin(closed) is None
    assert await LocalStorage(tmp_path).url(KEY, 60) is None


async def test_wrong_credentials_are_told_as_such_and_not_as_a_missing_track(s3: BucketServer, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("another")
    named = s3.settings().model_copy(update={"secret_key_file": tmp_path / "wrong"})
    storage = open_named(named, tmp_path)
    with pytest.raises(SonixError, match="storage does not answer") as refused:
        await storage.size(KEY)
    assert (refused.value.code, refused.value.status, refused.value.retryable) == ("storage_unavailable", 503, True)
    assert not await storage.writable()


async def test_a_bucket_that_is_not_there_is_no_empty_bucket(s3: BucketServer, tmp_path: Path) -> None:
    storage = open_named(s3.settings().model_copy(update={"bucket": "no-such-bucket"}), tmp_path)
    (tmp_path / "x").write_bytes(b"x")
    for asked in (storage.put_file(KEY, tmp_path / "x"), anext(aiter(storage.list()))):
        with pytest.raises(SonixError, match="storage does not answer"):
            await asked
    assert not await storage.writable()


async def test_a_server_that_is_away_is_given_up_soon(s3: BucketServer, tmp_path: Path) -> None:
    storage = open_named(s3.settings().model_copy(update={"endpoint": "http://127.0.0.1:9"}), tmp_path)
    with pytest.raises(SonixError, match="storage does not answer"):
        await storage.exists(KEY)


def test_addresses_of_amazon_and_google_are_known_without_asking() -> None:
    amazon = StorageSettings(backend="s3", bucket="b", region="eu-west-1")
    assert direct_origin(amazon) == "https://s3.eu-west-1.amazonaws.com"
    assert direct_origin(StorageSettings(backend="gcs", bucket="b")) == "https://storage.googleapis.com"
    assert direct_origin(StorageSettings()) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"backend": "s3", "bucket": "b", "access_key": "a"},
        {"backend": "s3", "bucket": "b", "access_key": "a", "secret_key_file": Path("/nowhere/secret")},
        {"backend": "gcs", "bucket": "b"},
        {"backend": "gcs", "bucket": "b", "credentials_file": Path(__file__)},
    ],
)
def test_what_is_missing_is_said_at_the_start(wrong: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(WrongSettingsError):
        open_named(StorageSettings.model_validate(wrong), tmp_path)
