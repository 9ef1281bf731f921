"""From what came over the wire to what the core decides on: ids and seeds are drawn, tracks looked up, text cleaned."""

from __future__ import annotations

import secrets
from typing import assert_never

import msgspec

from sonix.core.ids import new_id
from sonix.core.room import commands as c
from sonix.core.room.rights import ADDING, EVERYONE, STEERING, Right, Roles
from sonix.core.room.state import Track
from sonix.core.room.turn import Refusal
from sonix.core.text import clean_line
from sonix.protocol import client as w
from sonix.rooms.ports import TrackResolver

TRACK_TEXT_CHARS = 200


async def to_command(
    body: w.Body, cmd_id: str, member_id: str, room_id: str, tracks: TrackResolver
) -> c.Command | Refusal:
    """The core's twin of `body`."""
    if isinstance(body, w.EnqueueCommand):
        found = await tracks.resolve(body.track_ids, member_id, room_id)
        if len(found) < len(body.track_ids):
            return Refusal("not_found", _not_found(len(body.track_ids), len(found)))
        entries = tuple(c.NewEntry(entry_id=new_id(), track=room_copy(track)) for track in found)
        return c.Enqueue(entries=entries, where=body.where)
    if isinstance(body, w.RenameCommand | w.ConfigureCommand):
        return _named(body)
    return _twin(body, cmd_id)


def room_copy(track: Track) -> Track:
    """A track as the room keeps it: everybody in the room is sent its words, time and again."""
    words = {name: getattr(track, name)[:TRACK_TEXT_CHARS] for name in ("title", "artist", "album")}
    return msgspec.structs.replace(track, **words)


def _not_found(asked: int, found: int) -> str:
    if asked == 1:
        return "That track is not in your library any more."
    return f"{asked - found} of these {asked} tracks are not in your library any more. Nothing was added."


def _named(body: w.RenameCommand | w.ConfigureCommand) -> c.Command | Refusal:
    name = clean_line(body.name or "")
    if not name and body.name is not None:
        return Refusal("bad_name", "Please enter a name.")
    if isinstance(body, w.RenameCommand):
        return c.Rename(name=name)
    return c.Configure(
        name=name or None,
        rights=_rights(body),
        chat=body.chat,
        blend=body.blend,
        queue=body.queue,
        doors=body.doors,
    )


def _rights(body: w.ConfigureCommand) -> dict[Right, Roles] | None:
    """What is asked for of the table of rights, by name or in the words of pages of before there was one."""
    asked: dict[Right, Roles] = {}
    for audience, rights in ((body.control, STEERING), (body.add, ADDING)):
        if audience is not None:
            asked.update(dict.fromkeys(rights, EVERYONE if audience == "everyone" else ()))
    asked.update(body.rights or {})
    return asked or None


_Plain = (
    w.PlayCommand
    | w.PauseCommand
    | w.SeekCommand
    | w.SkipCommand
    | w.PreviousCommand
    | w.JumpCommand
    | w.RemoveCommand
    | w.MoveCommand
    | w.ClearCommand
    | w.UndoCommand
    | w.ShuffleCommand
    | w.VoteCommand
    | w.VoteSkipCommand
    | w.LoopCommand
    | w.HandOverCommand
    | w.SetRoleCommand
    | w.StartNowCommand
    | w.ClickCommand
    | w.LeaveCommand
)


def _twin(body: _Plain, cmd_id: str) -> c.Command:
    match body:
        case w.PlayCommand():
            return c.Play()
        case w.PauseCommand():
            return c.Pause()
        case w.SeekCommand():
            return c.Seek(entry_id=body.entry_id, position_us=body.position_us)
        case w.SkipCommand():
            return c.Skip(entry_id=body.entry_id)
        case w.PreviousCommand():
            return c.Previous(entry_id=body.entry_id)
        case w.JumpCommand():
            return c.Jump(entry_id=body.entry_id)
        case w.RemoveCommand():
            return c.Remove(entry_ids=body.entry_ids, undo_id=cmd_id)
        case w.MoveCommand():
            return c.Move(entry_id=body.entry_id, after=body.after)
        case w.ClearCommand():
            return c.Clear(undo_id=cmd_id)
        case w.UndoCommand():
            return c.Undo(undo_id=body.undo_id)
        case w.ShuffleCommand():
            return c.Shuffle(seed=secrets.randbits(53))
        case w.VoteCommand():
            return c.Vote(entry_id=body.entry_id, wanted=body.wanted)
        case w.VoteSkipCommand():
            return c.VoteSkip(entry_id=body.entry_id, wanted=body.wanted)
        case w.LoopCommand():
            return c.Loop(mode=body.mode)
        case w.HandOverCommand():
            return c.HandOver(member_id=body.member_id)
        case w.SetRoleCommand():
            return c.SetRole(member_id=body.member_id, role=body.role)
        case w.StartNowCommand():
            return c.StartNow(epoch=body.epoch)
        case w.ClickCommand():
            return c.Click(seconds=body.seconds)
        case w.LeaveCommand():
            return c.Leave()
        case _:
            assert_never(body)
