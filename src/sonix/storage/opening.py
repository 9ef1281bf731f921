"""Opens the storage that the settings name."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sonix.config import Settings, StorageSettings, WrongSettingsError
from sonix.storage.local import LocalStorage
from sonix.storage.port import Storage

if TYPE_CHECKING:
    from sonix.storage.objects import Bucket

_CONNECT_WITHIN = timedelta(seconds=5)
_ANSWER_WITHIN = timedelta(seconds=120)
"""Until the first byte of an answer, a part of 5 MB being sent included: 0.35 Mbit/s is enough."""
_WHOLE_WITHIN = timedelta(hours=1)
_RETRIES = 3
_RETRY_WITHIN = timedelta(seconds=30)


def open_storage(settings: Settings) -> Storage:
    """The storage of this instance; nothing is asked of it yet.

    Raises:
        WrongSettingsError: something is missing, or the part of Sonix that speaks to buckets is not installed.
    """
    return open_named(settings.storage, settings.data_dir / "media")


def open_named(named: StorageSettings, folder: Path) -> Storage:
    """What `named` says; `folder` is where a local one lies. Raises WrongSettingsError."""
    if named.backend == "local":
        return LocalStorage(folder)
    try:
        from sonix.storage.objects import ObjectStorage
    except ImportError as missing:
        raise WrongSettingsError(
            [f'storage.backend is {named.backend}, which needs a part not installed: pip install "sonix[s3]"']
        ) from missing
    public = _bucket(named, named.public_endpoint or named.endpoint) if named.direct else None
    return ObjectStorage(_bucket(named, named.endpoint), named.prefix, public)


def direct_origin(named: StorageSettings) -> str | None:
    """Scheme and host that browsers read media from past this program; None when they don't."""
    if named.backend == "local" or not named.direct:
        return None
    endpoint = named.public_endpoint or named.endpoint
    if endpoint is not None:
        parts = urlsplit(endpoint)
        return f"{parts.scheme}://{parts.netloc}"
    if named.backend == "gcs":
        return "https://storage.googleapis.com"
    return f"https://s3.{named.region or 'us-east-1'}.amazonaws.com"


def _bucket(named: StorageSettings, endpoint: str | None) -> Bucket:
    try:
        return _s3(named, endpoint) if named.backend == "s3" else _gcs(named, endpoint)
    except OSError as wrong:
        raise WrongSettingsError([f"A file that the storage settings name can't be read: {wrong.strerror}."]) from None


def _s3(named: StorageSettings, endpoint: str | None) -> Bucket:
    """Path-style addresses: they work with every S3, and with bucket names that have dots in them."""
    from obstore.store import S3Store

    secret = named.secret("secret_key")
    if (named.access_key is None) != (secret is None):
        raise WrongSettingsError(["storage.access_key and storage.secret_key_file belong together: set both or none."])
    config: dict[str, Any] = {"region": named.region or "us-east-1", "virtual_hosted_style_request": False}
    if secret is not None:
        config |= {"access_key_id": named.access_key, "secret_access_key": secret}
    if endpoint is not None:
        config["endpoint"] = endpoint
    return S3Store(named.bucket, **config, **_patience(endpoint))


def _gcs(named: StorageSettings, endpoint: str | None) -> Bucket:
    from obstore.store import GCSStore

    if named.credentials_file is None:
        raise WrongSettingsError(["storage.credentials_file is missing: gcs needs a service account's JSON file."])
    config: dict[str, Any] = {"service_account_key": named.credentials_file.read_text(encoding="utf-8")}
    if endpoint is not None:
        config["base_url"] = endpoint
    try:
        return GCSStore(named.bucket, **config, **_patience(endpoint))
    except Exception as wrong:
        raise WrongSettingsError(["storage.credentials_file is not a service account's JSON file."]) from wrong


def _patience(endpoint: str | None) -> dict[str, Any]:
    """How long to wait and how often to try again: obstore's own three minutes are too long for a listener."""
    return {
        "client_options": {
            "allow_http": endpoint is not None and endpoint.startswith("http://"),
            "connect_timeout": _CONNECT_WITHIN,
            "read_timeout": _ANSWER_WITHIN,
            "timeout": _WHOLE_WITHIN,
        },
        "retry_config": {
            "max_retries": _RETRIES,
            "retry_timeout": _RETRY_WITHIN,
            "backoff": {
                "init_backoff": timedelta(milliseconds=100),
                "max_backoff": timedelta(seconds=2),
                "base": 2,
            },
        },
    }
