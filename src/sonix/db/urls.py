"""Database URLs as hosts and hosting services write them."""

from __future__ import annotations

import importlib.util

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from sonix.core.errors import SonixError

_DRIVERS = {
    "sqlite": ("sqlite+aiosqlite", "aiosqlite", ""),
    "postgres": ("postgresql+asyncpg", "asyncpg", "postgres"),
    "postgresql": ("postgresql+asyncpg", "asyncpg", "postgres"),
    "mysql": ("mysql+asyncmy", "asyncmy", "mysql"),
    "mariadb": ("mariadb+asyncmy", "asyncmy", "mysql"),
}
SUPABASE_TRANSACTION_PORT = 6543


def parsed(text: str) -> tuple[URL, bool]:
    """The URL with the driver Sonix uses, and whether it leads to a pooler of transactions.

    `postgres://…` and `mysql://…` are as good as with a driver. A pooler of transactions (Supabase's at port 6543,
    pgbouncer's `pool_mode = transaction`) is told by its port or by `?pooler=transaction`.

    Raises:
        SonixError: `bad_database_url` when it is no such URL, `no_database_driver` when its driver is not installed.
        Neither repeats the URL: there may be a password in it.
    """
    url = _with_driver(text)
    query = dict(url.query)
    pooler = query.pop("pooler", None)
    if url.get_backend_name() == "postgresql" and "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    is_postgres = url.get_backend_name() == "postgresql"
    pooled = is_postgres and (pooler == "transaction" or (pooler is None and url.port == SUPABASE_TRANSACTION_PORT))
    return url.set(query=query), pooled


def _with_driver(text: str) -> URL:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise _bad_url() from error
    kind = url.drivername.partition("+")[0]
    if kind not in _DRIVERS:
        raise _bad_url()
    driver, module, extra = _DRIVERS[kind]
    if importlib.util.find_spec(module) is None:
        message = f"The driver for this database is not installed. Install it: pip install 'sonix[{extra}]'"
        raise SonixError("no_database_driver", message, status=500)
    return url.set(drivername=driver)


def _bad_url() -> SonixError:
    message = (
        "The database's URL is not one Sonix can use. It begins with postgresql://, mysql://, mariadb:// or "
        "sqlite:///, as in postgresql://user:password@host:5432/name."
    )
    return SonixError("bad_database_url", message, status=500)
