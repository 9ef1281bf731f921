"""Text in MySQL and MariaDB: every character there is, and `a` is not `A`.

Left alone, they use whatever the server was set to: four-byte characters may not fit, and ids, codes and hashes that
differ in case only would be the same. So every table says its own character set, made by whichever statement.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import AddConstraint, CreateTable, DropConstraint

COLLATION = "utf8mb4_bin"


@compiles(CreateTable, "mysql")
@compiles(CreateTable, "mariadb")
def _create_table(element: CreateTable, compiler: Any, **keywords: Any) -> str:
    created: str = compiler.visit_create_table(element, **keywords)
    return f"{created.rstrip()} ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE {COLLATION}"


def convert_tables(connection: Connection) -> None:
    """Convert the tables of a database that an earlier Sonix made with the server's own character set."""
    if connection.dialect.name not in ("mysql", "mariadb"):
        return
    others = text(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() "
        "AND table_type = 'BASE TABLE' AND table_collation <> :collation"
    )
    names = list(connection.execute(others, {"collation": COLLATION}).scalars())
    if not names:
        return
    metadata = MetaData()
    metadata.reflect(connection)
    keys = [key for table in metadata.sorted_tables for key in table.foreign_key_constraints]
    for key in keys:
        connection.execute(DropConstraint(key))
    for name in names:
        quoted = connection.dialect.identifier_preparer.quote_identifier(name)
        connection.exec_driver_sql(f"ALTER TABLE {quoted} CONVERT TO CHARACTER SET utf8mb4 COLLATE {COLLATION}")
    for key in keys:
        connection.execute(AddConstraint(key))
