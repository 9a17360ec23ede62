"""The schema's revision: bring a database to it, or refuse a database that is not at it.

Migrations stand beside `models.py` in a checkout and inside the package in an installed wheel.
Alembic itself is loaded only to migrate: a web process never pays for it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache
from pathlib import Path

from sqlalchemy import func, inspect, select, table, text
from sqlalchemy.engine import Connection, Engine

import models
import triage
from triage.errors import SchemaUnknown
from triage.storage.engine import READING
from triage.storage.rebuilding import rebuilding
from triage.storage.store import reach

_NUMBERED = re.compile(r"(\d{4})_\w+\.py")


def migrations_dir() -> Path:
    """Where the migrations are, in a checkout or in a wheel."""
    installed = Path(triage.__file__).parent / "migrations"
    return installed if installed.is_dir() else Path(models.__file__).parent / "migrations"


@cache
def revisions() -> tuple[str, ...]:
    """Every revision that this program knows, oldest first: the numbers of the files."""
    names = (_NUMBERED.fullmatch(path.name) for path in (migrations_dir() / "versions").iterdir())
    return tuple(sorted(name[1] for name in names if name))


def head() -> str:
    """The revision that this program works on."""
    return revisions()[-1]


def current(engine: Engine) -> str | None:
    """The revision of this database, or None where nothing was ever migrated."""
    with reach(), engine.connect() as fresh:
        connection = fresh.execution_options(**{READING: True})
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)


def check(engine: Engine) -> str:
    """The revision, when it is ours. Raises SchemaUnknown with what to do about it."""
    found = current(engine)
    if found == head():
        return found
    if found is None or found in revisions():
        raise SchemaUnknown(
            f"the database is at revision {found or 'none'}, this program needs {head()}: "
            "run `triage db upgrade`"
        )
    raise SchemaUnknown(
        f"the database is at revision {found}, which this program does not know "
        f"(it knows up to {head()}): install the newer program"
    )


def upgrade(engine: Engine) -> str:
    """Bring the database to `head()`; two hosts at once migrate one after the other."""
    _refuse_unknown(engine)
    with reach(), engine.connect() as connection, rebuilding(connection):
        build(connection, "head")
    return head()


def downgrade(engine: Engine, revision: str) -> str:
    """Bring the database back to an older revision that this program knows: to go back to an
    older program. What later revisions added is lost. Raises SchemaUnknown."""
    refuse_way_back(engine, revision)
    with reach(), engine.connect() as connection, rebuilding(connection):
        build(connection, revision, down=True)
    return revision


def refuse_way_back(engine: Engine, revision: str) -> str:
    """The revision of this database; SchemaUnknown where this program cannot go back from it."""
    found = _refuse_unknown(engine)
    if found is None or revision not in revisions() or revision > found:
        known = f"one of {revisions()[0]} to {found}" if found else "there is nothing"
        raise SchemaUnknown(f"cannot go back to revision {revision}: {known}")
    return found


def losses(engine: Engine, revision: str) -> list[str]:
    """What `downgrade` would take away, tried and undone: a line for each table and column."""
    with suppress(_Undone), reach(), engine.connect() as connection, rebuilding(connection):
        before = _contents(connection)
        build(connection, revision, down=True)
        after = _contents(connection)
        raise _Undone
    gone = [
        f"table {name}: {count} rows" for name, (_, count) in before.items() if name not in after
    ]
    less = [
        f"column {name}.{column}"
        for name, (columns, count) in before.items()
        if name in after and count
        for column in sorted(columns - after[name][0])
    ]
    return gone + less


class _Undone(Exception):
    """Ends a transaction that was only tried."""


def _contents(connection: Connection) -> dict[str, tuple[frozenset[str], int]]:
    """Table -> its columns and its number of rows."""
    there = inspect(connection)
    return {
        name: (
            frozenset(column["name"] for column in there.get_columns(name)),
            int(connection.execute(select(func.count()).select_from(table(name))).scalar_one()),
        )
        for name in sorted(there.get_table_names())
        if name in models.metadata.tables
    }


def _refuse_unknown(engine: Engine) -> str | None:
    """The revision, unless a newer program made it (SchemaUnknown)."""
    found = current(engine)
    if found is not None and found not in revisions():
        check(engine)
    return found


def build(connection: Connection, revision: str, *, down: bool = False) -> None:
    """Migrate within this transaction to a revision that this program knows, or to "head".

    On SQLite the transaction must be one of `rebuilding`. Raises SchemaUnknown where a newer
    program was quicker.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        (command.downgrade if down else command.upgrade)(config, revision)
    except CommandError as problem:
        raise SchemaUnknown(f"the migrations cannot be run: {problem}") from problem
