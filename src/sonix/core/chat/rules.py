"""Who may say, change, take back and send what in a room's chat. Pure: what there is to know comes in."""

from __future__ import annotations

from collections.abc import Iterable

from sonix.core.chat.state import Denied, Message, Moment, Speaker, Words
from sonix.core.chat.words import MAX_CHARS, blocked_word, clean_text
from sonix.core.roles import has_right, outranks
from sonix.core.room.state import Room

EDITABLE_US = 300_000_000
"""So long one's own message can be changed or deleted."""
MAX_MENTIONS = 10
FORESEEABLE_S = 366 * 86_400
"""Whoever is muted for longer is muted until somebody ends it."""


def say(room: Room, speaker: Speaker, text: str, mentions: Iterable[str], now_us: int) -> Words | Denied:
    """What is said at `now_us`."""
    refused = _may_not_speak(room, speaker, now_us) or _too_soon(room, speaker, now_us)
    return refused or _words(room, speaker, text, mentions)


def edit(
    room: Room, speaker: Speaker, message: Message | None, text: str, mentions: Iterable[str], now_us: int
) -> Words | Denied:
    """What a message of one's own becomes."""
    refused = _may_not_speak(room, speaker, now_us)
    if refused is not None:
        return refused
    if message is None or message.deleted:
        return Denied("message_gone", "This message is not there any more.")
    if message.member_id != speaker.member_id:
        return Denied("not_your_message", "Only who wrote a message can change it.")
    if now_us > message.at_us + EDITABLE_US:
        return Denied("too_late", "A message can be changed for 5 minutes.")
    return _words(room, speaker, text, mentions)


def unsay(room: Room, speaker: Speaker, message: Message | None, now_us: int) -> Denied | None:
    """Whether a message goes: None when it does, or has gone. A mute does not keep anybody from taking words back."""
    if not _is_here(room, speaker):
        return _not_a_member()
    if message is None or message.deleted:
        return None
    if tidies(room, speaker.member_id) and outranks(room, speaker.member_id, message.member_id):
        return None
    if message.member_id != speaker.member_id:
        return Denied("not_your_message", "Only who wrote a message, or a moderator, can delete it.")
    if now_us > message.at_us + EDITABLE_US and not tidies(room, speaker.member_id):
        return Denied("too_late", "A message can be deleted for 5 minutes. A moderator still can.")
    return None


def react(room: Room, speaker: Speaker, entry_id: str, position_us: int, now_us: int) -> Moment | Denied:
    """Where in the music a reaction is pinned."""
    if not room.settings.chat.reactions:
        return Denied("reactions_off", "Reactions are off in this room.")
    refused = _not_here_or_muted(room, speaker, now_us)
    if refused is not None:
        return refused
    if not has_right(room, speaker.member_id, "react"):
        return Denied("not_allowed", "Your role in this room may not send reactions.")
    entry = room.entries.get(entry_id)
    if entry is None:
        return Denied("not_found", "This track is not in the queue any more.")
    return Moment(entry.track.track_id, max(0, min(position_us, entry.track.duration_us)))


def may_type(room: Room, speaker: Speaker, now_us: int) -> bool:
    """Whether others are told that somebody types."""
    return _may_not_speak(room, speaker, now_us) is None


def tidies(room: Room, member_id: str) -> bool:
    """Whether a member may delete what others below them wrote, and is not held up by slow mode."""
    return has_right(room, member_id, "delete_messages")


def _words(room: Room, speaker: Speaker, text: str, mentions: Iterable[str]) -> Words | Denied:
    cleaned = clean_text(text)
    if not cleaned:
        return Denied("empty_message", "There is nothing in this message to be seen.")
    if len(cleaned) > MAX_CHARS:
        return Denied("too_long", f"A message has at most {MAX_CHARS} characters.")
    word = blocked_word(cleaned, room.settings.chat.blocked)
    if word is not None:
        return Denied("blocked_word", f"“{word}” is not used in this room. Put it another way.")
    named = [id_ for id_ in dict.fromkeys(mentions) if id_ != speaker.member_id and _is_member(room, id_)]
    return Words(cleaned, tuple(named[:MAX_MENTIONS]))


def _may_not_speak(room: Room, speaker: Speaker, now_us: int) -> Denied | None:
    if not room.settings.chat.on:
        return Denied("chat_off", "The chat is off in this room.")
    refused = _not_here_or_muted(room, speaker, now_us)
    if refused is None and not has_right(room, speaker.member_id, "chat"):
        return Denied("not_allowed", "Your role in this room may not write in the chat.")
    return refused


def _not_here_or_muted(room: Room, speaker: Speaker, now_us: int) -> Denied | None:
    if not _is_here(room, speaker):
        return _not_a_member()
    until_us = speaker.muted_until_us
    if until_us is not None and now_us < until_us:
        return Denied("muted", _muted(_seconds(until_us - now_us)))
    return None


def _muted(left_s: int) -> str:
    """No `retry_in_s` goes with it: what somebody wrote while muted is not said for them when it is over."""
    if left_s > FORESEEABLE_S:
        return "You are muted in this chat until somebody who moderates it ends that."
    return f"You are muted in this chat for {_told(left_s)} more."


def _too_soon(room: Room, speaker: Speaker, now_us: int) -> Denied | None:
    slow_s = room.settings.chat.slow_mode_s
    if slow_s == 0 or speaker.last_said_us is None or tidies(room, speaker.member_id):
        return None
    left_us = speaker.last_said_us + slow_s * 1_000_000 - now_us
    if left_us <= 0:
        return None
    wait_s = _seconds(left_us)
    return Denied("slow_mode", f"This chat is in slow mode. You can write again in {_told(wait_s)}.", wait_s)


def _not_a_member() -> Denied:
    return Denied("not_a_member", "You are not in this room any more. Join it again.")


def _is_here(room: Room, speaker: Speaker) -> bool:
    return _is_member(room, speaker.member_id)


def _is_member(room: Room, member_id: str) -> bool:
    member = room.members.get(member_id)
    return member is not None and not member.left


def _seconds(us: int) -> int:
    return -(-us // 1_000_000)


def _told(seconds: int) -> str:
    """About how long, in words."""
    for name, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = -(-seconds // size)
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
