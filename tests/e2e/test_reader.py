"""What somebody hears who sees nothing: names, roles and places of what is on a screen, and what is told in time."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.server import SonixServer

CONTROLS = {
    *("button", "link", "textbox", "searchbox", "checkbox", "radio", "switch", "slider", "spinbutton", "combobox"),
    *("menuitem", "tab", "image", "dialog", "navigation", "region", "listbox", "option", "tablist"),
}
TIME = re.compile(r"^(\d+ (second|minute|hour)s?( and \d+ seconds?)?) of \d+ (second|minute|hour)s?")


def tree(one: Person) -> list[dict[str, Any]]:
    """The accessibility tree as the browser hands it to a screen reader, without what it leaves out."""
    session = one.context.new_cdp_session(one.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [node for node in nodes if not node["ignored"]]


def role(node: dict[str, Any]) -> str:
    return str(node["role"]["value"])


def name(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", "")).strip()


def told(node: dict[str, Any], what: str) -> Any:
    """One of a node's properties: `level`, `pressed`, `expanded` …"""
    found = [each["value"].get("value") for each in node.get("properties", []) if each["name"] == what]
    return found[0] if found else None


def judge_tree(one: Person, screen: str) -> list[dict[str, Any]]:
    """Everything that can be used has a name, headings leave out no level, and one landmark holds the screen."""
    nodes = tree(one)
    nameless = [role(node) for node in nodes if role(node) in CONTROLS and name(node) == ""]
    assert nameless == [], f"{screen}: without a name: {nameless}"
    levels = [int(told(node, "level")) for node in nodes if role(node) == "heading"]
    assert levels, f"{screen} has no heading"
    steps = [(before, after) for before, after in pairwise(levels) if after > before + 1]
    assert steps == [], f"{screen}: levels of headings are left out: {levels}"
    if not any(role(node) == "dialog" for node in nodes):
        assert levels.count(1) == 1, f"{screen}: {levels}"
        assert [role(node) for node in nodes].count("main") == 1, screen
    return nodes


def of(nodes: list[dict[str, Any]], wanted: str) -> list[str]:
    """The names of all nodes of that role."""
    return [name(node) for node in nodes if role(node) == wanted]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everything_in_a_room_says_what_it_is(person: NewPerson, served: SonixServer, size: tuple[int, int]) -> None:
    ana = person("Ana", size)
    ana.page.goto(ana.url)
    expect(ana.see("room-name")).not_to_have_value("")
    judge_tree(ana, "home")
    ana.start_room()
    titles = served.demo_titles()
    ana.add(*titles)
    nodes = judge_tree(ana, "room")
    assert {"banner", "main"} <= {role(node) for node in nodes}
    expect(ana.see("seek-bar")).to_have_attribute("aria-valuetext", TIME)
    assert "Position in the track" in of(nodes, "slider")
    ana.press("mute")
    mute = [
        node
        for node in tree(ana)
        if role(node) == "button" and name(node) in ("Mute this device", "Unmute this device")
    ]
    assert [told(node, "pressed") for node in mute] == ["true"]

    if ana.is_phone:
        ana.show("queue")
        judge_tree(ana, "queue")
    nodes = tree(ana)
    row = ana.see("queue-entry").first
    assert (row.get_attribute("aria-posinset"), row.get_attribute("aria-setsize")) == ("1", "2")
    assert titles[1] in " ".join(of(nodes, "listitem"))
    assert "list" in {role(node) for node in nodes}
    ana.see("entry-menu").last.click()
    items = of(tree(ana), "menuitem")
    assert "Move up" in items
    assert "" not in items
    ana.page.keyboard.press("Escape")


def test_dialogs_say_what_they_are(person: NewPerson, served: SonixServer) -> None:
    ana = person("Ana", DESK)
    ana.start_room()
    ana.add(served.demo_titles()[0])
    for ways in (
        ("room-menu", "room-settings"),
        ("room-menu", "about-this-room"),
        ("room-menu", "room-history"),
        ("invite",),
        ("open-add",),
        ("sync-light",),
        ("pick-emoji",),
        ("open-airtime",),
    ):
        for way in ways:
            ana.see(way).first.click()
        expect(ana.page.locator("dialog[open]")).to_be_visible()
        expect(ana.page.locator("dialog[open] [aria-busy=true]")).to_have_count(0)
        judge_tree(ana, ways[-1])
        ana.hide()


def test_what_comes_is_told_once_and_no_more_than_one_can_follow(person: NewPerson, served: SonixServer) -> None:
    ana, ben, cleo = person("Ana", PHONE), person("Ben", DESK), person("Cleo", DESK)
    code = ana.start_room()
    ana.add(*served.demo_titles())
    ana.press("play-pause")
    said = ana.see("announcer").last
    expect(said).to_have_attribute("aria-live", "polite")
    expect(said).to_contain_text(served.demo_titles()[0])
    ben.open_link(code)
    expect(said).to_contain_text("Ben joined.")
    ben.see("composer").fill("Hello")
    ben.see("composer").press("Enter")
    expect(said).to_contain_text("Ben: Hello")
    for at in range(4):
        ben.see("composer").fill(f"Again {at}")
        ben.see("composer").press("Enter")
    expect(said).to_contain_text("new messages")
    expect(said).not_to_contain_text("Again 3")
    # In front of everything else stands a dialog, and what comes is told there.
    ana.show("queue")
    cleo.open_link(code)
    expect(ana.page.locator("dialog[open]").get_by_test_id("announcer")).to_contain_text("Cleo joined.")


def test_a_refusal_is_told_at_once(person: NewPerson, served: SonixServer) -> None:
    ana = person("Ana", DESK)
    ana.start_room()
    ana.add(served.demo_titles()[0])
    ana.context.set_offline(True)
    expect(ana.see("offline")).to_be_visible()
    ana.see("play-pause").press("Enter")
    expect(ana.page.get_by_role("alert").filter(has_text="Connection")).to_be_visible()
    ana.context.set_offline(False)
