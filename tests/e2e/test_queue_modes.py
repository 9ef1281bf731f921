"""Three people and a queue that is ordered by votes or turns, skipped by vote, and limited."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.server import SonixServer


@pytest.fixture
def titles(served: SonixServer) -> list[str]:
    """The demo tracks, in the order of the library."""
    return served.demo_titles()


def set_queue(host: Person, **choices: str) -> None:
    """As the host, choose in the room's settings: `mode-choice`, `skip_share` and the like."""
    host.press("room-menu")
    host.press("room-settings")
    for name, value in choices.items():
        host.see(f"queue-{name.replace('__', '-')}").select_option(value)
    host.press("save-settings")
    expect(host.page.locator("dialog[open]")).to_have_count(0)


def vote(who: Person, title: str) -> None:
    who.see("queue-entry").filter(has_text=title).get_by_test_id("vote").click()


def test_votes_order_the_queue_for_everybody_at_once(person: NewPerson, titles: list[str]) -> None:
    ana, ben, cleo = person("Ana", DESK), person("Ben", PHONE), person("Cleo", DESK)
    code = ana.start_room()
    ana.add(*titles)
    set_queue(ana, mode__choice="votes")
    for one in (ben, cleo):
        one.open_link(code)
    ben.show("queue")
    for one in (ana, ben, cleo):
        expect(one.see("queue-mode")).to_have_attribute("data-mode", "votes")
        one.expect_queue(titles[1], titles[2])
    vote(ben, titles[2])
    for one in (ana, ben, cleo):
        one.expect_queue(titles[2], titles[1])
    expect(ben.see("vote").first).to_have_attribute("aria-pressed", "true")
    expect(cleo.see("vote").first).to_have_attribute("aria-pressed", "false")
    expect(cleo.see("vote").first).to_have_attribute("data-votes", "1")
    ben.see("queue-entry").filter(has_text=titles[1]).get_by_test_id("entry-menu").click()
    expect(ben.see("entry-next")).to_have_count(0)
    ben.page.keyboard.press("Escape")
    ana.choose(titles[1], "next")
    for one in (ana, ben, cleo):
        one.expect_queue(titles[1], titles[2])
    vote(ben, titles[2])
    expect(cleo.see("vote").nth(1)).to_have_attribute("data-votes", "0")


def test_in_turns_each_person_is_heard_once_a_round(person: NewPerson, titles: list[str]) -> None:
    ana, ben = person("Ana", DESK), person("Ben", DESK)
    code = ana.start_room()
    ana.add(*titles)
    set_queue(ana, mode__choice="turns")
    ben.open_link(code)
    ben.add(titles[0])
    for one in (ana, ben):
        one.expect_queue(titles[1], titles[0], titles[2])
    ana.press("play-pause")
    for one in (ana, ben):
        one.expect_queue(titles[0], titles[1], titles[2])
    expect(ben.see("queue-mode")).to_contain_text("you are next")
    expect(ana.see("queue-mode")).to_contain_text("Ben next")
    ana.choose(titles[2], "up")
    for one in (ana, ben):
        one.expect_queue(titles[0], titles[2], titles[1])
    ana.press("open-airtime")
    expect(ana.see("airtime")).to_have_count(1)
    expect(ana.see("airtime")).to_contain_text("1 track")


def test_a_vote_skips_and_a_limit_says_when_it_would_fit(person: NewPerson, titles: list[str]) -> None:
    ana, ben, cleo = person("Ana", DESK), person("Ben", PHONE), person("Cleo", DESK)
    code = ana.start_room()
    ana.add(*titles)
    set_queue(ana, skip_share="50", max_waiting="1")
    for one in (ben, cleo):
        one.open_link(code)
    ana.press("play-pause")
    for one in (ana, ben, cleo):
        one.expect_in_step()
    ben.press("vote-skip")
    for one in (ana, ben, cleo):
        expect(one.see("skip-count")).to_have_text("1 of 2 to skip")
    expect(ben.see("vote-skip")).to_have_attribute("aria-pressed", "true")
    cleo.press("vote-skip")
    for one in (ana, ben, cleo):
        one.expect_title(titles[1])
        expect(one.see("skip-count")).to_have_count(0)

    cleo.add(titles[0])
    cleo.show("add")
    cleo.see("search").fill(titles[2])
    row = cleo.see("track").filter(has_text=titles[2])
    expect(row).to_have_count(1)
    row.get_by_test_id("add-track").click()
    told = re.compile("You have a track waiting. You can add again when it has played.")
    expect(cleo.page.get_by_text(told)).to_be_visible()
    cleo.hide()
    cleo.expect_queue(titles[2], titles[0])
