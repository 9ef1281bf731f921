"""Lyrics that follow what is heard, and the room on a big screen."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PATIENCE_MS, PHONE, Person
from tests.media.conftest import _write as write_sound_file
from tests.media.conftest import make_music

STEP_S, LINES, LENGTH_S = 6, 8, 50
LRC = "\n".join(f"[{n * STEP_S // 60:02}:{n * STEP_S % 60:02}.00]Line {n}" for n in range(LINES))
DRAWN = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let sum = 0;
  for (let at = 3; at < data.length; at += 4) sum += data[at];
  return sum;
}"""
FRAMES = """async canvas => {
  const { prototype } = CanvasRenderingContext2D;
  const clear = prototype.clearRect;
  let drawn = 0;
  prototype.clearRect = function (...where) { drawn += 1; return clear.apply(this, where); };
  for (let n = 0; n < 40; n += 1) await new Promise(requestAnimationFrame);
  prototype.clearRect = clear;
  return drawn;
}"""
TURN = """hidden => {
  const state = hidden ? "hidden" : "visible";
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def song(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Most of a minute with words in time; each test has one of its own, which nobody else has brought before."""
    tags = {"title": "Sung", "artist": "Zoë", "lyrics": LRC}
    music = make_music(48_000, float(LENGTH_S), seed=crc32(request.node.name.encode()))
    return write_sound_file(tmp_path / "song.flac", music, 48_000, tags=tags)


def bring(one: Person, song: Path) -> None:
    """From the disk into the queue."""
    one.show("add")
    one.see("upload-input").set_input_files(song)
    expect(one.see("upload-status").first).to_have_attribute("data-state", "done")
    one.hide()
    one.expect_title("Sung")


def expect_sung(one: Person, *lines: int) -> None:
    """Wait until one of these is sung, and in sight."""
    wanted = [f"Line {line}" for line in lines]
    for _ in range(PATIENCE_MS // 50):
        marked = one.see("lyric-lines").locator("[aria-current=true]")
        if marked.count() == 1 and marked.inner_text() in wanted:
            expect(marked).to_be_in_viewport()
            return
        one.page.wait_for_timeout(50)
    raise AssertionError(f"none of {wanted} is sung")


def test_lyrics_follow_a_seek_and_a_tap_on_a_line_is_one(person: NewPerson, song: Path) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    code = ana.start_room()
    bring(ana, song)
    ben.open_link(code)
    ana.press("play-pause")
    for one in (ana, ben):
        one.press("toggle-lyrics")
        one.expect_moving()
        expect_sung(one, 0, 1)
    box = ana.see("seek-bar").bounding_box()
    assert box is not None
    ana.page.mouse.click(box["x"] + box["width"] * 5.5 * STEP_S / LENGTH_S, box["y"] + box["height"] / 2)
    for one in (ana, ben):
        expect_sung(one, 5, 6)

    ben.see("lyric-line").filter(has_text="Line 2").click()
    for one in (ana, ben):
        expect_sung(one, 2, 3)

    ana.see("lyric-lines").hover()
    ana.page.mouse.wheel(0, 400)
    expect(ana.see("follow-lyrics")).to_be_visible()
    ana.press("follow-lyrics")
    expect(ana.see("follow-lyrics")).to_have_count(0)
    ana.press("toggle-lyrics")
    expect(ana.see("lyrics")).to_have_count(0)


def test_who_brought_the_track_writes_its_words_and_takes_them_back(person: NewPerson, song: Path) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    code = ana.start_room()
    bring(ana, song)
    ben.open_link(code)
    ana.press("toggle-lyrics")
    ana.press("edit-lyrics")
    expect(ana.see("lyrics-text")).to_have_value(LRC)
    ana.see("lyrics-text").fill("[00:00]Nothing but this")
    ana.press("save-lyrics")
    expect(ana.see("lyric-line")).to_have_text(["Nothing but this"])
    ben.press("toggle-lyrics")
    expect(ben.see("lyric-line")).to_have_text(["Nothing but this"])
    expect(ben.see("edit-lyrics")).to_have_count(0)

    ana.press("edit-lyrics")
    ana.press("remove-lyrics")
    expect(ana.see("no-lyrics")).to_be_visible()
    ana.page.get_by_role("button", name="Undo").click()
    expect(ana.see("lyric-line")).to_have_text(["Nothing but this"])


def test_the_tv_view_shows_the_room_and_draws_what_sounds(person: NewPerson, song: Path) -> None:
    ana = person("Ana", DESK)
    code = ana.start_room()
    bring(ana, song)
    ana.press("play-pause")
    ana.expect_in_step()
    ana.page.keyboard.press("t")
    expect(ana.see("tv-title")).to_have_text("Sung")
    expect(ana.see("tv-qr")).to_be_visible()
    expect(ana.see("tv")).to_contain_text(code)
    expect(ana.see("tv-lyrics").locator("[aria-current=true]")).to_contain_text("Line")
    canvas = ana.see("visualiser")
    ana.page.wait_for_function(f"canvas => ({DRAWN})(canvas) > 0", arg=canvas.element_handle())
    assert canvas.evaluate(FRAMES) > 0

    ana.page.evaluate(TURN, True)
    assert canvas.evaluate(FRAMES) == 0
    ana.page.evaluate(TURN, False)
    assert canvas.evaluate(FRAMES) > 0

    expect(ana.see("tv-controls")).to_have_attribute("data-hidden", "true")
    ana.page.keyboard.press("Tab")
    expect(ana.see("tv-controls")).to_have_attribute("data-hidden", "false")
    ana.page.keyboard.press("Escape")
    expect(ana.see("tv")).to_have_count(0)
    expect(ana.see("now-title")).to_have_text("Sung")


def test_the_visualiser_over_the_cover_is_remembered(person: NewPerson, song: Path) -> None:
    ana = person("Ana", PHONE)
    ana.start_room()
    bring(ana, song)
    expect(ana.see("visualiser")).to_have_count(0)
    ana.press("toggle-visualiser")
    ana.press("play-pause")
    canvas = ana.see("visualiser")
    ana.page.wait_for_function(f"canvas => ({DRAWN})(canvas) > 0", arg=canvas.element_handle())
    ana.page.reload()
    ana.come_in()
    expect(ana.see("visualiser")).to_be_visible()
