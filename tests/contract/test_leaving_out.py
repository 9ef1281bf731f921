"""What a test needs is known before it runs, so that a machine without it leaves out just that."""

from __future__ import annotations

import pytest

from tests.servers import leaving_out


def test_a_parameter_names_the_server(request: pytest.FixtureRequest, database_kind: str) -> None:
    assert leaving_out.needs(request.node) == {database_kind} - {"sqlite"}


def test_a_fixture_names_the_server_at_second_hand_too(request: pytest.FixtureRequest, new_mariadb_url: str) -> None:
    assert leaving_out.needs(request.node) == {"mariadb"}


def test_nothing_is_left_out_of_a_run_that_must_be_whole(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pytestconfig.option, "leave_out", "mariadb,browsers")
    monkeypatch.setenv("CI", "false")
    assert leaving_out.chosen(pytestconfig) == ["mariadb", "browsers"]
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.UsageError, match="nothing may be left out"):
        leaving_out.chosen(pytestconfig)


def test_a_name_that_nobody_knows_is_refused(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytestconfig.option, "leave_out", "oracle")
    with pytest.raises(pytest.UsageError, match="not oracle"):
        leaving_out.chosen(pytestconfig)
