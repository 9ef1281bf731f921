"""Who may say, change, take back and send what: rules that hold for any text, any role, at any time."""

from __future__ import annotations

import unicodedata

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sonix.core.chat import rules
from sonix.core.chat.state import ChatRules, Denied, Message, Moment, Speaker, Words
from sonix.core.chat.words import MAX_CHARS, blocked_word, clean_text
from sonix.core.room import commands as c
from sonix.core.room.rights import MemberRole
from sonix.core.room.state import Room
from tests.core.room.rooms import SECOND, START_US, Driver

TEXTS = st.text(max_size=300)
ROLES = st.sampled_from(("cohost", "dj", "listener"))


def room_with(chat: ChatRules = ChatRules(), ben: MemberRole = "listener") -> Room:  # noqa: B008 - frozen
    """Ana's room, with Ben in it."""
    driver = Driver("song")
    driver.do(c.Configure(chat=chat))
    driver.do(c.Join("Cleo"), actor="cleo")
    if ben != "listener":
        driver.do(c.SetRole(member_id="ben", role=ben))
    return driver.room


def said_by(member_id: str, room: Room, text: str, **speaker: int) -> Words | Denied:
    return rules.say(room, Speaker(member_id, **speaker), text, (), START_US)


def code(outcome: object) -> str | None:
    return outcome.code if isinstance(outcome, Denied) else None


@given(TEXTS)
def test_cleaned_text_is_clean_for_good_and_shows_nothing_hidden(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert "\n\n\n" not in once
    assert once == once.strip()
    hidden = [ch for ch in once if ch not in "\n\u200d" and unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Co", "Cn")]
    assert not hidden


@given(TEXTS)
def test_whatever_is_said_can_be_seen_and_is_not_too_long(text: str) -> None:
    outcome = said_by("ben", room_with(), text * 10)
    match outcome:
        case Words(text=kept):
            assert 0 < len(kept) <= MAX_CHARS
        case Denied():
            assert outcome.code in ("empty_message", "too_long")


@given(
    st.sampled_from(("Käse", "so what", "日本")), st.sampled_from(("{}", "ah {}!", "({}).", "x\n{}\ny")), st.booleans()
)
def test_a_blocked_word_is_found_however_it_is_written_and_not_inside_of_others(
    word: str, around: str, upper: bool
) -> None:
    text = around.format(word.upper() if upper else word)
    assert blocked_word(text, (word,)) == word
    assert blocked_word(f"{word}kuchen", (word,)) is None
    assert code(said_by("ben", room_with(ChatRules(blocked=(word,))), text)) == "blocked_word"


@given(st.integers(1, 3600), st.integers(0, 4000 * SECOND), ROLES)
def test_slow_mode_holds_up_exactly_those_who_do_not_tidy(slow_s: int, ago_us: int, role: MemberRole) -> None:
    outcome = said_by("ben", room_with(ChatRules(slow_mode_s=slow_s), role), "Hi", last_said_us=START_US - ago_us)
    if role == "cohost" or ago_us >= slow_s * SECOND:
        assert isinstance(outcome, Words)
    else:
        assert isinstance(outcome, Denied)
        assert outcome.code == "slow_mode"
        assert outcome.retry_in_s is not None
        assert 0 <= outcome.retry_in_s * SECOND - (slow_s * SECOND - ago_us) < SECOND


@given(st.integers(-1000, 1000))
def test_a_mute_holds_to_its_end_for_words_and_reactions(left_s: int) -> None:
    room, until_us = room_with(), START_US + left_s * SECOND
    speaker = Speaker("ben", muted_until_us=until_us)
    entry_id = next(iter(room.entries))
    outcomes = (
        rules.say(room, speaker, "Hi", (), START_US),
        rules.edit(room, speaker, Message("ben", START_US, False), "Hi", (), START_US),
        rules.react(room, speaker, entry_id, 0, START_US),
    )
    for outcome in outcomes:
        assert (code(outcome) == "muted") == (left_s > 0)
        assert left_s <= 0 or getattr(outcome, "retry_in_s", None) is None, "it is not said later without being asked"
    assert rules.may_type(room, speaker, START_US) == (left_s <= 0)


@given(st.sampled_from(("ana", "ben", "cleo")), st.sampled_from(("ana", "ben", "cleo")), st.integers(0, 600), ROLES)
def test_messages_are_deleted_by_their_authors_in_time_and_by_those_above_them(
    actor: str, author: str, age_s: int, role: MemberRole
) -> None:
    room = room_with(ben=role)
    message = Message(author, START_US - age_s * SECOND, deleted=False)
    outcome = rules.unsay(room, Speaker(actor), message, START_US)
    tidies = actor == "ana" or (actor == "ben" and role == "cohost")
    own_in_time = actor == author and age_s * SECOND <= rules.EDITABLE_US
    below = tidies and (actor == author or author != "ana")
    assert (outcome is None) == (own_in_time or below)


@given(st.sampled_from(("ana", "cleo")), st.integers(0, 600))
def test_messages_are_changed_by_their_authors_alone_in_time(author: str, age_s: int) -> None:
    message = Message(author, START_US - age_s * SECOND, deleted=False)
    outcome = rules.edit(room_with(), Speaker("cleo"), message, "Anew", (), START_US)
    assert isinstance(outcome, Words) == (author == "cleo" and age_s * SECOND <= rules.EDITABLE_US)
    assert code(rules.edit(room_with(), Speaker("cleo"), None, "Anew", (), START_US)) == "message_gone"


@given(st.lists(st.sampled_from(("ana", "ben", "cleo", "eve")), max_size=10))
def test_only_others_who_are_members_are_named_each_once(mentions: list[str]) -> None:
    words = rules.say(room_with(), Speaker("ben"), "Hi", mentions, START_US)
    assert isinstance(words, Words)
    assert set(words.mentions) == set(mentions) & {"ana", "cleo"}
    assert len(words.mentions) == len(set(words.mentions))


@given(st.integers(0, 2**52))
def test_a_reaction_is_pinned_inside_of_its_track(position_us: int) -> None:
    room = room_with()
    entry_id, entry = next(iter(room.entries.items()))
    moment = rules.react(room, Speaker("ben"), entry_id, position_us, START_US)
    assert moment == Moment(entry.track.track_id, min(position_us, entry.track.duration_us))


def test_what_is_off_or_not_given_to_a_role_is_refused() -> None:
    entry_id = next(iter(room_with().entries))
    assert code(said_by("ben", room_with(ChatRules(on=False)), "Hi")) == "chat_off"
    quiet = room_with(ChatRules(reactions=False))
    assert code(rules.react(quiet, Speaker("ben"), entry_id, 0, START_US)) == "reactions_off"
    driver = Driver("song")
    driver.do(c.Configure(rights={"chat": ("cohost",), "react": ()}))
    assert code(said_by("ben", driver.room, "Hi")) == "not_allowed"
    assert code(rules.react(driver.room, Speaker("ben"), "song", 0, START_US)) == "not_allowed"
    assert isinstance(said_by("ana", driver.room, "Hi"), Words)
    assert code(said_by("eve", driver.room, "Hi")) == "not_a_member"


def test_rules_of_before_there_was_a_chat_still_decode() -> None:
    assert msgspec.json.decode(b"{}", type=ChatRules) == ChatRules()
