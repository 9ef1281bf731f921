"""No bytes from a socket make a session raise, or reach another member."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonix.config import Limits
from sonix.live.session import Answer, Close, Execute, Open, Probe, Report, Session, State
from sonix.protocol import client as c
from sonix.protocol.server import Ack
from tests.live.instance import Instance
from tests.live.person import person

ID = "01j000000000000000000000aa"
HELLO: dict[str, Any] = {"type": "hello", "protocol": 2, "token": "a:Anna", "room": "ABCDEF", "device_id": "d"}
VALID: list[dict[str, Any]] = [
    HELLO,
    {"type": "time", "id": 1, "t1": 5},
    {"type": "status", "rtt_us": 3, "buffered": [{"entry_id": ID, "from_us": 0, "to_us": 9}], "audible": True},
    {"type": "ready", "epoch": 3, "buffered_ms": 1.5},
    {"type": "stall", "epoch": 3},
    {"type": "command", "cmd_id": "c1", "body": {"type": "play"}},
    {"type": "command", "cmd_id": "c2", "body": {"type": "seek", "entry_id": ID, "position_us": 7}},
    {"type": "command", "cmd_id": "c3", "body": {"type": "enqueue", "track_ids": [ID], "where": "next"}},
    {"type": "command", "cmd_id": "c4", "body": {"type": "configure", "name": "x", "control": "host"}},
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.text(max_size=5),
    st.integers(),
    st.just([]),
    st.just({}),
    st.just("\ud800"),
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A valid message with fields replaced, dropped, nested, or its text cut and spliced."""
    message = json.loads(json.dumps(draw(st.sampled_from(VALID))))
    for _ in range(draw(st.integers(0, 3))):
        target = message.get("body", message) if draw(st.booleans()) else message
        field = draw(st.sampled_from([*target, "type", "extra"]))
        if draw(st.booleans()):
            target[field] = draw(ODD)
        else:
            target.pop(field, None)
        if not isinstance(message.get("body", {}), dict):
            break
    text = json.dumps(message)
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text(max_size=4)) + text[at + draw(st.integers(0, 4)) :]
    return text


FRAMES = st.lists(
    st.one_of(st.binary(max_size=200), st.text(max_size=200), mutated(), st.sampled_from(VALID).map(json.dumps)),
    max_size=12,
)


@given(frames=FRAMES, says_hello=st.booleans(), gets_in=st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_session_takes_any_frames(frames: list[str | bytes], says_hello: bool, gets_in: bool) -> None:
    session = Session(Limits())
    if says_hello:
        assert isinstance(session.receive(json.dumps(HELLO), 0), Open)
    if gets_in:
        session.opened()
    for number, frame in enumerate(frames):
        was = session.state
        action = session.receive(frame, number)
        match action:
            case Close():
                assert session.state is State.CLOSED
            case Open():
                assert was is State.HELLO
            case Probe():  # before hello too
                assert was is not State.CLOSED
            case Answer() | Report() | Execute():
                assert was in {State.OPENING, State.OPEN}
            case None:
                assert was is State.CLOSED


@pytest.mark.parametrize("message", VALID[1:], ids=lambda message: str(message["type"]))
def test_every_valid_message_is_taken_after_hello(message: dict[str, Any]) -> None:
    session = Session(Limits())
    session.receive(json.dumps(HELLO), 0)
    session.opened()
    assert isinstance(session.receive(json.dumps(message), 1), Probe | Report | Execute)


@pytest.mark.anyio
async def test_garbage_on_one_socket_is_not_felt_on_another(instance: Instance) -> None:
    room = await instance.room("a")
    frames: list[str | bytes] = [
        b"",
        "",
        b"\x00" * 100,
        "null",
        "[]",
        '{"type":"status","buffered":[{}]}',
        "\U0001f3a7",
    ]
    async with person(instance.url) as hanna:
        await hanna.hello(room.code)
        for frame in frames:
            async with person(instance.url) as stranger:
                await stranger.hello(room.code, "anna:Anna")
                await stranger.socket.send(frame)
                assert (await stranger.end())[0] == 4200
            hanna.forget()
            await hanna.heard()
        assert isinstance(await hanna.command(c.PlayCommand()), Ack)
        await hanna.transport(lambda transport: transport.playing)
