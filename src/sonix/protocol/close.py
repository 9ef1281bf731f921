"""Close codes. Their ranges decide what a client does, so that old clients do the right thing with new codes.

4000-4099: come back after a delay with jitter. 4100-4199: come back at once with a fresh `hello`. 4200-4299: do not
come back; show why.
"""

from __future__ import annotations

from enum import IntEnum


class CloseCode(IntEnum):
    """Why the server closes a socket."""

    NORMAL = 1000
    RESTARTING = 4000
    TOO_SLOW = 4001
    RATE_LIMITED = 4002
    INTERNAL = 4003
    RESYNC = 4100
    IDLE = 4101
    TOKEN_EXPIRED = 4102
    BAD_MESSAGE = 4200
    UNAUTHENTICATED = 4201
    NO_SUCH_ROOM = 4202
    PROTOCOL_TOO_OLD = 4203
    REPLACED = 4204
    LEFT = 4205
    SIGNED_OUT = 4206
    BANNED = 4207
    DISMISSED = 4208
    ROOM_BANNED = 4209
    ROOM_PASSWORD = 4210
    NOT_OPEN_YET = 4211
    ROOM_LOCKED = 4212
    NOT_ADMITTED = 4213
