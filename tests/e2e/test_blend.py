"""A crossfade with several people: set in the room's settings, sought into, paused in, and come into."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PATIENCE_MS, PHONE, Person
from tests.e2e.server import SonixServer

CROSSFADE_S = 12
_TRACKS = "(many) => sonix.diagnose()?.player.tracks === many"


def seek_before_end(person: Person, seconds: float) -> None:
    """Press the bar so long before the end of what plays."""
    box, length = person.see("seek-bar").bounding_box(), person.see("seek-bar").get_attribute("aria-valuemax")
    assert box is not None and length is not None
    share = 1 - seconds / float(length)
    person.page.mouse.click(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)


def expect_tracks(many: int, *people: Person) -> None:
    """Wait until so many tracks sound at once on every device."""
    for person in people:
        person.page.wait_for_function(_TRACKS, arg=many, polling=50, timeout=PATIENCE_MS)


def test_everybody_hears_two_tracks_in_a_crossfade(person: NewPerson, served: SonixServer) -> None:
    ana, ben, cleo = person("Ana", DESK), person("Ben", PHONE), person("Cleo", DESK)
    code = ana.start_room()
    ana.press("room-menu")
    ana.press("room-settings")
    ana.see("settings-crossfade").fill(str(CROSSFADE_S))
    ana.press("save-settings")
    # Backwards: an album in its own order is never blended.
    last, first = served.demo_titles()[:2]
    ana.add(first, last)
    ben.open_link(code)
    cleo.page.goto(f"{served.url}/r/{code}")
    ana.press("play-pause")
    expect_tracks(1, ana, ben)
    expect(ana.see("blend")).to_be_visible()

    # Into the blend: both tracks, at the place where they are by then.
    seek_before_end(ana, CROSSFADE_S - 2)
    expect_tracks(2, ana, ben)
    for one in (ana, ben):
        one.expect_title(last)
    ben.press("play-pause")
    expect_tracks(0, ana, ben)
    cleo.come_in()
    ana.press("play-pause")
    expect_tracks(2, ana, ben, cleo)
    expect_tracks(1, ana, ben, cleo)
    for one in (ana, ben, cleo):
        one.expect_title(last)
        one.expect_playing()
