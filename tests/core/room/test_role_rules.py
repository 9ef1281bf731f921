"""Roles: who gives which to whom, who hands over, and what settings of before there were rights mean."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonix.core.roles import has_right, rank_of, role_of
from sonix.core.room import commands as c
from sonix.core.room.rights import RANKS, RIGHTS, ROLES, MemberRole, Right, Rights
from sonix.core.room.state import Settings
from sonix.core.room.turn import Refusal
from tests.core.room.rooms import Driver

LEADERS = ("cohost",)


def party() -> Driver:
    """Ana hosts, Ben, Cleo and Dan listen; co-hosts give roles."""
    driver = Driver()
    driver.do(c.Configure(rights={"appoint": ("cohost",)}))
    for name in ("cleo", "dan"):
        driver.do(c.Join(name.title()), actor=name)
    return driver


def test_the_host_gives_any_role_and_takes_it_back() -> None:
    d = party()
    for role in ROLES:
        d.do(c.SetRole("ben", role))
        assert role_of(d.room, "ben") == role


def test_nobody_changes_the_role_of_somebody_as_high_or_gives_one_as_high() -> None:
    d = party()
    d.do(c.SetRole("ben", "cohost"))
    d.do(c.SetRole("cleo", "cohost"))
    assert d.refused(c.SetRole("cleo", "listener"), actor="ben") == "outranked"
    assert d.refused(c.SetRole("dan", "cohost"), actor="ben") == "outranked"
    assert d.refused(c.SetRole("ana", "dj"), actor="ben") == "outranked"
    d.do(c.SetRole("dan", "dj"), actor="ben")
    assert role_of(d.room, "dan") == "dj"


def test_only_the_host_says_who_gives_roles_and_never_below_co_hosts() -> None:
    d = party()
    d.do(c.SetRole("ben", "cohost"))
    assert d.refused(c.Configure(rights={"appoint": ()}), actor="ben") == "not_allowed"
    assert d.refused(c.Configure(rights={"appoint": ("cohost", "dj")})) == "too_low"
    d.do(c.Configure(rights={"skip": ("dj",)}), actor="ben")
    assert d.room.settings.rights.skip == ("dj",)


def test_a_leaving_host_is_followed_by_a_co_host_then_a_dj_then_whoever_was_there_longest() -> None:
    d = party()
    d.do(c.SetRole("dan", "cohost"))
    d.do(c.SetRole("cleo", "dj"))
    for heir in ("dan", "cleo", "ben"):
        d.do(c.Leave(), actor=d.room.host_id)
        assert d.room.host_id == heir


def test_whoever_hands_over_goes_on_as_a_co_host() -> None:
    d = party()
    d.do(c.HandOver("ben"))
    assert (role_of(d.room, "ben"), role_of(d.room, "ana")) == ("host", "cohost")


def test_a_role_outlives_a_rename_and_coming_back_but_not_leaving() -> None:
    d = party()
    d.do(c.SetRole("ben", "dj"))
    d.do(c.Rename("Benny"), actor="ben")
    d.do(c.Join("Ben"), actor="ben")
    assert role_of(d.room, "ben") == "dj"
    d.do(c.Leave(), actor="ben")
    d.do(c.Join("Ben"), actor="ben")
    assert role_of(d.room, "ben") == "listener"


@given(
    actor=st.sampled_from(["ana", "ben", "cleo", "dan"]),
    target=st.sampled_from(["ana", "ben", "cleo", "dan"]),
    role=st.sampled_from(ROLES),
    roles=st.tuples(*[st.sampled_from(ROLES)] * 3),
)
def test_ranks_only_ever_act_downwards(
    actor: str, target: str, role: MemberRole, roles: tuple[MemberRole, ...]
) -> None:
    d = party()
    for member, given_role in zip(("ben", "cleo", "dan"), roles, strict=True):
        d.do(c.SetRole(member, given_role))
    outcome = d.outcome(c.SetRole(target, role), actor)
    own, theirs = rank_of(d.room, actor), rank_of(d.room, target)
    may = has_right(d.room, actor, "appoint") and own > theirs and own > RANKS[role]
    assert isinstance(outcome, Refusal) == (not may)


@pytest.mark.parametrize(
    ("stored", "lost"),
    [
        ('{"control":"host","add":"everyone"}', {"playback", "skip", "remove_others", "arrange"}),
        ('{"control":"everyone","add":"host"}', {"add", "play_next"}),
        ('{"control":"everyone","add":"everyone"}', set()),
        ("{}", set()),
    ],
)
def test_settings_of_before_there_were_rights_keep_their_meaning(stored: str, lost: set[Right]) -> None:
    settings = msgspec.json.decode(stored, type=Settings)
    for right in RIGHTS:
        assert settings.rights.of(right) == (() if right in lost else Rights().of(right))


@given(
    st.dictionaries(
        st.sampled_from([r for r in RIGHTS if r != "appoint"]), st.lists(st.sampled_from(ROLES), max_size=5).map(tuple)
    )
)
def test_a_changed_table_is_kept_as_it_is_by_the_store_and_by_older_pages(
    rights: dict[Right, tuple[MemberRole, ...]],
) -> None:
    d = party()
    d.do(c.Configure(rights=rights))
    settings = d.room.settings
    for right, roles in rights.items():
        assert set(settings.rights.of(right)) == set(roles)
    assert msgspec.json.decode(msgspec.json.encode(settings), type=Settings) == settings
    assert (settings.control == "everyone") == ("listener" in settings.rights.playback)
    assert (settings.add == "everyone") == ("listener" in settings.rights.add)
