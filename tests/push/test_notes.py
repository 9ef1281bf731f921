"""What waits to be told: who is told, once, sealed for them alone, and what becomes of what can't be delivered."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import http_ece
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import Table, func, insert, select

from sonix.core.errors import SonixError
from sonix.core.room.create import new_room
from sonix.db.engine import Database
from sonix.db.room_store import SqlRoomStore
from sonix.db.tables_accounts import users
from sonix.db.tables_push import push_notes, push_subscriptions
from sonix.moderation.bans import Ban, Bans
from sonix.push.followers import PAUSE_S, Followers
from sonix.push.notes import LEASE_S, Note, Notes
from sonix.push.sender import MAX_ATTEMPTS, Sender
from sonix.push.subscriptions import MAX_PER_USER, Subscriptions, Wishes
from sonix.push.vapid import Vapid
from sonix.web.outbound import Outbound
from tests.push.push_service import Browser, PushService, base64url

pytestmark = pytest.mark.anyio
ALL = Wishes(mentions=True, opened=True, language="de")
NOTE = Note("mention", "Kitchen", "/r/ABC234", by="Ana", text="@Ben listen")


@dataclass
class Post:
    """The parts at work on one database, with a clock that stands still."""

    database: Database
    now_s: float = 1_800_000_000.0
    vapid: Vapid = field(init=False)
    notes: Notes = field(init=False)
    subscriptions: Subscriptions = field(init=False)
    followers: Followers = field(init=False)
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        outbound = Outbound(allow_private=True)
        clock = self.clock
        self.vapid = Vapid(b"\7" * 32, "mailto:host@sonix.test", clock)
        self.notes = Notes(self.database, clock)
        self.subscriptions = Subscriptions(self.database, outbound, clock)
        self.followers = Followers(self.database, self.notes, clock)
        self.sender = Sender(self.notes, self.vapid, outbound, clock)

    def clock(self) -> float:
        return self.now_s

    async def people(self, *names: str) -> None:
        rows = [{"user_id": name, "name": name, "created_at_s": 1, "seen_at_s": 1, "is_admin": False} for name in names]
        async with self.database.transaction() as connection:
            await connection.execute(insert(users), rows)

    async def subscribe(self, user_id: str, browser: Browser, wishes: Wishes = ALL) -> None:
        await self.subscriptions.save(user_id, browser.endpoint, browser.p256dh, base64url(browser.auth), wishes)

    async def send_due(self) -> int:
        """Everything that is due, one after the other; returns how many."""
        claimed = await self.notes.claim(100)
        for due in claimed:
            await self.sender.send(due)
        return len(claimed)

    async def count(self, table: Table = push_notes) -> int:
        async with self.database.read() as connection:
            return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


@pytest.fixture
async def post(database: Database) -> Post:
    found = Post(database)
    await found.people("ana", "ben", "cleo")
    return found


async def test_a_note_reaches_every_browser_of_who_wants_it_and_only_that_browser_opens_it(
    post: Post, service: PushService
) -> None:
    phone, laptop, other = service.browser(), service.browser(), service.browser()
    await post.subscribe("ben", phone)
    await post.subscribe("ben", laptop, Wishes(mentions=False, opened=True, language="en"))
    await post.subscribe("cleo", other)
    assert await post.notes.add({"ben"}, NOTE, "topic") == 1
    assert await post.send_due() == 1
    arrived = service.next()
    assert urlsplit(phone.endpoint).path == arrived.path
    note = {"kind": "mention", "room": "Kitchen", "path": "/r/ABC234", "by": "Ana", "text": "@Ben listen"}
    note["language"] = "de"
    assert phone.open(arrived) == note
    with pytest.raises(http_ece.ECEException):
        other.open(arrived)
    assert await post.count() == 0


async def test_the_push_service_sees_who_sends_and_how_long_it_is_of_worth(post: Post, service: PushService) -> None:
    browser = service.browser()
    await post.subscribe("ben", browser)
    await post.notes.add({"ben"}, NOTE, "about-kitchen")
    await post.send_due()
    headers = service.next().headers
    assert (headers["Content-Encoding"], headers["Topic"], headers["TTL"]) == ("aes128gcm", "about-kitchen", "14400")
    scheme, _, rest = headers["Authorization"].partition(" ")
    token = dict(part.split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    assert token["k"] == post.vapid.public_key
    claims = jwt.decode(token["t"], _public(post.vapid.public_key), algorithms=["ES256"]).claims
    assert claims["sub"] == "mailto:host@sonix.test"
    assert browser.endpoint.startswith(claims["aud"])
    assert claims["exp"] - post.now_s <= 24 * 3600, "RFC 8292 allows a day"


def _public(key: str) -> ECKey:
    point = base64.urlsafe_b64decode(key + "=")
    words: dict[str, str | list[str]] = {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url(point[1:33]),
        "y": base64url(point[33:]),
    }
    return ECKey.import_key(words)


async def test_a_later_note_on_the_same_matter_takes_the_place_of_one_that_waits(
    post: Post, service: PushService
) -> None:
    browser = service.browser()
    await post.subscribe("ben", browser)
    for text in ("one", "two", "three"):
        await post.notes.add({"ben"}, Note("mention", "Kitchen", "/r/ABC234", text=text), "kitchen")
    await post.notes.add({"ben"}, NOTE, "garden")
    assert await post.count() == 2
    assert await post.send_due() == 2
    assert browser.open(service.next())["text"] == "three"


async def test_one_persons_browsers_are_passed_over_while_enough_of_them_are_served(
    post: Post, service: PushService
) -> None:
    for _ in range(3):
        await post.subscribe("ben", service.browser())
    await post.subscribe("cleo", service.browser())
    await post.notes.add({"ben"}, NOTE, "topic")
    await post.notes.add({"cleo"}, NOTE, "topic")
    assert {due.user_id for due in await post.notes.claim(4, ["ben"])} == {"cleo"}
    assert {due.user_id for due in await post.notes.claim(4)} == {"ben"}


async def test_two_who_send_at_once_send_each_note_once(post: Post, service: PushService) -> None:
    browsers = [service.browser() for _ in range(8)]
    for browser in browsers:
        await post.subscribe("ben", browser)
    await post.notes.add({"ben"}, NOTE, "topic")
    claims = await asyncio.gather(*(post.notes.claim(8) for _ in range(4)))
    ids = [due.note_id for claimed in claims for due in claimed]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 8


async def test_who_dies_with_a_note_is_followed_by_another(post: Post, service: PushService) -> None:
    await post.subscribe("ben", service.browser())
    await post.notes.add({"ben"}, NOTE, "topic")
    assert len(await post.notes.claim(10)) == 1
    assert await post.notes.claim(10) == []
    post.now_s += LEASE_S
    [again] = await post.notes.claim(10)
    assert again.attempts == 2


async def test_a_service_that_is_busy_is_asked_later_as_it_says(post: Post, service: PushService) -> None:
    browser = service.browser()
    service.answers[urlsplit(browser.endpoint).path] = [(503, {"Retry-After": "120"}), (201, {})]
    await post.subscribe("ben", browser)
    await post.notes.add({"ben"}, NOTE, "topic")
    assert await post.send_due() == 1
    post.now_s += 119
    assert await post.send_due() == 0
    post.now_s += 1
    assert await post.send_due() == 1
    assert await post.count() == 0


async def test_what_can_never_be_delivered_is_given_up(post: Post, service: PushService) -> None:
    browser = service.browser()
    service.answers[urlsplit(browser.endpoint).path] = [(500, {})] * (MAX_ATTEMPTS + 5)
    await post.subscribe("ben", browser)
    await post.notes.add({"ben"}, NOTE, "topic")
    tries = 0
    while await post.count():
        post.now_s += 1000
        tries += await post.send_due()
        assert tries <= MAX_ATTEMPTS
    assert await post.count(push_subscriptions) == 1


async def test_a_browser_that_is_gone_is_forgotten_with_all_that_waits_for_it(post: Post, service: PushService) -> None:
    browser = service.browser()
    service.answers[urlsplit(browser.endpoint).path] = [(410, {})]
    await post.subscribe("ben", browser)
    await post.notes.add({"ben"}, NOTE, "one")
    await post.notes.add({"ben"}, NOTE, "two")
    [first, *_] = await post.notes.claim(1)
    await post.sender.send(first)
    assert (await post.count(), await post.count(push_subscriptions)) == (0, 0)


async def test_a_browser_belongs_to_whoever_is_signed_in_there_last(post: Post, service: PushService) -> None:
    browser = service.browser()
    await post.subscribe("ana", browser)
    await post.subscribe("ben", browser)
    assert not await post.subscriptions.owns("ana", browser.endpoint)
    await post.subscriptions.forget("ana", browser.endpoint)
    assert await post.subscriptions.owns("ben", browser.endpoint)
    await post.subscriptions.forget("ben", browser.endpoint)
    assert await post.count(push_subscriptions) == 0


async def test_nobody_has_more_browsers_than_a_person_has(post: Post, service: PushService) -> None:
    for _ in range(MAX_PER_USER + 3):
        post.now_s += 1
        await post.subscribe("ben", service.browser())
    assert await post.count(push_subscriptions) == MAX_PER_USER


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1/x", "file:///etc/passwd", "https://user@host/", "nonsense"])
async def test_an_endpoint_that_leads_nowhere_public_is_refused(database: Database, endpoint: str) -> None:
    subscriptions = Subscriptions(database, Outbound())
    browser = Browser(endpoint)
    with pytest.raises(SonixError) as refused:
        await subscriptions.save("ana", endpoint, browser.p256dh, base64url(browser.auth), ALL)
    assert refused.value.code == "address_refused"


@pytest.mark.parametrize(("p256dh", "auth"), [("A" * 87, "A" * 22), ("B" * 88, "A" * 22), (None, "A" * 20)])
async def test_keys_that_are_none_are_refused(post: Post, service: PushService, p256dh: str | None, auth: str) -> None:
    browser = service.browser()
    with pytest.raises(SonixError) as refused:
        await post.subscriptions.save("ben", browser.endpoint, p256dh or browser.p256dh, auth, ALL)
    assert refused.value.code == "bad_subscription"


async def test_followers_are_told_once_when_a_room_opens(post: Post, service: PushService) -> None:
    room = new_room("r1", "ABC234", "Kitchen", "ana", "Ana", 1)
    await SqlRoomStore(post.database).create(room)
    for name in ("ana", "ben", "cleo"):
        await post.subscribe(name, service.browser())
        await post.followers.follow("r1", name)
        await post.followers.follow("r1", name)
    await post.followers.unfollow("r1", "cleo")
    told = await asyncio.gather(*(post.followers.opened("r1", "ABC234", "Kitchen", {"ana"}) for _ in range(4)))
    assert sorted(told) == [0, 0, 0, 1]
    post.now_s += PAUSE_S - 1
    assert await post.followers.opened("r1", "ABC234", "Kitchen", set()) == 0
    post.now_s += 1
    assert await post.followers.opened("r1", "ABC234", "Kitchen", set()) == 2
    ban = Ban("ban1", "r1", "ben", "Ben", "", "ana", "Ana", 3, 1)
    async with post.database.transaction() as connection:
        await Bans.add(connection, ban, {})
    post.now_s += PAUSE_S
    assert await post.followers.opened("r1", "ABC234", "Kitchen", set()) == 1
    assert await post.followers.follows("r1", "ben")
    assert not await post.followers.follows("r1", "cleo")
