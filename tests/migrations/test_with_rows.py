"""Every revision down and up again on a database with rows in every table keeps the rows."""

from __future__ import annotations

from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy import Engine

from tests.migrations.filled import COUNT, Rows, fill, lost_references, rows, shared
from triage.storage import schema
from triage.storage.engine import make_engine
from triage.storage.rebuilding import rebuilding

STEPS = tuple(pairwise(schema.revisions()))
#: revision -> what is called something else below it
OTHER_WORDS = {"0009": {"operator": "ops", "lead_coordinator": "admin"}}


def test_each_revision_taken_back_and_put_on_again_keeps_every_row(empty_url: str) -> None:
    engine = make_engine(empty_url, deadline=60.0)
    first = _up(engine, schema.head())

    for below, revision in reversed(STEPS):
        before = _look(engine)
        schema.downgrade(engine, below)
        older = _look(engine)
        assert older == _in_words(shared(before, older), _below(revision)), revision
        assert all(len(table) == COUNT for table in older.values())
    assert set(older) == {"coordinator", "audit_event"}
    for _, revision in STEPS:
        before = _look(engine)
        newer = _up(engine, revision)
        words = {old: new for new, old in _below(revision).items()}
        assert shared(newer, before) == _in_words(before, words), revision

    assert shared(_look(engine), older) == shared(first, older)
    assert schema.check(engine) == schema.head()
    engine.dispose()


def test_references_are_enforced_again_after_a_migration(empty_url: str) -> None:
    engine = make_engine(empty_url, deadline=60.0)
    _up(engine, schema.head())
    schema.downgrade(engine, "0008")
    schema.upgrade(engine)

    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        answers = [
            connection.scalar(sa.text(f"PRAGMA {name}")) if is_sqlite else None
            for name in ("foreign_keys", "busy_timeout")
        ]
    engine.dispose()

    assert answers == ([1, 5000] if is_sqlite else [None, None])


def _up(engine: Engine, revision: str) -> Rows:
    """This revision, with rows in all its tables."""
    with engine.connect() as connection, rebuilding(connection):
        schema.build(connection, revision)
    with engine.begin() as connection:
        fill(connection)
    return _look(engine)


def _look(engine: Engine) -> Rows:
    with engine.connect() as connection:
        assert lost_references(connection) == []
        return rows(connection)


def _below(revision: str) -> dict[str, str]:
    return OTHER_WORDS.get(revision, {})


def _in_words(found: Rows, words: dict[str, str]) -> Rows:
    """The same rows in the words of an older or newer revision."""
    return {
        name: [
            {key: words.get(value, value) if key == "role" else value for key, value in row.items()}
            for row in table
        ]
        for name, table in found.items()
    }
