"""Runs the migrations on the connection that `triage.storage.schema` or a test hands in.

Without one (the `alembic` command itself, to write a new revision) it opens `DATABASE_URL`.
"""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import context
from sqlalchemy.engine import Connection

import models

#: Any fixed number of our own: two hosts that start at once migrate one after the other.
_ADVISORY_LOCK = 7_402_291_116


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)").bindparams(n=_ADVISORY_LOCK))
    models.say_which_rows(connection.dialect.name)
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _main() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    engine = sa.create_engine(os.environ.get("DATABASE_URL", "sqlite:///var/triage.db"))
    with engine.begin() as connection:
        _run(connection)


_main()
