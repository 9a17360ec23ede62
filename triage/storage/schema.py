"""The schema's revision: bring a database to it, or refuse a database that is not at it.

Migrations stand beside `models.py` in a checkout and inside the package in an installed wheel.
Alembic itself is loaded only to migrate: a web process never pays for it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine

import models
import triage
from triage.errors import SchemaUnknown
from triage.storage.engine import READING, unhurried
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
    found = current(engine)
    if found is not None and found not in revisions():
        check(engine)
    with reach(), engine.connect() as connection, connection.begin():
        unhurried(connection)
        build(connection, "head")
    return head()


def build(connection: Connection, revision: str) -> None:
    """Migrate within this transaction up to a revision that this program knows, or to "head"."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
