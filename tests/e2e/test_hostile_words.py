"""Tags, file names and names of people that are HTML: the page shows them as the letters they are."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import ConsoleMessage, Dialog, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import DESK, PHONE, Person
from tests.media.conftest import _write as write_sound_file
from tests.media.conftest import make_music

IMAGE = "<img src=x onerror=\"document.title='hacked'\">"
SCRIPT = "</title><script>document.title='hacked'</script>"
PERSON = "<svg onload=alert(1)>Eve"


def listen(person: Person, raised: list[str]) -> None:
    """Note everything that only a script of somebody else could bring about."""

    def dismiss(dialog: Dialog) -> None:
        raised.append(dialog.message)
        dialog.dismiss()

    def note(said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            raised.append(said.text)

    person.page.on("dialog", dismiss)
    person.page.on("console", note)


def test_hostile_words_are_shown_as_words_in_room_and_library(person: NewPerson, tmp_path: Path) -> None:
    tags = {"title": IMAGE, "artist": SCRIPT, "album": "{{7*7}} ${7*7} javascript:alert(1)"}
    song = write_sound_file(
        tmp_path / f"{IMAGE[:20].replace('/', '')}.flac", make_music(48_000, 3.0), 48_000, tags=tags
    )
    raised: list[str] = []
    eve, ben = person(PERSON, DESK), person("Ben", PHONE)
    for one in (eve, ben):
        listen(one, raised)
    code = eve.start_room()
    ben.open_link(code)
    eve.show("add")
    eve.see("upload-input").set_input_files(song)
    expect(eve.see("upload-status").first).to_have_attribute("data-state", "done")
    eve.hide()
    for one in (eve, ben):
        expect(one.see("now-title")).to_have_text(IMAGE)
    ben.show("people")
    expect(ben.see("person").filter(has_text=PERSON)).to_have_count(1)
    eve.page.goto(f"{eve.url}/library")
    eve.see("search").fill("onerror")
    expect(eve.see("track").filter(has_text=IMAGE)).to_have_count(1)
    expect(eve.see("track").filter(has_text=SCRIPT)).to_have_count(1)
    for one in (eve, ben):
        foreign = one.page.evaluate("document.querySelectorAll('img[onerror], svg[onload], script:not([src])').length")
        assert (foreign, one.page.title() == "hacked") == (0, False)
    assert raised == []
