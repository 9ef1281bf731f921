"""A browser that goes to a provider and back: one jar of cookies for Sonix, one for the provider."""

from __future__ import annotations

from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx2

from tests.api.world import World
from tests.identity.playing import OidcServer

HOPS = 20


class Browser:
    """Follows redirects by hand, so that tests see every step. Sonix is spoken to over ASGI, the provider for real."""

    def __init__(self, world: World) -> None:
        transport = httpx2.ASGITransport(world.app)
        self.sonix = httpx2.AsyncClient(transport=transport, base_url="http://sonix.test")
        self.outside = httpx2.AsyncClient(trust_env=False, timeout=30)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.sonix.aclose()
        await self.outside.aclose()

    async def leave(self, link: bool = False) -> str:
        """Press the button; returns where it leads."""
        answer = await self.sonix.get(f"/api/sign-in/oidc/corner?link={int(link)}")
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def sign_in_there(self, url: str, login: str, *, cancel: bool = False) -> str:
        """Sign in at the provider, agree, and stop at the address it sends the browser back to."""
        for _ in range(HOPS):
            if url.startswith("http://sonix.test/"):
                return url
            answer = await self.outside.get(url)
            if answer.is_redirect:
                url = urljoin(url, answer.headers["location"])
                continue
            assert answer.status_code == 200, answer.text
            if cancel:
                url += "/abort"
                continue
            prompt = "login" if 'name="login"' in answer.text else "consent"
            form = {"prompt": prompt, "login": login, "password": "any"}
            answer = await self.outside.post(url, data=form)
            url = urljoin(url, answer.headers["location"])
        raise AssertionError("the provider sends us round and round")

    async def come_back(self, url: str) -> str:
        """Open the address that the provider named; returns where Sonix sends the browser then."""
        parts = urlsplit(url)
        answer = await self.sonix.get(f"{parts.path}?{parts.query}")
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def sign_in(self, server: OidcServer, login: str, *, link: bool = False) -> str:
        """All the way there and back."""
        there = await self.leave(link)
        assert there.startswith(server.issuer), there
        return await self.come_back(await self.sign_in_there(there, login))

    async def me(self) -> httpx2.Response:
        """Who Sonix says this browser is, as its page asks: by the cookie first."""
        headers = {"X-Sonix": "1"}
        answer = await self.sonix.post("/api/sessions/refresh", headers=headers)
        if answer.status_code != 200:
            return answer
        token = answer.json()["access"]
        return await self.sonix.get("/api/me", headers={"Authorization": f"Bearer {token}"})

    async def guest(self, name: str) -> str:
        """Become a guest on this browser; returns the user's id."""
        answer = await self.sonix.post("/api/guests", json={"name": name})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["user"]["user_id"])
