"""What is said in a room: once, in order, to its members, and nothing of it in the room's own revisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sonix.core.chat.state import ChatRules
from sonix.protocol import chat as w
from sonix.protocol import client as c
from sonix.protocol import server as s
from tests.live.instance import Instance, running
from tests.live.person import Person, person

pytestmark = pytest.mark.anyio


async def say(who: Person, text: str, msg_id: str = "m1", **more: Any) -> w.ChatAck | w.ChatRefused:
    """Say something and wait for the answer."""
    await who.send(w.Say(msg_id=msg_id, text=text, **more))
    return await reply(who, msg_id)


async def reply(who: Person, msg_id: str) -> w.ChatAck | w.ChatRefused:
    """Wait for the answer to a request, and forget it: ids may be used again."""

    def found(message: w.ChatAck | w.ChatRefused) -> bool:
        return message.msg_id == msg_id

    answer = await who.get((w.ChatAck, w.ChatRefused), found)  # type: ignore[arg-type]
    who.inbox.remove(answer)
    return answer


async def heard(who: Person, text: str) -> w.Said:
    """Wait until a message is told."""
    news = await who.get(w.ChatNews, lambda news: any(said.text == text for said in news.said))
    return next(said for said in news.said if said.text == text)


async def opened(who: Person) -> w.ChatOpened:
    return await who.get(w.ChatOpened)


async def test_what_one_says_all_hear_and_the_room_is_not_touched(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        before = (await instance.store.load(room.room_id)).rev  # type: ignore[union-attr]
        answer = await say(anna, "  Hello *all*\u202e\n\n\n\nof you  ")
        assert isinstance(answer, w.ChatAck)
        told = await heard(hanna, "Hello *all*\n\nof you")
        assert (told.seq, told.rev, told.member_id, told.name) == (answer.seq, 1, "anna", "Anna")
        after = await instance.store.load(room.room_id)
        assert after is not None
        assert after.rev == before


async def test_a_message_sent_again_is_said_once(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        first = await say(hanna, "Once", "same")
        assert await say(hanna, "Once", "same") == first
    async with person(instance.url) as again:
        await again.hello(room.code)
        assert [said.text for said in (await opened(again)).said] == ["Once"]


async def test_who_comes_later_reads_the_newest_and_what_it_answered(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        for number in range(8):
            assert isinstance(await say(hanna, f"Line {number}", f"m{number}"), w.ChatAck)
        await say(hanna, "An answer", "answer", reply_to=3)
        await anna.hello(room.code, "anna:Anna")
        found = await opened(anna)
        assert [said.text for said in found.said][:2] == ["Line 0", "Line 1"]
        assert (found.seq, found.more) == (9, False)
        assert found.said[-1].reply_to == w.Quote(3, "host", "Hanna", "Line 2")


async def test_a_change_and_a_deletion_draw_numbers_of_their_own(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        await say(anna, "Frist")
        await anna.send(w.EditSaid(msg_id="e1", seq=1, text="First"))
        assert await reply(anna, "e1") == w.ChatAck("e1", 1)
        told = await heard(hanna, "First")
        assert (told.seq, told.rev, told.edited_at_us is not None) == (1, 2, True)
        await hanna.send(w.EditSaid(msg_id="e2", seq=1, text="Not mine"))
        refused = await reply(hanna, "e2")
        assert isinstance(refused, w.ChatRefused)
        assert refused.code == "not_your_message"
        await hanna.send(w.Unsay(msg_id="u1", seq=1))  # the host keeps the room tidy
        assert await reply(hanna, "u1") == w.ChatAck("u1", 1)
        gone = await anna.get(w.ChatNews, lambda news: any(said.deleted for said in news.said))
        assert [(said.text, said.rev) for said in gone.said if said.deleted] == [("", 3)]


async def test_who_only_looks_hears_nothing(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna, person(instance.url) as stranger:
        await stranger.hello(room.code, "eve:Eve", listening=False)
        await hanna.hello(room.code)
        await say(hanna, "Among us")
        await heard(hanna, "Among us")
        refused = await say(stranger, "Hi")
        assert isinstance(refused, w.ChatRefused)
        assert refused.code == "not_a_member"
        assert not any(isinstance(message, w.ChatNews | w.ChatOpened) for message in stranger.inbox)


async def test_typing_is_told_and_ends_with_the_message(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        await opened(hanna)
        await anna.send(w.Typing())
        assert (await hanna.get(w.ChatNews, lambda news: bool(news.typing))).typing == (w.Typist("anna", "Anna"),)
        await say(anna, "Done")
        await hanna.get(w.ChatNews, lambda news: news.typing == ())


async def test_a_reaction_is_pinned_to_the_moment_and_counted(instance: Instance) -> None:
    room = await instance.room("a")
    entry_id = next(iter(room.entries))
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        await opened(hanna)
        await anna.send(w.React(msg_id="r1", emoji="🔥", entry_id=entry_id, position_us=30_500_000))
        news = await hanna.get(w.ChatNews, lambda news: bool(news.reactions))
        assert news.reactions == (w.Reacted("anna", "🔥", entry_id, "a", 30_500_000),)
        heat = await instance.chat.heat(room, "a", 60_000_000)
        assert [(place, count) for place, count in enumerate(heat.bins) if count] == [(50, 1)]
        await anna.send(w.React(msg_id="r2", emoji="🔥", entry_id="none", position_us=0))
        assert (await reply(anna, "r2")) == w.ChatRefused("r2", "not_found", "This track is not in the queue any more.")


async def test_the_host_sets_slow_mode_and_words_that_are_not_used(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        rules = ChatRules(slow_mode_s=60, blocked=("Käse",))
        assert isinstance(await hanna.command(c.ConfigureCommand(chat=rules)), s.Ack)
        refused = await say(anna, "So much KASE!")
        assert isinstance(refused, w.ChatRefused)
        assert refused.code == "blocked_word"
        assert isinstance(await say(anna, "Cheesecake"), w.ChatAck)
        slow = await say(anna, "Another", "m2")
        assert isinstance(slow, w.ChatRefused)
        assert (slow.code, slow.retry_in_s) == ("slow_mode", 60)
        assert isinstance(await say(hanna, "I may", "h1"), w.ChatAck)
        assert isinstance(await say(hanna, "at any time", "h2"), w.ChatAck)


async def test_what_was_said_survives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as instance:
        room = await instance.room("a")
        async with person(instance.url) as hanna:
            await hanna.hello(room.code)
            await say(hanna, "Remember me")
    async with running(tmp_path) as instance, person(instance.url) as hanna:
        await hanna.hello(room.code)
        assert [said.text for said in (await opened(hanna)).said] == ["Remember me"]


async def test_many_messages_at_once_come_in_few_frames(instance: Instance) -> None:
    room = await instance.room("a")
    async with person(instance.url) as hanna, person(instance.url) as anna:
        await hanna.hello(room.code)
        await anna.hello(room.code, "anna:Anna")
        await opened(anna)
        await opened(hanna)
        for number in range(10):
            await hanna.send(w.Say(msg_id=f"h{number}", text=f"Line {number}"))
        await heard(anna, "Line 9")
        frames = [message for message in anna.inbox if isinstance(message, w.ChatNews) and message.said]
        assert len(frames) <= 3
        assert [said.text for frame in frames for said in frame.said] == [f"Line {number}" for number in range(10)]
        assert [frame.after for frame in frames] == [0, *(frame.seq for frame in frames[:-1])]
