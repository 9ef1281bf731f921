"""Object stores as fixtures: started when the first test asks, one of each for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.buckets import GOOGLE_TOKEN, BucketServer, bucket_server


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BucketServer]:
    """Any S3: moto behind a check of every signature."""
    with bucket_server("s3", tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="session")
def gcs_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BucketServer]:
    """Google Cloud Storage as `bucket_server` plays it."""
    with bucket_server("gcs", tmp_path_factory.mktemp("gcs")) as server:
        yield server


@pytest.fixture
def gcs(gcs_server: BucketServer, monkeypatch: pytest.MonkeyPatch) -> BucketServer:
    """Google's own token service can't be had here: the token is given."""
    monkeypatch.setenv("GOOGLE_BEARER_TOKEN", GOOGLE_TOKEN)
    return gcs_server
