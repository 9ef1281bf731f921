"""A scheduled room as a calendar entry: read back as a calendar reads it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonix.listings.calendar import LINE_BYTES, calendar_of
from tests.api.world import World, problem

WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.sampled_from('\n;,\\:"'), max_size=300)


def read(entry: bytes) -> dict[str, str]:
    """Values by their names: lines put together, escapes taken away."""
    assert entry.endswith(b"\r\n")
    assert all(len(line) <= LINE_BYTES for line in entry.split(b"\r\n"))
    for line in entry.split(b"\r\n"):
        line.decode()  # no character is cut in two
    whole = entry.decode().replace("\r\n ", "")
    pairs = [line.split(":", 1) for line in whole.split("\r\n") if line]
    return {name: _plain(value) for name, value in pairs}


def _plain(value: str) -> str:
    out, rest = "", iter(value)
    for character in rest:
        assert character not in ";,", "these would split the value"
        meant = next(rest) if character == "\\" else character
        out += "\n" if (character, meant) == ("\\", "n") else meant
    return out


@given(WORDS, WORDS, st.integers(0, 4 * 10**9))
def test_any_words_come_back_as_they_were(title: str, text: str, starts_at_s: int) -> None:
    url = "https://music.example.org/r/ABC234"
    entry = calendar_of(
        uid="r1@sonix", edition=3, starts_at_s=starts_at_s, changed_at_s=0, title=title, text=text, url=url
    )
    told = read(entry)
    assert told["SUMMARY"] == "\n".join(title.splitlines())
    assert told["DESCRIPTION"] == "\n".join(text.splitlines())
    assert (told["UID"], told["SEQUENCE"], told["URL"]) == ("r1@sonix", "3", url)
    start = datetime.strptime(told["DTSTART"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert start.timestamp() == starts_at_s


@pytest.mark.anyio
async def test_a_changed_hour_is_the_same_entry_anew(world: World) -> None:
    ana = await world.person()
    code = await ana.room("Käse; Wein, \\o/")
    problem(await world.http.get(f"/api/rooms/{code}/calendar.ics"), 409, "not_scheduled")

    async def planned(ahead_s: int) -> dict[str, str]:
        starts_at = datetime.fromtimestamp(int(time.time()) + ahead_s, UTC).isoformat()
        body = {"starts_at": starts_at, "zone": "Asia/Tokyo"}
        assert (await ana.ask("PUT", f"/api/rooms/{code}/schedule", json=body)).status_code == 200
        answer = await world.http.get(f"/api/rooms/{code}/calendar.ics")
        assert answer.headers["content-type"].startswith("text/calendar")
        assert answer.headers["content-disposition"] == f'attachment; filename="sonix-{code}.ics"'
        return read(answer.content)

    first, second = await planned(3600), await planned(7200)
    assert first["UID"] == second["UID"]
    assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])
    assert second["DTSTART"] > first["DTSTART"]
    assert second["SUMMARY"] == "Käse; Wein, \\o/"
    assert second["URL"].endswith(f"/r/{code}")
