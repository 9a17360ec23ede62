"""Every test finds its PostgreSQL database as if nobody had had it before."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.engine import URL

from tests.conftest import clear_text
from tests.kept_database import KeptDatabase

COUNTED = "SELECT currval(pg_get_serial_sequence('person', 'id'))"
WRITE = (
    "INSERT INTO person (public_id, lookup, key_id, language, created_at) "
    "VALUES ('p', 'l', 'k', 'en', now())"
)


def has(url: URL) -> tuple[int, int, str]:
    """Which database it is on the server; people; the schema's revision."""
    with psycopg.connect(clear_text(url)) as line:
        found = line.execute(
            "SELECT (SELECT oid FROM pg_database WHERE datname = current_database())::int,"
            " (SELECT count(*) FROM person), (SELECT version_num FROM alembic_version)"
        ).fetchone()
    assert found is not None
    return found[0], found[1], found[2]


def test_rows_and_numbers_of_the_last_test_are_gone(kept_database: KeptDatabase) -> None:
    numbers = []
    for _ in range(2):
        with kept_database.lend() as url:
            first = has(url)
            with psycopg.connect(clear_text(url)) as line:
                line.execute(WRITE)
                line.execute("UPDATE alembic_version SET version_num = '9999'")
                numbers.append(line.execute(COUNTED).fetchone())
            assert has(url)[1:] == (1, "9999")
    with kept_database.lend() as url:
        last = has(url)

    assert last == first, "the same database, emptied"
    assert first[1] == 0
    assert numbers == [(1,), (1,)]


def test_it_is_under_another_name_and_nobody_who_lingers_gets_in(
    kept_database: KeptDatabase,
) -> None:
    with kept_database.lend() as url:
        lingering = psycopg.connect(clear_text(url))
        lingering.execute(WRITE)  # and no commit
    with kept_database.lend() as other:
        with pytest.raises(psycopg.OperationalError):
            lingering.commit()
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(clear_text(url))
        assert has(other)[1] == 0


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE address RENAME TO away",
        "DROP TABLE due_work",
        "ALTER TABLE person ALTER COLUMN language DROP NOT NULL",
        "DROP INDEX ix_lead_person_id",
        "DROP SCHEMA public CASCADE",
        "DROP SCHEMA test_watch CASCADE",
    ],
)
def test_one_whose_schema_was_touched_is_not_lent_again(
    kept_database: KeptDatabase, change: str
) -> None:
    with kept_database.lend() as url:
        before = has(url)
        with psycopg.connect(clear_text(url)) as line:
            line.execute(change.encode())
    with kept_database.lend() as url:
        after = has(url)

    assert after[0] != before[0]
    assert after[1:] == before[1:]
