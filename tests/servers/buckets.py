"""Buckets on a private port of 127.0.0.1, and the settings that lead to them."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sonix.config import StorageSettings

_SERVER = Path(__file__).parent / "bucket_server.py"
_START_WITHIN_S = 60
GOOGLE_TOKEN = "token-of-the-test"


@dataclass(frozen=True)
class BucketServer:
    """A running object store of kind `s3` or `gcs`. `given`: settings, but for the bucket."""

    kind: str
    endpoint: str
    given: dict[str, Any]

    def settings(self, **more: Any) -> StorageSettings:
        """Settings of a bucket nobody else has."""
        bucket = f"music-{secrets.token_hex(6)}"
        self.make(bucket)
        return StorageSettings(**{"backend": self.kind, "bucket": bucket, **self.given, **more})

    def make(self, bucket: str) -> None:
        """Make a bucket that any web page may read from by signed address."""
        client = _maker(self)
        client.create_bucket(Bucket=bucket)
        rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"], "AllowedHeaders": ["range"]}
        client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})


def _maker(server: BucketServer) -> Any:
    """boto3, which knows nothing of our adapter; Google's token goes in by a hook."""
    keys = server.given.get("access_key", "x"), "s3cret" if server.kind == "s3" else "x"
    client = boto3.client(
        "s3",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1],
        config=Config(s3={"addressing_style": "path"}),
    )
    if server.kind == "gcs":

        def with_token(request: Any, **_: Any) -> None:
            request.headers["Authorization"] = f"Bearer {GOOGLE_TOKEN}"

        client.meta.events.register("before-send.s3", with_token)
    return client


@contextmanager
def bucket_server(kind: str, folder: Path) -> Iterator[BucketServer]:
    """Run one until the block ends; credentials are written into `folder`."""
    given, access = _s3(folder) if kind == "s3" else _gcs(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "AWS_EC2_METADATA_DISABLED": "true"}
    process = subprocess.Popen(
        [sys.executable, str(_SERVER), kind, str(port), json.dumps(access)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        _await_port(process, port)
        endpoint = f"http://127.0.0.1:{port}"
        yield BucketServer(kind, endpoint, {**given, "endpoint": endpoint})
    finally:
        process.kill()
        process.wait()


def _s3(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    (folder / "s3.secret").write_text("s3cret\n")
    given = {"access_key": "sonix", "secret_key_file": folder / "s3.secret", "region": "us-east-1"}
    return given, {"access_key": "sonix", "secret_key": "s3cret"}


def _gcs(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    key = rsa.generate_private_key(65_537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    account = {
        "type": "service_account",
        "private_key": private.decode(),
        "private_key_id": "k1",
        "client_email": "sonix@example.iam.gserviceaccount.com",
    }
    file = folder / "account.json"
    file.write_text(json.dumps(account))
    return {"credentials_file": file}, {"token": GOOGLE_TOKEN, "public_key": public.decode()}


def _await_port(process: subprocess.Popen[bytes], port: int) -> None:
    until_s = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < until_s:
        if process.poll() is not None:
            raise RuntimeError(f"the object store ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the object store did not start")
