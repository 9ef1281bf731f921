"""What a host may set about the queue. Zero stands for "no limit" throughout, so that a room begins without any.

A module of its own because the state of a room holds one of these, and the wire carries it as it is: the bounds are
checked where a command is decoded.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

QueueMode = Literal["free", "votes", "turns", "host_only"]
PlayNext = Literal["right", "token", "off"]


class QueueRules(msgspec.Struct, frozen=True):
    """How the queue is ordered, and how much one person may bring.

    Attributes:
        mode: `free`, first in, first out; `votes`, the most wanted first; `turns`, one track of each person a round;
            `host_only`, whoever runs the room adds.
        max_waiting: tracks of one person that may wait at a time.
        gap_min: minutes from one person's add to their next.
        longest_min: how long a track may be, in minutes.
        repeat_h: a track that waits, or has played within so many hours, is not added again.
        skip_share: percent of those who listen that skip by vote; 0: nobody votes.
        play_next: who may put a track next: who has the right, everybody once in `token_h` hours, or nobody.
    """

    mode: QueueMode = "free"
    max_waiting: Annotated[int, Meta(ge=0, le=100)] = 0
    gap_min: Annotated[int, Meta(ge=0, le=240)] = 0
    longest_min: Annotated[int, Meta(ge=0, le=240)] = 0
    repeat_h: Annotated[int, Meta(ge=0, le=168)] = 0
    skip_share: Annotated[int, Meta(ge=0, le=100)] = 0
    play_next: PlayNext = "right"
    token_h: Annotated[int, Meta(ge=1, le=24)] = 2
