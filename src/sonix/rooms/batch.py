"""Decide several commands in a row, so that one transaction may write them all. Pure but for the log of a bug.

Each command that changes something is a commit of its own with a revision of its own; what they share is the disk's
time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
import structlog

from sonix.core.room.commands import Clear, Command, Enqueue, Remove
from sonix.core.room.decide import decide, left_out
from sonix.core.room.evolve import evolve_all, replace
from sonix.core.room.state import Room
from sonix.core.room.turn import Conditions, Outcome, Refusal
from sonix.protocol.server import Ack, Refused, Revision
from sonix.rooms.ports import Batch, Receipt

log = structlog.get_logger(__name__)

SYSTEM = ""
"""The member id of the system's own receipts."""

Key = tuple[str, str]
Reply = Ack | Refused


class Ask(msgspec.Struct, frozen=True):
    """A command somebody waits for the answer of. `actor` None is the system."""

    actor: str | None
    cmd_id: str
    command: Command

    @property
    def key(self) -> Key:
        """What makes it the same command when it comes again."""
        return (SYSTEM if self.actor is None else self.actor, self.cmd_id)


class Decided(msgspec.Struct, frozen=True):
    """`replies` answer the asks one by one, once `batch` is written."""

    batch: Batch
    replies: tuple[Reply, ...]


def decide_all(
    room: Room,
    asks: Sequence[Ask],
    known: Mapping[Key, Receipt],
    now_us: int,
    conditions: Callable[[Room], Conditions],
) -> Decided:
    """What `asks` come to, one after the other. One with a receipt, here or in the store, is only answered again."""
    receipts: dict[Key, Receipt] = {}
    revisions: list[Revision] = []
    replies: list[Reply] = []
    after = room
    for ask in asks:
        seen = known.get(ask.key) or receipts.get(ask.key)
        if seen is not None:
            replies.append(reply_of(seen))
            continue
        outcome = _decide(after, ask, now_us, conditions)
        note = _note(after, ask, outcome, now_us, conditions)
        if not isinstance(outcome, Refusal) and outcome:
            after = replace(evolve_all(after, outcome), rev=after.rev + 1)
            revisions.append(Revision(rev=after.rev, events=outcome))
        if _is_worth_a_receipt(ask, outcome):
            receipts[ask.key] = _receipt(ask, outcome, after.rev, note)
        replies.append(_reply(ask, outcome, after.rev, note))
    batch = Batch(room, after, tuple(revisions), tuple(receipts.values()), now_us)
    return Decided(batch, tuple(replies))


def reply_of(receipt: Receipt) -> Reply:
    """The same answer as the first time."""
    if receipt.code is None:
        return Ack(receipt.cmd_id, receipt.rev, receipt.message)
    return Refused(receipt.cmd_id, receipt.code, receipt.message or "")


def _decide(room: Room, ask: Ask, now_us: int, conditions: Callable[[Room], Conditions]) -> Outcome:
    command = ask.command
    if isinstance(command, Remove | Clear) and any(r.undo_id == command.undo_id for r in room.removals):
        return Refusal("bad_command", "Somebody has used this command's id already.")
    try:
        return decide(room, command, ask.actor, now_us, conditions(room))
    except Exception:
        # A bug in one rule must not take the room's other commands with it.
        about = {"room_id": room.room_id, "member_id": ask.actor, "rev": room.rev}
        log.exception("decide_failed", command=type(command).__name__, cmd_id=ask.cmd_id, **about)
        return Refusal("internal", "Something went wrong on the server. Nothing was changed.", retryable=True)


def _note(room: Room, ask: Ask, outcome: Outcome, now_us: int, conditions: Callable[[Room], Conditions]) -> str | None:
    """What is said of an add of which a part did not fit."""
    if isinstance(outcome, Refusal) or not isinstance(ask.command, Enqueue):
        return None
    return left_out(room, ask.command, ask.actor, now_us, conditions(room))


def _is_worth_a_receipt(ask: Ask, outcome: Outcome) -> bool:
    """A refusal that may not stand the next time is not written down; nor is a system command that came to nothing."""
    if isinstance(outcome, Refusal):
        return ask.actor is not None and not outcome.retryable
    return ask.actor is not None or bool(outcome)


def _receipt(ask: Ask, outcome: Outcome, rev: int, note: str | None) -> Receipt:
    member_id, cmd_id = ask.key
    if isinstance(outcome, Refusal):
        return Receipt(member_id, cmd_id, rev, outcome.code, outcome.message)
    return Receipt(member_id, cmd_id, rev, message=note)


def _reply(ask: Ask, outcome: Outcome, rev: int, note: str | None) -> Reply:
    if isinstance(outcome, Refusal):
        return Refused(ask.cmd_id, outcome.code, outcome.message, outcome.retryable, outcome.fits_in_us)
    return Ack(ask.cmd_id, rev, note)
