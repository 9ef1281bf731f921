"""Refresh tokens under any interleaving of uses, replays, concurrent requests on two processes, and time."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import cast

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from sonix.accounts.rotation import GRACE_S
from sonix.bus.port import Revoked
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from tests.accounts.parts import Clock, Parts, parts, somebody


class Family(RuleBasedStateMachine):
    """One session, and what must become of each of its tokens."""

    def __init__(self, runner: asyncio.Runner, near: Parts, far: Parts) -> None:
        super().__init__()
        self._run = runner.run
        self._nodes = (near, far)
        self._clock = near.clock
        self._tokens: list[str] = []
        self._used_at_s: dict[str, float] = {}
        self._over = False
        self._told: list[Revoked] = []

    @initialize()
    def signs_in(self) -> None:
        user_id = self._run(somebody(self._nodes[0].database))
        made = self._run(self._nodes[0].sessions.start(user_id, "Firefox on Linux", "127.0.0.1"))
        self._session_id, self._tokens = made.session_id, [made.refresh]

    @rule(seconds=st.sampled_from([0, 1, 7, 29, 30, 31, 3600]))
    def time_passes(self, seconds: int) -> None:
        self._clock.now_s += seconds

    @rule(which=st.integers(0, 30), at=st.integers(0, 1))
    def one_uses(self, which: int, at: int) -> None:
        token = self._tokens[-1 - which % len(self._tokens)]
        self._check(token, [self._run(self._use(at, token))])

    @rule(at=st.integers(0, 1))
    def the_newest_is_used(self, at: int) -> None:
        token = self._tokens[-1]
        self._check(token, [self._run(self._use(at, token))])

    @rule(which=st.integers(0, 3), times=st.integers(2, 4))
    def several_use_at_once(self, which: int, times: int) -> None:
        token = self._tokens[-1 - which % len(self._tokens)]

        async def together() -> list[str | None]:
            return await asyncio.gather(*(self._use(n % 2, token) for n in range(times)))

        self._check(token, self._run(together()))

    @rule(which=st.integers(0, 30), at=st.integers(0, 1))
    def somebody_tries_noise(self, which: int, at: int) -> None:
        """What was never given out opens nothing, and ends nothing."""
        token = self._tokens[which % len(self._tokens)]
        session, random, mark = token.split(".")
        forged = [f"{session}.{random[::-1]}.{mark}", f"{session}.{'A' * 43}.{'A' * 22}", session, "", "é" * 90]
        assert self._run(self._use(at, forged[which % len(forged)])) is None

    async def _use(self, at: int, token: str) -> str | None:
        try:
            made = await self._nodes[at].sessions.refresh(token, "127.0.0.1")
        except SonixError as refused:
            assert (refused.code, refused.status) == ("unauthenticated", 401)
            return None
        claims = await self._nodes[1 - at].access.verify(made.access)
        assert claims.session_id == self._session_id
        return made.refresh

    def _check(self, token: str, got: list[str | None]) -> None:
        place = self._tokens.index(token)
        if not self._over and place == len(self._tokens) - 1:
            self._used_at_s[token] = self._clock.now_s
            (successor,) = set(got)
            assert successor is not None
            assert successor not in self._tokens
            self._tokens.append(successor)
            return
        if not self._over and self._clock.now_s - self._used_at_s[token] <= GRACE_S:
            assert set(got) == {self._tokens[place + 1]}
            return
        self._over = True
        assert set(got) == {None}
        assert self._run(self._nodes[0].sessions.ended([self._session_id])) == {self._session_id: "signed_out"}


def test_whatever_order_tokens_come_in_one_family_has_one_future(database_url: str) -> None:
    with asyncio.Runner() as runner:
        databases = [Database(database_url), Database(database_url)]
        for database in databases:
            runner.run(database.start())
        clock = Clock()
        near, far = (parts(database, clock) for database in databases)
        try:
            run_state_machine_as_test(
                cast("type[Family]", partial(Family, runner, near, far)),
                settings=settings(
                    max_examples=25,
                    stateful_step_count=20,
                    deadline=None,
                    suppress_health_check=[HealthCheck.too_slow],
                ),
            )
        finally:
            for database in databases:
                runner.run(database.stop())
