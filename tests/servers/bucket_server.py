"""An object store for tests, as a process: `python bucket_server.py s3|gcs PORT ACCESS`.

moto keeps the objects. It believes every signature, so this stands in front of it and refuses what is not signed
rightly, written from the providers' descriptions and not with the code under test: AWS Signature Version 4 in headers
and in addresses, Google's V4 addresses (RSA), expiry included.

Firebase's emulator of Google Cloud Storage does not speak the XML API that obstore does (docs/storage.md). That API has
the forms of S3's, so `gcs` is the same store behind Google's signatures: it proves our use of them, not Google's own
behaviour.
ACCESS is a JSON object: `{"access_key", "secret_key"}`, or `{"token", "public_key"}` (PEM).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from moto.moto_server.werkzeug_app import create_backend_app
from werkzeug.serving import run_simple

_KNOWN = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x"
Environ = dict[str, Any]


class Refused(Exception):  # noqa: N818 - an answer, not a mistake
    """The request is not signed as it must be."""


def canonical(environ: Environ, query: list[tuple[str, str]], signed: str, payload: str, host: str | None) -> str:
    """The canonical request of both providers. `host` stands in for the header where the provider fixes it."""
    path = plain_path(environ["RAW_URI"])
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query)
    names = signed.split(";")
    lines = [f"{name}:{header(environ, name, host)}\n" for name in names]
    together = "&".join(f"{name}={value}" for name, value in pairs)
    return "\n".join([environ["REQUEST_METHOD"], path, together, "".join(lines), signed, payload])


def plain_path(uri: str) -> str:
    """The path with only that quoted which must be: obstore quotes more for Google."""
    return quote(unquote(uri.partition("?")[0]), safe="/-_.~")


def header(environ: Environ, name: str, host: str | None) -> str:
    if name == "host" and host is not None:
        return host
    key = name.upper().replace("-", "_")
    value = environ.get(key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}", "")
    return " ".join(str(value).split())


def check_time(moment: str, life_s: int) -> None:
    since = datetime.now(UTC) - datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if not timedelta(minutes=-15) < since < timedelta(seconds=life_s):
        raise Refused("expired")


def check_aws(environ: Environ, access: dict[str, str]) -> None:
    query = parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)
    given = dict(query)
    if "X-Amz-Signature" in given:
        query = [pair for pair in query if pair[0] != "X-Amz-Signature"]
        signed, signature, moment = given["X-Amz-SignedHeaders"], given["X-Amz-Signature"], given["X-Amz-Date"]
        credential, payload = given["X-Amz-Credential"], "UNSIGNED-PAYLOAD"
        check_time(moment, int(given["X-Amz-Expires"]))
    else:
        kind, _, rest = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind != "AWS4-HMAC-SHA256":
            raise Refused("not signed")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        signed, signature, credential = parts["SignedHeaders"], parts["Signature"], parts["Credential"]
        moment, payload = environ["HTTP_X_AMZ_DATE"], environ["HTTP_X_AMZ_CONTENT_SHA256"]
        check_time(moment, 900)
    key_id, *scope = credential.split("/")
    if key_id != access["access_key"]:
        raise Refused("no such key")
    request = canonical(environ, query, signed, payload, None)
    to_sign = "\n".join(["AWS4-HMAC-SHA256", moment, "/".join(scope), hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{access['secret_key']}".encode()
    for word in (*scope, to_sign):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    if key.hex() != signature:
        raise Refused("wrong signature")


def check_google(environ: Environ, access: dict[str, str]) -> None:
    query = parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)
    given = dict(query)
    if "X-Goog-Signature" not in given:
        if environ.get("HTTP_AUTHORIZATION") != f"Bearer {access['token']}":
            raise Refused("no such token")
        return
    check_time(given["X-Goog-Date"], int(given["X-Goog-Expires"]))
    scope = given["X-Goog-Credential"].partition("/")[2]
    query = [pair for pair in query if pair[0] != "X-Goog-Signature"]
    host = "storage.googleapis.com"  # what Google checks, whatever name a request came by
    request = canonical(environ, query, given["X-Goog-SignedHeaders"], "UNSIGNED-PAYLOAD", host)
    digest = hashlib.sha256(request.encode()).hexdigest()
    to_sign = "\n".join(["GOOG4-RSA-SHA256", given["X-Goog-Date"], scope, digest])
    key = serialization.load_pem_public_key(access["public_key"].encode())
    assert isinstance(key, rsa.RSAPublicKey)
    try:
        key.verify(bytes.fromhex(given["X-Goog-Signature"]), to_sign.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError) as wrong:
        raise Refused("wrong signature") from wrong


class Gate:
    """WSGI in front of moto."""

    def __init__(self, kind: str, access: dict[str, str]) -> None:
        self._check = {"s3": check_aws, "gcs": check_google}[kind]
        self._access = access
        self._store = create_backend_app("s3")

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """A preflight asks without credentials, as browsers do."""
        if environ["REQUEST_METHOD"] != "OPTIONS":
            try:
                self._check(environ, self._access)
            except (Refused, KeyError, ValueError) as refused:
                start_response("403 Forbidden", [("Content-Type", "text/plain"), ("Access-Control-Allow-Origin", "*")])
                return [str(refused).encode()]
        if not environ.get("HTTP_AUTHORIZATION", "").startswith("AWS4"):
            environ["HTTP_AUTHORIZATION"] = _KNOWN  # moto deletes nothing for a request without one
        _, mark, query = environ["RAW_URI"].partition("?")
        environ["RAW_URI"] = environ["REQUEST_URI"] = plain_path(environ["RAW_URI"]) + mark + query
        answer: Iterable[bytes] = self._store(environ, start_response)
        return answer


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[2]), Gate(sys.argv[1], json.loads(sys.argv[3])), threaded=True)
