"""Other web sites in the same browser: with its cookies, without its tokens."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.security.people import House, Somebody, a_house
from tests.security.server import a_server

SITES = (
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://sonix.test.evil.example"},
    {"Origin": "http://other.sonix.test", "Sec-Fetch-Site": "same-site"},
)
FORMS = ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=b")
"""What a form of another site can send without asking."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with a_house(tmp_path_factory.mktemp("house")) as found:
        yield found


def changing(house: House) -> Iterator[tuple[str, str]]:
    for path, methods in house.world.app.openapi()["paths"].items():
        yield from ((method.upper(), path) for method in methods if method != "get")


def as_browser(me: Somebody, site: dict[str, str], kind: str) -> dict[str, str]:
    """The cookie comes along (as if SameSite did not hold); a header that takes asking first does not."""
    return {**site, "Cookie": me.cookie, "Content-Type": kind}


@pytest.mark.parametrize("site", SITES, ids=lambda site: site["Origin"])
def test_nothing_can_be_changed_from_another_site_with_the_cookie_alone(house: House, site: dict[str, str]) -> None:
    me, things = house.things("owner")
    for method, path in changing(house):
        for kind in FORMS:
            body = b'{"name":"a","token":"a","email":"a@b.example","password":"seven lamps at sea"}'
            answer = house.send(method, path.format_map(_Any(things)), content=body, headers=as_browser(me, site, kind))
            assert 400 <= answer.status_code < 500, (method, path, answer.status_code, answer.text)
            assert "set-cookie" not in answer.headers, (method, path)
    assert house.send("GET", "/api/me", headers=me.headers).status_code == 200, "still signed in"
    assert house.send("POST", "/api/sessions/refresh", headers=me.headers).status_code == 200, "and not rotated"


def test_no_other_origin_is_told_that_it_may_read(house: House) -> None:
    for method, path in (("OPTIONS", "/api/me"), ("GET", "/api/instance"), ("OPTIONS", "/api/sessions/refresh")):
        asking = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
        answer: httpx2.Response = house.send(method, path, headers=asking)
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_page_of_another_site_opens_no_socket_of_the_real_server(tmp_path_factory: pytest.TempPathFactory) -> None:
    with a_server(tmp_path_factory.mktemp("server")) as server:
        url = server.url.replace("http:", "ws:") + "/api/socket"
        for origin in ("https://evil.example", "null", f"http://evil.example:{server.port}"):
            with pytest.raises(InvalidStatus) as refused, connect(url, origin=Origin(origin)):
                pass
            assert refused.value.response.status_code == 403
        with connect(url, origin=Origin(server.url)):
            pass


class _Any(dict[str, str]):
    """Values for the parameters of a path; any word for those that name no thing of ours."""

    def __missing__(self, key: str) -> str:
        return "a"
