"""Which names this server answers to. A page of any web site can have its own name lead here.

Whoever owns `evil.example` may let it lead to 192.168.1.20 once its page is open in somebody's browser. To the browser,
that page and this server are then one site: it may read what it gets from here, as a guest inside of a network that it
is not in ("DNS rebinding"). So over plain http this server answers to names that nobody elsewhere can have lead here:
addresses, names of the local network, and those it was told of.

What a browser has fetched by https was encrypted for that very name by a certificate that the browser trusts, here or
at a proxy: nobody else's name gets that far, and any is welcome.
"""

from __future__ import annotations

import ipaddress
import socket
from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

import structlog
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from sonix.config import Settings
from sonix.live.origin import is_allowed
from sonix.web.errors import problem

LOCAL_ENDINGS = (
    "localhost",
    "local",
    "lan",
    "home",
    "home.arpa",
    "internal",
    "intranet",
    "localdomain",
    "private",
    "corp",
    "test",
    "fritz.box",
)
"""Nobody can register a name under these; the last one is the router's in many houses, and its maker's."""
ANY = "*"
PROBES = ("/healthz", "/readyz")
"""These tell nothing of anybody, and who watches them may call the server anything."""
NAMES_LOGGED = 20
log = structlog.get_logger("sonix.web")


class KnownHosts:
    """ASGI middleware: 421, with what to do, for a name that anybody could have made up; sockets get 403."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        public = urlsplit(settings.public_url or "").hostname
        told = {_ascii(name) for name in (*settings.allowed_hosts, public or "", socket.gethostname()) if name}
        self._names = frozenset(name for name in told if not name.startswith("*"))
        self._endings = (*LOCAL_ENDINGS, *(name[2:] for name in told if name.startswith("*.")))
        self._any = ANY in told
        self._logged: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the name before anything else does."""
        if scope["type"] not in ("http", "websocket") or self._any or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if self._is_known(_name_in(host)) or _is_encrypted(scope["scheme"], headers, host):
            await self.app(scope, receive, send)
            return
        self._log(host)
        answer = WebSocketClose() if scope["type"] == "websocket" else _refusal(scope["path"], host)
        await answer(scope, receive, send)

    def _is_known(self, name: str) -> bool:
        """Browsers always send a name; without one it is something else, which has no network to be tricked into."""
        if "." not in name or _is_address(name) or name in self._names:
            return True
        return name.endswith(tuple(f".{ending}" for ending in self._endings))

    def _log(self, host: str) -> None:
        if host in self._logged or len(self._logged) >= NAMES_LOGGED:
            return
        self._logged.add(host)
        log.warning("unknown_host", host=host[:255], advice="set SONIX_PUBLIC_URL, or add it to SONIX_ALLOWED_HOSTS")


def _is_encrypted(scheme: str, headers: dict[bytes, str], host: str) -> bool:
    """Whether the browser has come by https, as far as only it can tell: no script can write these two headers.

    `Sec-Fetch-Site` is sent over https alone (and to this machine). Older browsers, and sockets, still name the page.
    """
    if scheme in ("https", "wss") or b"sec-fetch-site" in headers:
        return True
    origin = headers.get(b"origin", "")
    return origin.startswith("https://") and is_allowed(origin, host, ())


def _name_in(host: str) -> str:
    """The name of a `Host` header, without its port; empty for none."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return host.lower()
    return name.removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _ascii(name: str) -> str:
    """As browsers send it: names in other letters have another form on the wire."""
    try:
        return name.lower().encode("idna").decode()
    except UnicodeError:
        return name.lower()


def _refusal(path: str, host: str) -> Response:
    if path.startswith(("/api/", "/media/")):
        return problem(421, "unknown_host", _ADVICE)
    page = _PAGE.format(style=_STYLE, host=escape(host[:255]), name=escape(_name_in(host)[:255]))
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _POLICY}
    return HTMLResponse(page, status_code=421, headers=headers)


_ADVICE = (
    "This Sonix was not told of the name it is reached by here. Whoever runs it sets SONIX_PUBLIC_URL to this address, "
    "or adds the name to SONIX_ALLOWED_HOSTS."
)
_STYLE = """:root{color-scheme:light dark;font:1.0625rem/1.5 system-ui,sans-serif}
body{max-width:34rem;margin:0 auto;padding:2rem 1rem}h1{line-height:1.2}
li{margin:.75rem 0}code{overflow-wrap:anywhere}"""
_POLICY = f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
"""Nothing else of this server is to be had under that name: the page brings all it needs."""
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Sonix does not know this name</title>
<style>{style}</style>
<h1>Sonix does not know this name</h1>
<p>It was reached as <code>{host}</code>, a name it was not told of. Any web site could have a name of its own lead into
this network, and act here as a guest; so Sonix answers only to names it knows.</p>
<h2>If you run it</h2><p>Set one of these, and start it again:</p>
<ul><li><code>SONIX_PUBLIC_URL=https://{host}</code> (or <code>http://</code>) if this is the address people use;</li>
<li><code>SONIX_ALLOWED_HOSTS={name}</code> if it is one of several.</li></ul>
<h2>If you only want to listen</h2><p>Open it by its address in your network, as it is printed where Sonix was started,
or tell whoever runs it.</p></html>"""
