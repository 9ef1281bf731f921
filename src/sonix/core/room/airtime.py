"""Whose music a room has heard since its evening began, and for how long: what fairness is looked at by."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

EVENING_GAP_US = 3 * 3_600_000_000
"""A room in which no track has started for so long begins a new evening with the next one."""


class Start(msgspec.Struct, frozen=True):
    """A track of `duration_us`, added by `member_id`, started at `at_us`."""

    member_id: str
    at_us: int
    duration_us: int


class Share(msgspec.Struct, frozen=True):
    """How long one member's music was heard, and how many tracks of it began."""

    member_id: str
    heard_us: int
    tracks: int


def tonight(newest_first: Sequence[Start], now_us: int) -> tuple[Share, ...]:
    """What was heard of whom since the evening began, the longest first.

    A track was heard until the next one started, or until its end; a pause in it counts as heard, since history knows
    starts only. An evening that ended more than `EVENING_GAP_US` ago is over.
    """
    heard: dict[str, int] = {}
    tracks: dict[str, int] = {}
    until_us = now_us
    for start in newest_first:
        if until_us - start.at_us - start.duration_us > EVENING_GAP_US:
            break
        who = start.member_id
        heard[who] = heard.get(who, 0) + max(0, min(until_us - start.at_us, start.duration_us))
        tracks[who] = tracks.get(who, 0) + 1
        until_us = min(until_us, start.at_us)
    shares = (Share(who, heard[who], tracks[who]) for who in heard)
    return tuple(sorted(shares, key=lambda share: (-share.heard_us, share.member_id)))
