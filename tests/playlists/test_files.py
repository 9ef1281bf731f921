"""Playlist files: what one program writes another reads, and what is hostile is refused in good time."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonix.core.errors import SonixError
from sonix.playlists.files.formats import WRITERS, Format, read_file
from sonix.playlists.files.item import Item

ITEMS = [
    Item("Ágætis byrjun", "Sigur Rós", "Ágætis byrjun", 475_000_000, "01jabc"),
    Item("=SUM(A1) & <b>", "東京 Band", "", 61_000_000),
    Item("No artist", "", "", None),
    Item("Dash - in title", "AC/DC", "Back, in; black", 1_000_000),
]


@pytest.mark.parametrize("form", list(WRITERS))
def test_what_is_written_is_read_again(form: Format) -> None:
    text = WRITERS[form].write("Friday & <night>", ITEMS)
    found = read_file(text.encode(), f"list.{form}")
    assert found.items == ITEMS
    assert found.name in ("Friday & <night>", "")


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp"]), max_size=30)


@given(st.sampled_from(list(WRITERS)), st.lists(st.builds(Item, TEXTS, TEXTS, TEXTS), min_size=1, max_size=5))
def test_any_words_stay_readable(form: Format, items: list[Item]) -> None:
    named = [Item(f"t{item.title}", f"a{item.artist}", item.album) for item in items]
    found = read_file(WRITERS[form].write("x", named).encode(), f"list.{form}")
    assert len(found.items) == len(named)


@given(st.binary(max_size=400), st.sampled_from(["a.m3u", "a.csv", "a"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    for start in (b"", b"{", b"<", b"<?xml version='1.0'?><playlist>", b"#EXTM3U\n", b"\xff\xfe", b"title,artist\n"):
        try:
            assert read_file(start + data, name).items
        except SonixError as error:
            assert error.status == 422


BOMB = """<?xml version="1.0"?>
<!DOCTYPE playlist [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<playlist version="1" xmlns="http://xspf.org/ns/0/"><trackList><track><title>&b;</title></track></trackList></playlist>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE playlist [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<playlist><trackList><track><title>&x;</title></track></trackList></playlist>"""


@pytest.mark.parametrize(
    "data",
    [
        BOMB.encode(),
        OUTSIDE.encode(),
        b"<playlist>" + b"<a>" * 5000,
        b"<html><body>no</body></html>",
        b"<playlist><trackList><track><title>cut",
        b'<?xml version="1.0" encoding="nonsense"?><playlist/>',
        b"{" * 100_000,
        b'{"playlist": {"track": ' + b"[" * 100_000,
        b'{"playlist": 5}',
        b"",
        b"\0\0\0\0",
        b"title\n" + b"\n" * 1000,
        b'title\n"' + b"x" * 500_000,
    ],
)
def test_hostile_files_are_refused(data: bytes) -> None:
    with pytest.raises(SonixError) as told:
        read_file(data, "list")
    assert told.value.code == "bad_playlist"


@pytest.mark.parametrize("form", list(WRITERS))
def test_more_tracks_than_a_list_holds_are_refused(form: Format) -> None:
    text = WRITERS[form].write("Long", [Item(f"Song {n}", "Band") for n in range(5001)])
    with pytest.raises(SonixError) as told:
        read_file(text.encode(), f"list.{form}")
    assert told.value.code == "too_many"


def test_files_of_other_programs_are_read() -> None:
    m3u = (
        "C:\\Music\\ABBA\\01 - Waterloo.mp3\r\n#EXTINF:215,Björk - Jóga\r\nfile:///m/J%C3%B3ga.flac\r\n"
        "Blur - 13 - Tender.ogg\r\n"
    )
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        found = read_file(m3u.encode(encoding), "old.m3u").items
        assert [(item.artist, item.title) for item in found] == [
            ("", "Waterloo"),
            ("Björk", "Jóga"),
            ("Blur", "Tender"),
        ]
        assert found[1].duration_us == 215_000_000
    exported = '"Track Name","Artist Name(s)","Album Name","Duration (ms)"\n"Jóga","Björk","Homogenic","305000"\n'
    assert read_file(exported.encode(), "x.csv").items == [Item("Jóga", "Björk", "Homogenic", 305_000_000)]
    german = "Titel;Interpret;Dauer\nJóga;Björk;5:05\n"
    assert read_file(german.encode("cp1252"), "x.csv").items == [Item("Jóga", "Björk", "", 305_000_000)]
    jspf = {"playlist": {"title": "T", "track": [{"title": "Jóga", "creator": "Björk", "identifier": "x"}, 5]}}
    assert read_file(json.dumps(jspf).encode(), "x").items == [Item("Jóga", "Björk")]
