"""Bringing music in by the browser: every format, a hostile one, several at once, and straight into the queue."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PHONE
from tests.media.conftest import FORMATS, make_music
from tests.media.conftest import _write as write_sound_file


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same five seconds of sound, differing by seed, in each format the library takes."""
    folder = tmp_path_factory.mktemp("album")
    return [
        write_sound_file(
            folder / f"{number:02} Seaside 🎧 {ending.replace('.', ' ')}.{ending}",
            make_music(48_000, 5.0, seed=number),
            48_000,
            tags={"title": f"Seaside in {ending}", "artist": "Zoë", "album": "Été"},
        )
        for number, ending in enumerate(FORMATS)
    ]


def test_every_format_goes_from_the_disk_into_the_queue_and_sounds(person: NewPerson, album: list[Path]) -> None:
    ana, ben = person("Ana", DESK), person("Ben", PHONE)
    code = ana.start_room()
    ben.open_link(code)
    ana.show("add")
    ana.see("upload-input").set_input_files(album)
    expect(ana.see("upload-status").first).to_have_attribute("data-state", "done")
    ana.hide()
    expect(ana.see("queue-entry")).to_have_count(len(album) - 1)
    ana.press("play-pause")
    for one in (ana, ben):
        one.expect_moving()
        one.expect_in_step()
    seen = {ben.see("now-title").inner_text()}
    for _ in album[1:]:
        before = ben.see("now-title").inner_text()
        ana.press("skip")
        expect(ben.see("now-title")).not_to_have_text(before)
        seen.add(ben.see("now-title").inner_text())
    assert seen == {f"Seaside in {ending}" for ending in FORMATS}


def test_a_file_that_is_no_music_is_refused_with_a_reason_and_the_others_go_on(
    person: NewPerson, tmp_path: Path
) -> None:
    liar = tmp_path / "really music.mp3"
    liar.write_bytes(b"<!doctype html><title>not music</title>" * 500)
    good = write_sound_file(tmp_path / "good.flac", make_music(44_100, 3.0, seed=99))
    ana = person("Ana", PHONE)
    ana.start_room()
    ana.show("add")
    ana.see("upload-input").set_input_files([liar, good])
    expect(ana.see("upload-status").first).to_have_attribute("data-state", "failed")
    ana.hide()
    ana.expect_title("good")


def test_what_is_found_by_search_forgives_accents_and_case(person: NewPerson, album: list[Path]) -> None:
    ana = person("Ana", DESK)
    ana.start_room()
    ana.show("add")
    ana.see("upload-input").set_input_files(album[3:4])
    expect(ana.see("upload-status").first).to_have_attribute("data-state", "done")
    ana.see("search").fill("ete SEASIDE zoe")
    expect(ana.see("track").first).to_contain_text("Seaside in")
    ana.see("search").fill("nothing like this")
    expect(ana.see("track")).to_have_count(0)
