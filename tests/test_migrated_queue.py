"""Leads that were there before the queue had ranks get their place in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text

from tests.builders import NOW

ROOT = Path(__file__).parent.parent
#: status, priority, flags -> rank
LEADS = (
    ("new", "normal", "[]", 4),
    ("contacted", "normal", '["attachment"]', 5),
    ("in_progress", "high", '["question"]', 3),
    ("new", "urgent", '["concern"]', 1),
    ("contacted", "urgent", '["concern", "self_harm"]', 0),
    ("new", "urgent", '["emergency"]', 0),
    ("closed", "urgent", '["emergency"]', 6),
)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_leads_of_an_older_database_stand_in_line(
    kind: str, request: pytest.FixtureRequest
) -> None:
    url = str(request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url"))
    engine = create_engine(url)
    with engine.connect() as connection:
        config = Config(toml_file=str(ROOT / "pyproject.toml"))
        config.attributes["connection"] = connection
        command.downgrade(config, "0009")
        connection.commit()
        _write(connection)
        command.upgrade(config, "head")
        rows = connection.execute(
            text("SELECT rank, waiting_since, words_at FROM lead ORDER BY id")
        ).all()
    engine.dispose()

    assert [row.rank for row in rows] == [rank for *_, rank in LEADS]
    assert all(str(row.waiting_since)[:10] == "2026-11-23" for row in rows)
    assert all(row.words_at is None for row in rows)


def _write(connection: Connection) -> None:
    """One person with all these leads, as the older tables have them."""
    at = NOW.strftime("%Y-%m-%d %H:%M:%S")
    connection.execute(
        text(
            "INSERT INTO person (id, public_id, lookup, key_id, language, created_at) "
            "VALUES (1, 'p', 'l', 'k', 'en', :at)"
        ),
        {"at": at},
    )
    for number, (status, priority, flags, _) in enumerate(LEADS, 1):
        connection.execute(
            text(
                "INSERT INTO lead (id, public_id, person_id, status, priority, flags, "
                "complete, created_at, updated_at) "
                "VALUES (:id, :pid, 1, :status, :priority, :flags, false, :at, :at)"
            ),
            {
                "id": number,
                "pid": f"lead{number}",
                **{"status": status, "priority": priority, "flags": flags, "at": at},
            },
        )
    connection.commit()
