"""What every `RoomStore` must do, told by the rooms that come out of it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonix.core.room import commands as c
from sonix.core.room.queue_settings import QueueRules
from sonix.core.room.rights import ROLES
from sonix.core.room.state import Room
from sonix.core.room.turn import Conditions
from sonix.rooms.batch import Ask, decide_all
from sonix.rooms.ports import Batch, Receipt, RoomStore
from tests.contract.rooms import NOW_US, add, decided, room, track
from tests.live.person import replayed

pytestmark = pytest.mark.anyio


async def committed(store: RoomStore, before: Room, *commands: c.Command, actor: str | None = "host") -> Room:
    batch = decided(before, *commands, actor=actor).batch
    assert await store.commit(batch)
    return batch.after


async def test_a_new_room_comes_back_as_it_was(store: RoomStore) -> None:
    new = room()
    assert await store.create(new)
    assert await store.load(new.room_id) == new
    assert await store.find(new.code) == new.room_id


async def test_an_unknown_room_is_none(store: RoomStore) -> None:
    assert await store.load("nowhere") is None
    assert await store.find("ZZZZZZ") is None


async def test_a_code_is_given_once(store: RoomStore) -> None:
    assert await store.create(room("SAMECO"))
    assert not await store.create(room("SAMECO"))


async def test_every_kind_of_change_comes_back(store: RoomStore) -> None:
    now = room()
    await store.create(now)
    for command in (
        add("a", "b", "c", "d"),
        c.Play(),
        c.Move("d", "a"),
        c.Remove(("b",), "undo-b"),
        c.Loop("queue"),
        c.Shuffle(3),
        c.Configure("Bath", {"add": (), "playback": ("dj",), "configure": ROLES}),
        c.Clear("undo-all"),
        c.Undo("undo-b"),
        c.Skip("a"),
        c.Rename("Johanna"),
        c.Click(120),
    ):
        now = await committed(store, now, command)
        assert await store.load(now.room_id) == now
    now = await committed(store, now, c.Join("Anna"), actor="anna")
    now = await committed(store, now, c.SetRole("anna", "dj"))
    assert await store.load(now.room_id) == now
    now = await committed(store, now, c.HandOver("anna"))
    now = await committed(store, now, c.Leave())
    assert await store.load(now.room_id) == now


async def test_votes_turns_and_pins_come_back(store: RoomStore) -> None:
    now = room()
    await store.create(now)
    now = await committed(store, now, c.Join("Anna"), actor="anna")
    now = await committed(store, now, add("a", "b", "c"), c.Configure(queue=QueueRules(mode="votes", skip_share=60)))
    for actor, command in (
        ("anna", c.Vote("c", True)),
        ("host", c.Vote("c", True)),
        ("host", c.Vote("b", True)),
        ("anna", c.Vote("c", False)),
        ("anna", c.VoteSkip("a", True)),
        ("host", c.Move("b", None)),
        ("host", c.Remove(("c",), "undo-c")),
        ("host", c.Undo("undo-c")),
        ("host", c.Play()),
        ("host", c.Skip("a")),
        (None, c.Inherit("host", "anna")),
        ("anna", c.Leave()),
    ):
        now = await committed(store, now, command, actor=actor)
        assert await store.load(now.room_id) == now
    assert now.plays == 1, "the second one starts before the first has"
    assert await store.last_played(now.room_id, ["t-a", "t-c"], NOW_US - 1) == {"t-a": now.last_start_us}
    assert await store.last_played(now.room_id, ["t-a"], now.last_start_us) == {}


COMMANDS = st.lists(
    st.one_of(
        st.just(("add", 0)),
        st.integers(0, 9).map(lambda n: ("remove", n)),
        st.integers(0, 9).map(lambda n: ("move", n)),
        st.integers(0, 9).map(lambda n: ("undo", n)),
        st.just(c.Play()),
        st.just(("clear", 0)),
        st.integers(0, 99).map(c.Shuffle),
    ),
    max_size=12,
)


def concrete(command: object, now: Room, number: int) -> c.Command:
    """A drawn command, aimed at what is in the room."""
    ids = sorted(now.entries) or ["none"]
    undo_ids = [removal.undo_id for removal in now.removals] or ["none"]
    match command:
        case ("add", _):
            return add(f"e{number}")  # the service never draws an id twice
        case ("remove", int(n)):
            return c.Remove((ids[n % len(ids)],), f"undo{number}")
        case ("move", int(n)):
            return c.Move(ids[n % len(ids)], ids[-1])
        case ("undo", int(n)):
            return c.Undo(undo_ids[n % len(undo_ids)])
        case ("clear", _):
            return c.Clear(f"undo{number}")
        case msgspec.Struct():
            return command  # type: ignore[return-value]
        case _:
            raise AssertionError(command)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(COMMANDS, max_size=5))
async def test_after_any_batches_the_tables_hold_the_room(store: RoomStore, batches: list[list[object]]) -> None:
    now = room()
    now = msgspec.structs.replace(now, code=now.room_id[-8:])
    await store.create(now)
    number = 0
    for commands in batches:
        before, after, asks = now, now, []
        for command in commands:
            number += 1
            asks.append(Ask("host", f"c{number}", concrete(command, after, number)))
            after = decide_all(before, asks, {}, NOW_US, lambda _: Conditions()).batch.after
        batch = decide_all(before, asks, {}, NOW_US, lambda _: Conditions()).batch
        assert await store.commit(batch)
        now = batch.after
        assert await store.load(now.room_id) == now


async def test_a_commit_on_an_old_revision_changes_nothing(store: RoomStore) -> None:
    now = room()
    await store.create(now)
    first, second = decided(now, add("a")).batch, decided(now, add("b")).batch
    assert await store.commit(first)
    assert not await store.commit(second)
    assert await store.load(now.room_id) == first.after
    assert await store.answers(now.room_id, [("host", second.receipts[0].cmd_id)]) == {}


async def test_a_receipt_is_written_once(store: RoomStore) -> None:
    now = room()
    await store.create(now)
    first = decided(now, add("a")).batch
    assert await store.commit(first)
    again = decided(first.after, add("b")).batch
    assert not await store.commit(msgspec.structs.replace(again, receipts=first.receipts))
    assert await store.load(now.room_id) == first.after


async def test_refusals_leave_receipts_and_no_revision(store: RoomStore) -> None:
    now = room()
    await store.create(now)
    refusal = Receipt("anna", "x", 0, "not_allowed", "Only the host can do that.")
    assert await store.commit(Batch(now, now, (), (refusal,), NOW_US))
    assert await store.answers(now.room_id, [("anna", "x"), ("anna", "y")]) == {("anna", "x"): refusal}
    assert await store.revisions(now.room_id, 0, 10) == []


async def test_the_same_id_of_two_members_is_two_commands(store: RoomStore) -> None:
    now = room()
    await store.create(now)
    mine, theirs = Receipt("anna", "x", 0), Receipt("bert", "x", 0)
    assert await store.commit(Batch(now, now, (), (mine,), NOW_US))
    assert await store.commit(Batch(now, now, (), (theirs,), NOW_US))


async def test_the_log_leads_from_any_revision_to_the_newest(store: RoomStore) -> None:
    start = room()
    await store.create(start)
    middle = await committed(store, start, add("a", "b"), c.Play())
    end = await committed(store, middle, c.Skip("a"), add("c"), c.Pause())
    assert end.rev == 5
    log = await store.revisions(start.room_id, 0, 100)
    assert [revision.rev for revision in log] == [1, 2, 3, 4, 5]
    assert replayed(start, tuple(log)) == end
    assert replayed(middle, tuple(await store.revisions(start.room_id, middle.rev, 100))) == end


async def test_a_pruned_log_starts_later(store: RoomStore) -> None:
    now = room()
    await store.create(now)
    now = await committed(store, now, add("a"), add("b"), add("c"))
    await store.prune(now.room_id, 2)
    assert [revision.rev for revision in await store.revisions(now.room_id, 0, 10)] == [3]
    await store.prune_before(NOW_US + 1)
    assert await store.revisions(now.room_id, 0, 10) == []
    assert await store.load(now.room_id) == now


async def test_what_is_old_is_forgotten_a_few_at_a_time(store: RoomStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sonix.db.room_store.FORGOTTEN_AT_ONCE", 2)
    now = room()
    await store.create(now)
    for number in range(5):
        batch = decided(now, add(f"t{number}"), at_us=NOW_US + number).batch
        assert await store.commit(batch)
        now = batch.after
    await store.prune_before(NOW_US)
    assert len(await store.revisions(now.room_id, 0, 10)) == 5
    await store.prune_before(NOW_US + 4)
    assert [revision.rev for revision in await store.revisions(now.room_id, 0, 10)] == [5]


async def test_a_long_history_is_cut_together_with_the_log(store: RoomStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sonix.db.room_store.HISTORY_KEPT", 2)
    now = room()
    await store.create(now)
    now = await committed(store, now, add("a", "b", "c"), c.Play(), c.Skip("a"), c.Skip("b"))
    played = [item.entry_id for item in await store.history(now.room_id, None, 10)]
    assert len(played) == 3
    await store.prune(now.room_id, 1)
    assert [item.entry_id for item in await store.history(now.room_id, None, 10)] == played[:2]


async def test_a_log_is_shortened_from_its_oldest_end(store: RoomStore) -> None:
    now = room()
    await store.create(now)
    adding = decided(now, add("a")).batch
    assert await store.commit(adding)
    now = await committed(store, adding.after, add("b"), add("c"))
    whole, newest = await store.log_length(now.room_id, 0), await store.log_length(now.room_id, 2)
    assert 0 < newest < whole
    await store.shorten(now.room_id, whole)
    assert [revision.rev for revision in await store.revisions(now.room_id, 0, 10)] == [1, 2, 3]
    await store.shorten(now.room_id, newest)
    assert [revision.rev for revision in await store.revisions(now.room_id, 0, 10)] == [3]
    assert await store.log_length(now.room_id, 0) == newest
    (receipt,) = adding.receipts
    assert await store.answers(now.room_id, [("host", receipt.cmd_id)]) == {("host", receipt.cmd_id): receipt}
    assert await store.log_length("nowhere", 0) == 0


async def test_history_is_newest_first_and_goes_on_where_a_page_ended(store: RoomStore) -> None:
    now = room()
    await store.create(now)
    now = await committed(store, now, add("a", "b", "c"), c.Play(), c.Skip("a"), c.Skip("b"))
    page = await store.history(now.room_id, None, 2)
    assert [played.entry_id for played in page] == ["c", "b"]
    assert page[0].track == track("t-c")
    assert [played.entry_id for played in await store.history(now.room_id, page[-1].seq, 2)] == ["a"]


async def test_rooms_i_know_are_those_i_joined_last_seen_first(store: RoomStore) -> None:
    kitchen, bath, attic = room("KKKKKK"), room("BBBBBB"), room("AAAAAA")
    for one in (kitchen, bath, attic):
        await store.create(one)
        await committed(store, one, c.Join("Anna"), actor="anna")
    gone = await store.load(attic.room_id)
    assert gone is not None
    await committed(store, gone, c.Leave(), actor="anna")
    await store.seen(bath.room_id, "anna", NOW_US + 5)
    await store.seen(kitchen.room_id, "anna", NOW_US + 9)
    assert [known.code for known in await store.known_to("anna", 10)] == ["KKKKKK", "BBBBBB"]
