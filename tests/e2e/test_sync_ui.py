"""What people see of their sync and do about it: trim by ear, click track, a remote without sound, the host's view."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bench.acoustic.delays import DelayProxy
from playwright.sync_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PHONE, Person
from tests.e2e.server import SonixServer

pytestmark = pytest.mark.real_time


@pytest.fixture
def title(served: SonixServer) -> str:
    """One piece of the demo music."""
    return served.demo_titles()[0]


def test_a_trim_is_set_by_every_means_and_remembered(person: NewPerson, title: str) -> None:
    ana = person("Ana", PHONE)
    _start_music(ana, title)
    ana.press("sync-light")
    ana.press("open-trim")
    value = ana.see("trim-value")
    value.fill("-27")
    value.press("Enter")
    expect(ana.see("trim-meaning")).to_have_text("Plays 27 ms later")
    ana.press("trim-more")
    ana.press("trim-more")
    expect(value).to_have_value("-25")
    ana.see("trim").press("ArrowLeft")
    expect(value).to_have_value("-26")
    _hold(ana, "trim-more", until="-20")
    value.fill("9000")
    value.press("Enter")
    expect(value).to_have_value("500")
    ana.press("trim-reset")
    expect(ana.see("trim-meaning")).to_have_text(re.compile("without a trim"))
    value.fill("40")
    value.press("Enter")
    ana.page.reload()
    ana.come_in()
    assert _diagnosis(ana)["trim_us"] == 40_000, "the trim is not there at the first sound"
    ana.press("unlock")
    ana.expect_in_step()
    assert _diagnosis(ana)["trim_us"] == 40_000, "the trim was forgotten"


def test_outputs_are_told_apart_by_hand_where_the_browser_cannot(person: NewPerson, title: str) -> None:
    ana = person("Ana", DESK)
    _start_music(ana, title)
    ana.press("sync-light")
    ana.press("open-trim")
    ana.see("trim-value").fill("12")
    ana.see("trim-value").press("Enter")
    ana.press("add-output")
    ana.see("output-name").fill("Kitchen speaker")
    ana.press("save-output")
    expect(ana.see("trim-value")).to_have_value("0")
    ana.see("trim-value").fill("180")
    ana.see("trim-value").press("Enter")
    rows = ana.see("outputs").get_by_role("radio")
    expect(rows).to_have_count(2)
    ana.see("outputs").locator("label", has_text="+12 ms").click()
    expect(ana.see("trim-value")).to_have_value("12")
    ana.page.get_by_role("button", name="Forget Kitchen speaker").click()
    expect(rows).to_have_count(1)
    expect(ana.see("trim-value")).to_have_value("12")


def test_everyone_may_be_given_the_click_and_may_decline_it(person: NewPerson, title: str) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    code = _start_music(ana, title)
    ben.open_link(code)
    ana.press("sync-light")
    ana.press("open-trim")
    ana.see("click-everywhere").check()
    expect(ben.see("click-notice")).to_contain_text("every device")
    ben.press("click-not-here")
    expect(ben.see("click-notice")).to_have_count(0)
    ana.hide()
    expect(ana.see("click-notice")).to_contain_text(re.compile(r"\d:\d\d"))
    ana.press("click-stop")
    expect(ana.see("click-notice")).to_have_count(0)
    ben.press("sync-light")
    ben.press("open-trim")
    ben.see("click-here").check()
    ben.hide()
    expect(ben.see("click-notice")).to_contain_text("this device")
    expect(ana.see("click-notice")).to_have_count(0)
    ben.page.get_by_role("link", name="Sonix, home").click()
    expect(ben.see("back-to-room")).to_be_visible()
    expect(ben.see("click-notice")).to_contain_text("this device")
    ben.press("click-not-here")
    expect(ben.see("click-notice")).to_have_count(0)


def test_a_remote_controls_without_a_sound_until_it_is_asked_to_listen(person: NewPerson, title: str) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    code = _start_music(ana, title)
    ben.page.goto(f"{ben.url}/r/{code}")
    ben.see("name").fill("Ben")
    ben.press("join-remote")
    expect(ben.see("sync-light")).to_contain_text("Remote only")
    expect(ana.see("remote-badge")).to_be_visible()
    ben.press("play-pause")
    ana.expect_playing(False)
    ben.press("play-pause")
    ana.expect_playing()
    ben.page.reload()
    ben.come_in()
    expect(ben.see("sync-light")).to_contain_text("Remote only")
    assert _diagnosis(ben)["player"]["state"] == "remote"
    ben.press("listen-here")
    ben.expect_in_step()
    expect(ana.see("remote-badge")).to_have_count(0)
    ben.press("sync-light")
    ben.see("remote-only").check()
    expect(ana.see("remote-badge")).to_be_visible()


def test_a_phone_that_was_a_remote_is_offered_to_be_one_again(person: NewPerson) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    address = f"{ben.url}/r/{ana.start_room()}"
    ben.page.goto(address)
    ben.see("name").fill("Ben")
    ben.press("join-remote")
    expect(ben.see("sync-light")).to_contain_text("Remote only")
    evening = ben.context.new_page()
    ben.page.close()
    ben.page = evening
    evening.goto(address)
    ben.see("name").press("Enter")
    expect(ben.see("sync-light")).to_contain_text("Remote only")


def test_the_keyboard_is_never_dropped_in_the_trim_view(person: NewPerson, title: str) -> None:
    ana = person("Ana", DESK)
    _start_music(ana, title)
    ana.press("sync-light")
    ana.press("open-trim")
    ana.see("trim-more").focus()
    ana.page.keyboard.press("Enter")
    ana.see("trim-reset").press("Enter")
    expect(ana.see("trim-value")).to_be_focused()
    ana.see("add-output").press("Enter")
    expect(ana.see("output-name")).to_be_focused()
    ana.page.keyboard.type("Kitchen")
    ana.page.keyboard.press("Enter")
    expect(ana.page.get_by_role("radio", name="Kitchen")).to_be_focused()
    ana.page.get_by_role("button", name="Forget Kitchen").press("Enter")
    expect(ana.see("outputs").get_by_role("radio").first).to_be_focused()


def test_a_click_for_everyone_is_no_wish_that_waits_for_the_connection(person: NewPerson, title: str) -> None:
    ana = person("Ana", DESK)
    _start_music(ana, title)
    ana.press("sync-light")
    ana.press("open-trim")
    ana.context.set_offline(True)
    ana.page.evaluate("dispatchEvent(new Event('offline'))")
    expect(ana.see("offline")).to_have_count(1)
    ana.see("click-everywhere").click()
    expect(ana.see("click-everywhere")).not_to_be_checked()
    ana.context.set_offline(False)
    expect(ana.see("offline")).to_have_count(0)
    expect(ana.see("click-notice")).to_have_count(0)


def test_the_host_sees_everyones_sync_and_nobody_else_does(person: NewPerson, title: str) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    code = _start_music(ana, title)
    ben.open_link(code)
    ben.expect_in_step()
    ana.press("people-sync")
    rows = ana.see("sync-row")
    expect(rows).to_have_count(2)
    bens = rows.filter(has_text="Ben")
    expect(bens.get_by_test_id("sync-row-figure")).to_have_text(re.compile(r"\d+(\.\d+)? ms"))
    bens.get_by_role("button").click()
    expect(bens).to_contain_text("Round trip")
    expect(bens).to_contain_text("Precise")
    ben.press("sync-light")
    ben.see("remote-only").check()
    expect(bens.get_by_test_id("sync-row-figure")).to_have_text("Remote only")
    expect(ben.see("open-everyone")).to_have_count(0)
    ben.hide()
    ana.hide()
    ana.see("person").filter(has_text="Ben").get_by_test_id("person-menu").click()
    ana.press("hand-over")
    ana.press("confirm-hand-over")
    expect(ana.see("people-sync")).to_have_count(0)
    ben.press("sync-light")
    ben.press("open-everyone")
    expect(ben.see("sync-row")).to_have_count(2)


def test_a_lopsided_line_is_suspected_and_a_trim_against_it_is_offered(
    person: NewPerson, served: SonixServer, title: str
) -> None:
    ana = person("Ana", DESK)
    host, port = served.url.removeprefix("http://").split(":")
    with DelayProxy((host, int(port)), up_ms=(80, 20), down_ms=(10, 5), seed=4) as proxy:
        ana.url = f"http://127.0.0.1:{proxy.port}"
        _start_music(ana, title)
        expect(ana.see("sync-light")).to_have_attribute("data-cause", "asymmetry", timeout=60_000)
        ana.press("sync-light")
        expect(ana.see("sync-figure")).to_contain_text("≈")
        ana.press("try-trim")
        expect(ana.see("sync-light")).not_to_have_attribute("data-cause", "asymmetry")
        assert abs(_diagnosis(ana)["trim_us"]) > 5_000
        ana.page.get_by_role("button", name="Undo").click()
        expect(ana.see("try-trim")).to_be_visible()
        assert _diagnosis(ana)["trim_us"] == 0


def _start_music(host: Person, title: str) -> str:
    code = host.start_room()
    host.add(title)
    host.press("play-pause")
    host.expect_in_step()
    return code


def _diagnosis(one: Person) -> dict[str, Any]:
    found: dict[str, Any] = one.page.evaluate("sonix.diagnose()")
    return found


def _hold(one: Person, testid: str, until: str) -> None:
    """Keep a button pressed until the trim has come that far."""
    box = one.see(testid).bounding_box()
    assert box is not None
    one.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    one.page.mouse.down()
    one.page.wait_for_function(
        "least => document.querySelector('[data-testid=trim-value]').valueAsNumber >= least", arg=int(until)
    )
    one.page.mouse.up()
