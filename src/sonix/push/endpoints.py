"""`/api/push` and `/api/rooms/{code}/following`: be told of what happens while no page is open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from sonix.core.errors import SonixError
from sonix.core.room.state import Room
from sonix.push.subscriptions import Wishes
from sonix.web.dependencies import Address, CurrentUser, ServicesDep, limit
from sonix.web.errors import problems
from sonix.web.services import Services

router = APIRouter(tags=["push"])
REFUSALS = problems(401, 403, 422, 429)
ROOM = problems(401, 403, 404, 422, 429)
Endpoint = Annotated[str, Field(min_length=1, max_length=1000)]
CHANGES_PER_S = 0.5
CHANGES_AT_ONCE = 30.0


class PushKey(BaseModel):
    """What a browser subscribes with: the server's public key, base64url."""

    key: str


class SubscriptionIn(BaseModel):
    """A browser's subscription (`PushSubscription.toJSON()`), and what it is for."""

    endpoint: Endpoint
    p256dh: str = Field(min_length=80, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")
    auth: str = Field(min_length=20, max_length=30, pattern=r"^[A-Za-z0-9_-]+$")
    mentions: bool = True
    opened: bool = True
    language: str = Field("en", max_length=16, pattern=r"^[A-Za-z-]+$")


class EndpointIn(BaseModel):
    """One browser."""

    endpoint: Endpoint


class Following(BaseModel):
    """Whether I am told when a room opens."""

    following: bool


@router.get("/api/push", responses=problems(401, 403))
async def push_key(_user: CurrentUser, services: ServicesDep) -> PushKey:
    """The key to subscribe with."""
    return PushKey(key=services.party.push.vapid.public_key)


@router.put("/api/push/subscription", status_code=204, responses=REFUSALS)
async def subscribe(body: SubscriptionIn, user: CurrentUser, services: ServicesDep) -> None:
    """Tell this browser, or change of what."""
    _limit(services, user.user_id)
    wishes = Wishes(body.mentions, body.opened, body.language)
    await services.party.push.subscriptions.save(user.user_id, body.endpoint, body.p256dh, body.auth, wishes)


@router.post("/api/push/forget", status_code=204, responses=REFUSALS)
async def unsubscribe(body: EndpointIn, user: CurrentUser, services: ServicesDep) -> None:
    """Tell this browser no more."""
    _limit(services, user.user_id)
    await services.party.push.subscriptions.forget(user.user_id, body.endpoint)


@router.post("/api/push/test", status_code=202, responses=problems(401, 403, 409, 422, 429))
async def try_push(body: EndpointIn, user: CurrentUser, services: ServicesDep) -> None:
    """Send a notification to this browser, to see that it arrives."""
    limit(services, f"push-test:{user.user_id}", 1 / 20, 3)
    if not await services.party.push.subscriptions.owns(user.user_id, body.endpoint):
        raise SonixError("not_subscribed", "This browser gets no notifications yet. Turn them on first.", status=409)
    await services.party.push.test(body.endpoint)


@router.get("/api/rooms/{code}/following", responses=ROOM)
async def read_following(code: str, user: CurrentUser, services: ServicesDep, address: Address) -> Following:
    """Whether I am told when this room opens."""
    room = await _find(services, code, address)
    return Following(following=await services.party.push.followers.follows(room.room_id, user.user_id))


@router.put("/api/rooms/{code}/following", responses=ROOM)
async def change_following(
    code: str, body: Following, user: CurrentUser, services: ServicesDep, address: Address
) -> Following:
    """Be told when this room opens, or no more."""
    _limit(services, user.user_id)
    room = await _find(services, code, address)
    followers = services.party.push.followers
    await (followers.follow if body.following else followers.unfollow)(room.room_id, user.user_id)
    return body


async def _find(services: Services, code: str, address: str) -> Room:
    """Raises SonixError: `no_such_room`, 404; RateLimitedError."""
    room = await services.rooms.committed(await services.codes.room_id(code, address))
    if room is None:
        raise SonixError("no_such_room", "There is no room with this code. Check it and try again.", status=404)
    return room


def _limit(services: Services, user_id: str) -> None:
    limit(services, f"push:{user_id}", CHANGES_PER_S, CHANGES_AT_ONCE)
