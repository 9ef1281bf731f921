"""A storage named on the command line: the instance's own, another settings file's, a folder, or a bucket's address."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from pydantic import SecretStr, ValidationError

from sonix.config import Settings, StorageSettings, load
from sonix.core.errors import SonixError
from sonix.storage.opening import open_named, open_storage
from sonix.storage.port import Storage

FORMS = (
    "`settings` (this instance's), a settings file (other.toml), a folder (/music/media), "
    "s3://BUCKET/PREFIX?endpoint=…&region=…, or gs://BUCKET/PREFIX"
)


def open_address(text: str, settings: Settings) -> Storage:
    """The storage that `text` names. Keys of a bucket come from the environment as its own tools take them
    (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, GOOGLE_APPLICATION_CREDENTIALS), never from the address.

    Raises:
        SonixError: `bad_storage_address`.
    """
    if text == "settings":
        return open_storage(settings)
    if text.endswith(".toml"):
        return open_storage(load(Path(text)))
    if "://" not in text:
        return open_named(StorageSettings(), Path(text))
    return open_named(_bucket(text), settings.data_dir / "media")


def _bucket(text: str) -> StorageSettings:
    url = urlsplit(text)
    options = dict(parse_qsl(url.query))
    if url.scheme not in ("s3", "gs") or "@" in url.netloc or set(options) - {"endpoint", "region"}:
        raise _refusal()
    given: dict[str, object] = {"bucket": url.netloc, "prefix": url.path.strip("/"), "direct": False, **options}
    if url.scheme == "s3":
        given |= {"backend": "s3", "access_key": os.environ.get("AWS_ACCESS_KEY_ID")}
        secret = os.environ.get("AWS_SECRET_ACCESS_KEY")
        given["secret_key"] = SecretStr(secret) if secret else None
    else:
        given |= {"backend": "gcs", "credentials_file": os.environ.get("GOOGLE_APPLICATION_CREDENTIALS")}
    try:
        return StorageSettings.model_validate(given)
    except ValidationError as wrong:
        raise _refusal() from wrong


def _refusal() -> SonixError:
    return SonixError("bad_storage_address", f"This is not a storage Sonix can open. It takes {FORMS}.", status=400)
