"""Requests of this server to addresses that somebody typed in, or that a document from there names.

Such an address may lead into the network the server stands in. So: https, to public addresses only. The name is
resolved once, what it resolves to is checked, and the connection is made to exactly that, so that a name server that
answers differently the second time gains nothing. Size, time and redirects are bounded; no proxy of the environment is
used, no cookie kept, no connection shared. `allow_private` also lets requests into the operator's own network, there
over plain http too.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import httpx2
import structlog

from sonix.core.errors import SonixError
from sonix.core.reachable import is_private, is_public

log = structlog.get_logger(__name__)

MAX_URL_CHARS = 2000
MAX_BODY_BYTES = 512 * 1024
MAX_REDIRECTS = 3
MAX_ADDRESSES = 3
TIMEOUT_S = 10.0
_REDIRECTS = (301, 302, 303, 307, 308)
_HOST = re.compile(rb"[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+")
_PORTS = range(1, 65_536)

Resolver = Callable[[str, int], Awaitable[list[str]]]


class RefusedAddressError(SonixError):
    """An address this server does not go to."""

    def __init__(self, reason: str) -> None:
        super().__init__("address_refused", f"Sonix does not go to this address: {reason}.", status=422)


class UnreachableError(SonixError):
    """The other service did not answer, or not in a way that can be used."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "unreachable", f"The other service can't be used just now: {reason}.", status=502, retryable=True
        )


@dataclass(frozen=True)
class Answer:
    """What came back. `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises UnreachableError."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise UnreachableError("it answered something else than JSON") from error
        if not isinstance(found, dict):
            raise UnreachableError("it answered JSON of another form")
        return found


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system gives them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Outbound:
    """The only way out. `tls` and `resolve` stand in for the system's own in tests."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        tls: ssl.SSLContext | None = None,
        resolve: Resolver = resolve,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.allow_private = allow_private
        self._given_tls = tls
        self._resolve = resolve
        self._timeout_s = timeout_s

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch `url`, following a few redirects, each checked like the first address.

        Raises:
            RefusedAddressError: it leads where this server does not go.
            UnreachableError: no usable answer in time.
        """
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._send("GET", url, headers or {}, None)
            if answer.status not in _REDIRECTS:
                return answer
            if headers and "authorization" in {name.lower() for name in headers}:
                break  # a credential is for whom it was meant
            url = self._next(url, answer.headers.get("location", ""))
        raise UnreachableError("it sends us from one address to the next")

    async def post(self, url: str, body: str | bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a body. Redirects are not followed. Raises as `get` does."""
        sent = body.encode() if isinstance(body, str) else body
        return await self._send("POST", url, headers or {}, sent)

    def check(self, url: str) -> None:
        """Refuse an address by its form, without resolving anything. Raises RefusedAddressError."""
        self._parsed(url)

    def _next(self, url: str, location: str) -> str:
        try:
            return str(httpx2.URL(url).join(location))
        except (httpx2.InvalidURL, ValueError) as error:
            raise UnreachableError("it sends us to no address") from error

    def _parsed(self, url: str) -> httpx2.URL:
        try:
            parsed = httpx2.URL(url)
        except (httpx2.InvalidURL, TypeError, ValueError) as error:
            raise RefusedAddressError("it is none") from error
        if len(url) > MAX_URL_CHARS or not _HOST.fullmatch(parsed.raw_host) or (parsed.port or 1) not in _PORTS:
            raise RefusedAddressError("it is none")
        if parsed.scheme != "https" and not (parsed.scheme == "http" and self.allow_private):
            raise RefusedAddressError("it does not begin with https://")
        if parsed.userinfo:
            raise RefusedAddressError("it holds a user name")
        return parsed

    async def _addresses(self, url: httpx2.URL) -> list[str]:
        """Where the name leads, all of it checked: one address out of bounds spoils the name."""
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            found = await self._resolve(url.host, port)
        except (OSError, UnicodeError) as error:
            raise UnreachableError(f"the name {url.host} is not known") from error
        if not found:
            raise UnreachableError(f"the name {url.host} is not known")
        for address in found:
            public = is_public(address) and url.scheme == "https"
            if not public and not (self.allow_private and is_private(address)):
                log.warning("outbound_refused", host=url.host, address=address)
                raise RefusedAddressError("it does not lead to a public server over https")
        return found[:MAX_ADDRESSES]

    async def _send(
        self, method: Literal["GET", "POST"], url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        parsed = self._parsed(url)
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._to_any(await self._addresses(parsed), method, parsed, headers, body)
        except TimeoutError as error:
            raise UnreachableError(f"{parsed.host} took too long") from error
        except (httpx2.HTTPError, OSError, ssl.SSLError) as error:
            log.warning("outbound_failed", host=parsed.host, error=str(error)[:200])
            raise UnreachableError(f"{parsed.host} does not answer") from error

    async def _to_any(
        self, addresses: list[str], method: str, url: httpx2.URL, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        *others, last = addresses
        for address in others:
            try:
                return await self._to(address, method, url, headers, body)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue
        return await self._to(last, method, url, headers, body)

    async def _to(
        self, address: str, method: str, url: httpx2.URL, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        """One request to one address. The certificate must be of the name, as if it had been connected to by name."""
        sent = {**headers, "Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity"}
        async with (
            httpx2.AsyncClient(verify=self._tls, trust_env=False, follow_redirects=False) as client,
            client.stream(
                method,
                url.copy_with(host=address.partition("%")[0]),
                headers=sent,
                content=body,
                extensions={"sni_hostname": url.raw_host.decode("ascii")},
            ) as response,
        ):
            return Answer(response.status_code, _lower(response.headers), await _bounded(response))

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or httpx2.create_ssl_context()


def _lower(headers: httpx2.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


async def _bounded(response: httpx2.Response) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise UnreachableError("it answers packed, which it was not asked to")
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > MAX_BODY_BYTES:
            raise UnreachableError("its answer is too long")
    return bytes(body)
