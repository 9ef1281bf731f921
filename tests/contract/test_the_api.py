"""What the HTTP API promises, on servers too: accounts, library, uploads, jobs and sweeps keep their rows alike.

These are the tests of `tests/api`, with an instance whose database is on MariaDB or PostgreSQL; of the uploads those
that hang on rows, not those about files and restarts.
"""

# ruff: noqa: F401, F403 - tests and their fixtures are run by being here
from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sonix.config import Database
from tests.api.test_accounts import *
from tests.api.test_editing import *
from tests.api.test_jobs import *
from tests.api.test_uploads import (
    test_a_duplicate_is_shared_with_the_second_ones_room,
    test_a_failed_upload_can_be_retried_with_other_bytes,
    test_a_file_becomes_a_track_that_can_be_played,
    test_a_job_whose_server_died_is_taken_over,
    test_an_ended_upload_can_be_taken_off_the_list,
    test_an_upload_goes_on_where_it_was,
    test_cancelling_while_processing_leaves_nothing,
    test_the_same_bytes_twice_are_one_track_for_both,
    test_the_same_sound_in_another_file_is_one_track,
)
from tests.api.test_visibility import *
from tests.api.world import World, opened
from tests.servers.databases import DatabaseServer

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["mariadb", "postgresql"])
def server_url(request: pytest.FixtureRequest) -> str:
    server: DatabaseServer = request.getfixturevalue(request.param)
    return server.clean_url()


@pytest.fixture
async def world(tmp_path: Path, server_url: str) -> AsyncIterator[World]:
    async with opened(tmp_path, database=Database(url=server_url)) as found:
        yield found
