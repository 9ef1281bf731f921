"""What there is to be allowed in a room, and which roles are allowed it unless the host says otherwise.

The host may do everything, always, and is in no list. `sonix.core.roles` answers who may.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

RoleName = Literal["host", "cohost", "dj", "listener"]
MemberRole = Literal["cohost", "dj", "listener"]
"""A role somebody can be given. There is one host, and that is `Room.host_id`."""

Right = Literal[
    "playback",
    "skip",
    "add",
    "play_next",
    "remove_others",
    "arrange",
    "chat",
    "react",
    "delete_messages",
    "invite",
    "admit",
    "moderate",
    "configure",
    "appoint",
]
Roles = tuple[MemberRole, ...]

ROLES: Roles = get_args(MemberRole)
RIGHTS: tuple[Right, ...] = get_args(Right)
EVERYONE: Roles = ROLES
COHOSTS: Roles = ("cohost",)
RANKS: dict[RoleName, int] = {"listener": 0, "dj": 1, "cohost": 2, "host": 3}


class Rights(msgspec.Struct, frozen=True):
    """The roles below the host that have each right.

    Attributes:
        playback: play, pause, seek, previous, jump, and start without those who still buffer.
        skip: go on to the next track.
        add: put music into the queue.
        play_next: put it first.
        remove_others: take out what others added; what one added oneself everybody may.
        arrange: move, clear, shuffle, loop.
        chat, react: write, and send reactions.
        delete_messages: delete what others wrote.
        invite: see the ways in to show them to others.
        admit: let in who knocks.
        moderate: mute, remove and ban people, and lock the room.
        configure: the room's name and settings.
        appoint: give roles, and change this table. Never given below co-hosts.
    """

    playback: Roles = EVERYONE
    skip: Roles = EVERYONE
    add: Roles = EVERYONE
    play_next: Roles = EVERYONE
    remove_others: Roles = EVERYONE
    arrange: Roles = EVERYONE
    chat: Roles = EVERYONE
    react: Roles = EVERYONE
    delete_messages: Roles = COHOSTS
    invite: Roles = EVERYONE
    admit: Roles = COHOSTS
    moderate: Roles = COHOSTS
    configure: Roles = COHOSTS
    appoint: Roles = ()

    def of(self, right: Right) -> Roles:
        """The roles that have one right."""
        found: Roles = getattr(self, right)
        return found


STEERING: tuple[Right, ...] = ("playback", "skip", "remove_others", "arrange")
ADDING: tuple[Right, ...] = ("add", "play_next")


def given_to(rights: Rights, names: tuple[Right, ...], roles: Roles) -> Rights:
    """The table with some rights given to exactly these roles."""
    return msgspec.structs.replace(rights, **dict.fromkeys(names, roles))


def changed(rights: Rights, changes: dict[Right, Roles]) -> Rights:
    """The table with each named right given to exactly the named roles, which are put in order, each once."""
    ordered = {right: tuple(role for role in ROLES if role in roles) for right, roles in changes.items()}
    return msgspec.structs.replace(rights, **ordered)
