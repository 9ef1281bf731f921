"""Text in MySQL and MariaDB: every character there is, and `a` is not `A`.

Left alone, they use whatever the server was set to: four-byte characters may not fit, and ids, codes and hashes that
differ in case only would be the same. So every table says its own character set, made by whichever statement.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, MetaData, bindparam, inspect, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import AddConstraint, CreateTable, DropConstraint

from sonix.db.schema import metadata

COLLATION = "utf8mb4_bin"


@compiles(CreateTable, "mysql")
@compiles(CreateTable, "mariadb")
def _create_table(element: CreateTable, compiler: Any, **keywords: Any) -> str:
    created: str = compiler.visit_create_table(element, **keywords)
    return f"{created.rstrip()} ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE {COLLATION}"


def convert_tables(connection: Connection) -> None:
    """Convert the tables of a database that an earlier Sonix made with the server's own character set.

    Tables of other programs in the same database are left as they are. Foreign keys stand in the way and are put back
    after; a start that was cut short in between left some out, which are put back too.
    """
    if connection.dialect.name not in ("mysql", "mariadb"):
        return
    ours = [*metadata.tables, "alembic_version"]
    others = text(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() "
        "AND table_type = 'BASE TABLE' AND table_collation <> :collation AND table_name IN :ours"
    ).bindparams(bindparam("ours", expanding=True))
    names = list(connection.execute(others, {"collation": COLLATION, "ours": ours}).scalars())
    if names:
        there = set(inspect(connection).get_table_names())
        found = MetaData()
        found.reflect(connection, only=[name for name in ours if name in there], resolve_fks=False)
        for table in found.tables.values():
            for key in table.foreign_key_constraints:
                connection.execute(DropConstraint(key))
    for name in names:
        quoted = connection.dialect.identifier_preparer.quote_identifier(name)
        connection.exec_driver_sql(f"ALTER TABLE {quoted} CONVERT TO CHARACTER SET utf8mb4 COLLATE {COLLATION}")
    _add_missing_keys(connection)


def _add_missing_keys(connection: Connection) -> None:
    """Of the tables there are, whichever of this version's they are."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    wanted = MetaData()  # a copy: a constraint added apart is no longer made along with its table
    for table in metadata.sorted_tables:
        if table.name in there:
            table.to_metadata(wanted)
    for table in wanted.tables.values():
        found = {(*key["constrained_columns"], key["referred_table"]) for key in inspector.get_foreign_keys(table.name)}
        for key in table.foreign_key_constraints:
            if (*key.column_keys, key.elements[0].target_fullname.split(".")[0]) not in found:
                connection.execute(AddConstraint(key))
