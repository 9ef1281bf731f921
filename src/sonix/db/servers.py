"""MariaDB, MySQL and PostgreSQL: how to connect, and how long to wait for them."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

Isolation = Literal["READ COMMITTED", "REPEATABLE READ"]


@dataclass(frozen=True)
class Patience:
    """How long a server may take before it counts as gone, in seconds.

    Attributes:
        connect_s: to open a connection.
        connection_s: to get one of the pool's, while others use them all.
        transaction_s: for a whole transaction.
        pool: connections kept for reading, and as many for writing; twice that many in a rush.
    """

    connect_s: float = 5.0
    connection_s: float = 5.0
    transaction_s: float = 15.0
    pool: int = 5

    @classmethod
    def of(cls, transaction_s: float, pool: int) -> Patience:
        """With that long for a transaction, and no more than 5 s of it for a connection."""
        connect_s = min(5.0, transaction_s)
        return cls(connect_s, connect_s, transaction_s, pool)


def server_engine(url: URL, isolation: Isolation, patience: Patience, *, pooled: bool) -> AsyncEngine:
    """An engine that asks a connection whether it still lives before it is used.

    Args:
        pooled: a pooler stands in between that gives each transaction another connection, so nothing may be left
        behind in one: no session settings, no prepared statements of a name that comes again.
    """
    is_postgres = url.get_backend_name() == "postgresql"
    arguments = _postgres_arguments(patience, pooled=pooled) if is_postgres else _mysql_arguments(patience)
    return create_async_engine(
        url,
        connect_args=arguments,
        isolation_level=isolation,
        hide_parameters=True,  # errors are logged: not with addresses and hashes of passwords
        pool_pre_ping=True,
        pool_size=patience.pool,
        max_overflow=patience.pool,
        pool_timeout=patience.connection_s,
    )


def _postgres_arguments(patience: Patience, *, pooled: bool) -> dict[str, Any]:
    if pooled:
        return {
            "timeout": patience.connect_s,
            "statement_cache_size": 0,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": lambda: f"sonix_{uuid.uuid4().hex}",
        }
    milliseconds = str(int(patience.transaction_s * 1000))
    limits = dict.fromkeys(("statement_timeout", "idle_in_transaction_session_timeout"), milliseconds)
    # PostgreSQL takes the jump to a row for four times as dear as the next row, as on a disk with a head, and would
    # rather walk through all tracks than fetch a thousand by their ids.
    settings = {"application_name": "sonix", "random_page_cost": "1.1", **limits}
    return {"timeout": patience.connect_s, "server_settings": settings}


def _mysql_arguments(patience: Patience) -> dict[str, Any]:
    logging.getLogger("asyncmy").setLevel(logging.ERROR)  # it repeats every note of the server's
    settings = f"SET SESSION innodb_lock_wait_timeout={max(1, int(patience.transaction_s))}"
    return {"charset": "utf8mb4", "connect_timeout": patience.connect_s, "init_command": settings}
