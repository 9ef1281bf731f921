"""`/api/admin/users` and `/api/admin/invitations`: who is here, and who may come."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from sonix.admin.asking import Administrator, Id
from sonix.admin.invitations import AdminInvitations
from sonix.admin.paging import Cursor
from sonix.admin.schemas import (
    AdminUser,
    AdminUserChanges,
    Invitation,
    InvitationIn,
    NewInvitation,
    Page,
    ResetLink,
)
from sonix.admin.users import AdminUsers
from sonix.web.dependencies import ServicesDep
from sonix.web.errors import problems
from sonix.web.services import Services

router = APIRouter(prefix="/api/admin", tags=["administration"])
READ = problems(401, 403, 422, 429)
CHANGE = problems(401, 403, 404, 409, 422, 429)
Words = Annotated[str, Query(max_length=200)]


@router.get("/users", responses=READ)
async def list_users(
    _admin: Administrator, services: ServicesDep, q: Words = "", cursor: Cursor = None
) -> Page[AdminUser]:
    """People, the newest first; `q` looks in names and addresses."""
    return await _users(services).page(q, cursor)


@router.get("/users/{user_id}", responses=CHANGE)
async def read_user(user_id: Id, _admin: Administrator, services: ServicesDep) -> AdminUser:
    """One of them."""
    return await _users(services).get(user_id)


@router.patch("/users/{user_id}", responses=CHANGE)
async def change_user(user_id: Id, body: AdminUserChanges, admin: Administrator, services: ServicesDep) -> AdminUser:
    """Shut somebody out or let them in, make them administrator or not, set what they may bring."""
    return await _users(services).change(admin.user_id, user_id, body)


@router.post("/users/{user_id}/reset-link", responses=CHANGE)
async def make_reset_link(user_id: Id, admin: Administrator, services: ServicesDep) -> ResetLink:
    """A link to a new password, for an hour and one use; earlier ones end. It is shown this once."""
    reset = services.people.password_reset
    return ResetLink(link=await reset.make_link(user_id, admin.user_id, await _base(services)))


@router.delete("/users/{user_id}/sessions", status_code=204, responses=CHANGE)
async def sign_out_user(user_id: Id, admin: Administrator, services: ServicesDep) -> None:
    """Sign somebody out everywhere."""
    await _users(services).sign_out(admin.user_id, user_id)


@router.get("/invitations", responses=READ)
async def list_invitations(_admin: Administrator, services: ServicesDep, cursor: Cursor = None) -> Page[Invitation]:
    """Invitations, the newest first."""
    return await _invitations(services).page(cursor)


@router.post("/invitations", status_code=201, responses=READ)
async def invite(body: InvitationIn, admin: Administrator, services: ServicesDep) -> NewInvitation:
    """Make an invitation. Its link is shown this once."""
    return await _invitations(services).make(admin.user_id, body, await _base(services))


@router.delete("/invitations/{invitation_id}", status_code=204, responses=CHANGE)
async def revoke_invitation(invitation_id: Id, admin: Administrator, services: ServicesDep) -> None:
    """Let nobody use it any more. Accounts made with it stay."""
    await _invitations(services).revoke(admin.user_id, invitation_id)


def _users(services: Services) -> AdminUsers:
    return AdminUsers(services.database, services.sessions)


def _invitations(services: Services) -> AdminInvitations:
    return AdminInvitations(services.database, services.people.invitations)


async def _base(services: Services) -> str:
    return (await services.addresses.get()).public
