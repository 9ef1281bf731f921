"""Three people, two of them on phones, in one room: start, join, steer, leave and come back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.server import SonixServer


@pytest.fixture
def titles(served: SonixServer) -> list[str]:
    """The demo tracks, in the order of the library."""
    return served.demo_titles()


def test_from_a_link_to_music_for_three(person: NewPerson, titles: list[str]) -> None:
    ana, ben, cleo = person("Ana", DESK), person("Ben", PHONE), person("Cleo", PHONE)
    code = ana.start_room()
    ana.add(*titles)
    ben.open_link(code)
    cleo.enter_code(code)
    ana.press("play-pause")
    for one in (ana, ben, cleo):
        one.expect_title(titles[0])
        one.expect_playing()
        one.expect_moving()
        one.expect_in_step()

    ben.press("play-pause")
    for one in (ana, ben, cleo):
        one.expect_playing(False)
    cleo.press("play-pause")
    cleo.press("skip")
    for one in (ana, ben, cleo):
        one.expect_title(titles[1])
        one.expect_playing()
    ana.press("previous")
    for one in (ana, ben, cleo):
        one.expect_title(titles[0])


def test_a_seek_moves_everybody(person: NewPerson, titles: list[str]) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    code = ana.start_room()
    ana.add(titles[0])
    ben.open_link(code)
    ana.press("play-pause")
    ben.expect_moving()
    box = ana.see("seek-bar").bounding_box()
    assert box is not None
    ana.page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2)
    length_s = _seconds(ben.see("duration").inner_text())
    for one in (ana, ben):
        expect(one.see("seek-bar")).to_have_attribute("aria-valuenow", _at_least(round(length_s * 0.68), length_s))


def test_the_queue_is_everyones(person: NewPerson, titles: list[str]) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    code = ana.start_room()
    ben.open_link(code)
    ana.add(*titles)
    ben.show("queue")
    for one in (ana, ben):
        one.expect_queue(titles[1], titles[2])
    ana.choose(titles[2], "up")
    for one in (ana, ben):
        one.expect_queue(titles[2], titles[1])
    ben.choose(titles[2], "remove")
    for one in (ana, ben):
        one.expect_queue(titles[1])
    ben.page.get_by_role("button", name="Undo").click()
    for one in (ana, ben):
        one.expect_queue(titles[2], titles[1])
    ana.press("clear-queue")
    for one in (ana, ben):
        one.expect_queue()


def test_a_reload_comes_back_as_the_same_person(person: NewPerson, titles: list[str]) -> None:
    ana, ben = person("Ana", DESK), person("Ben", DESK)
    code = ana.start_room()
    ana.add(titles[0])
    ana.press("play-pause")
    ben.open_link(code)
    ben.page.reload()
    ben.come_in()
    ben.expect_title(titles[0])
    ben.expect_moving()
    expect(ana.see("person")).to_have_count(2)
    expect(ana.see("person").filter(has_text="Ben")).to_have_count(1)


def test_only_the_host_steers_where_the_host_says_so(person: NewPerson, titles: list[str]) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    code = ana.start_room()
    ana.add(titles[0])
    ben.open_link(code)
    ana.set_control("host")
    expect(ben.see("play-pause")).to_be_disabled()
    expect(ben.see("skip")).to_be_disabled()
    ana.press("play-pause")
    ben.expect_moving()


def test_handing_the_room_over_asks_first(person: NewPerson) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    code = ana.start_room()
    ben.open_link(code)
    row = ana.see("person").filter(has_text="Ben")
    row.get_by_test_id("person-menu").click()
    ana.press("hand-over")
    expect(row.get_by_text("Host")).to_have_count(0)
    ana.press("confirm-hand-over")
    expect(row.get_by_text("Host")).to_be_visible()


def test_a_cut_connection_is_said_and_mended(person: NewPerson, titles: list[str]) -> None:
    ana = person("Ana", PHONE)
    ana.start_room()
    ana.add(titles[0])
    ana.press("play-pause")
    ana.expect_in_step()
    ana.context.set_offline(True)
    expect(ana.see("offline")).to_be_visible()
    ana.expect_moving()
    ana.context.set_offline(False)
    expect(ana.see("offline")).to_have_count(0)


def test_a_room_that_is_not_there_says_what_to_do(person: NewPerson) -> None:
    ana = person("Ana", PHONE)
    ana.page.goto(f"{ana.url}/r/ZZZZZZ")
    expect(ana.page.get_by_role("heading")).to_contain_text(re.compile("room", re.IGNORECASE))
    expect(ana.see("join")).to_have_count(0)


def test_music_plays_on_while_the_server_is_away_and_the_room_is_still_there(chromium: Browser, tmp_path: Path) -> None:
    server = SonixServer(tmp_path / "data")
    server.start()
    server.wait_for_line("Demo music is ready")
    titles = server.demo_titles()
    ana = Person(chromium, server.url, "Ana", DESK)
    ben = Person(chromium, server.url, "Ben", PHONE)
    try:
        code = ana.start_room()
        ana.add(*titles)
        ben.open_link(code)
        ana.press("play-pause")
        for one in (ana, ben):
            one.expect_in_step()
        server.kill()
        for one in (ana, ben):
            expect(one.see("offline")).to_be_visible()
            one.expect_moving()
        server.start()
        for one in (ana, ben):
            expect(one.see("offline")).to_have_count(0)
            one.expect_playing()
        ben.press("skip")
        for one in (ana, ben):
            one.expect_title(titles[1])
            one.expect_moving()
        assert (ana.problems, ben.problems) == ([], [])
    finally:
        ana.close()
        ben.close()
        server.stop()


def _seconds(text: str) -> int:
    minutes, seconds = text.split(":")
    return int(minutes) * 60 + int(seconds)


def _at_least(low: int, high: int) -> re.Pattern[str]:
    return re.compile("^(" + "|".join(str(second) for second in range(low, high + 1)) + ")$")
