"""What a room may say of itself."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonix.core.errors import SonixError
from sonix.core.ids import CODE_ALPHABET, CODE_LENGTH, normalise_code
from sonix.core.listing import (
    DESCRIPTION_CHARS,
    DESCRIPTION_LINES,
    MOST_AHEAD_S,
    MOST_TAGS,
    RESERVED,
    TAG_CHARS,
    check_start,
    checked_link_name,
    clean_description,
    clean_tags,
    phase,
)

SPELT = st.text(string.ascii_letters + string.digits + "- _", max_size=50)


def is_refused(text: str) -> bool:
    try:
        checked_link_name(text)
    except SonixError as refused:
        assert (refused.code, refused.status) == ("bad_link_name", 422)
        return True
    return False


@given(st.one_of(SPELT, st.text(max_size=50)))
def test_a_link_name_is_never_a_code_and_stays_itself(text: str) -> None:
    if is_refused(text):
        return
    name = checked_link_name(text)
    assert normalise_code(name) is None
    assert name not in RESERVED
    assert checked_link_name(name.upper()) == name
    assert 3 <= len(name) <= 40
    assert set(name) <= set(string.ascii_lowercase + string.digits + "-")


@given(st.text(CODE_ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH), st.data())
def test_no_spelling_of_a_code_is_a_link_name(code: str, data: st.DataObject) -> None:
    dashes = data.draw(st.lists(st.integers(1, CODE_LENGTH - 1), max_size=3, unique=True))
    spelt = "".join(f"-{c}" if at in dashes else c for at, c in enumerate(code))
    assert is_refused(spelt.lower())
    assert is_refused(spelt)


@pytest.mark.parametrize("text", ["ab", "x" * 41, "a--b", "-abc", "abc-", "käse", "a_b", "a b", "", "api", "Discover"])
def test_names_that_are_none(text: str) -> None:
    assert is_refused(text)


@pytest.mark.parametrize("text", ["friday-night", "o11", "jazz", "the-kitchen-2", "x" * 40, " Jazz "])
def test_names_that_are_some(text: str) -> None:
    assert checked_link_name(text) == text.strip().lower()


@given(st.text(max_size=3000))
def test_a_description_is_bounded_visible_and_stays_as_it_is(text: str) -> None:
    told = clean_description(text)
    assert len(told) <= DESCRIPTION_CHARS
    assert told.count("\n") < DESCRIPTION_LINES
    assert "\n\n\n" not in told
    assert clean_description(told) == told


@given(st.lists(st.text(max_size=30), max_size=8))
def test_tags_are_few_short_and_each_once(tags: list[str]) -> None:
    try:
        told = clean_tags(tags)
    except SonixError as refused:
        assert refused.code in ("too_many_tags", "bad_tag")
        return
    assert len(told) == len(set(told)) <= MOST_TAGS
    assert all(0 < len(tag) <= TAG_CHARS for tag in told)


def test_a_tag_may_be_typed_in_any_way() -> None:
    assert clean_tags(["#Jazz", " jazz ", "Drum &  Bass"]) == ["jazz", "drum & bass"]


@given(st.none() | st.integers(0, 10**10), st.none() | st.integers(0, 10**10), st.integers(0, 10**10))
def test_a_room_once_open_stays_open(starts_at_s: int | None, opened_at_s: int | None, now_s: int) -> None:
    if phase(starts_at_s, opened_at_s, now_s) == "open":
        assert phase(starts_at_s, opened_at_s, now_s + 1) == "open"
    else:
        assert opened_at_s is None
        assert phase(starts_at_s, now_s, now_s) == "open"
        assert starts_at_s is not None
        assert phase(starts_at_s, None, starts_at_s) == "open"


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_an_hour_lies_ahead_and_not_too_far(starts_at_s: int, now_s: int) -> None:
    if now_s < starts_at_s <= now_s + MOST_AHEAD_S:
        check_start(starts_at_s, now_s)
        return
    with pytest.raises(SonixError, match=r"over|year"):
        check_start(starts_at_s, now_s)
