"""The migrations make exactly the tables of `models.py`, up and down, from checkout and wheel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from models import metadata, say_which_rows
from triage.errors import SchemaUnknown
from triage.storage import schema
from triage.storage.engine import make_engine

ROOT = Path(__file__).parents[2]


def _config(connection: Connection) -> Config:
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["connection"] = connection
    return config


def test_up_down_and_up_again_gives_the_tables_of_the_models(empty_url: str) -> None:
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        config = _config(connection)
        command.upgrade(config, "head")
        command.check(config)
        command.downgrade(config, "base")
        connection.commit()
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
        command.upgrade(config, "head")
        command.check(config)
    engine.dispose()

    assert left == set()


def test_every_rule_of_the_models_is_in_the_migrations(empty_url: str) -> None:
    """Alembic's own check looks neither at CHECK constraints nor at which rows an index holds."""
    engine = make_engine(empty_url, deadline=60.0)
    schema.upgrade(engine)
    with engine.connect() as connection:
        migrated, held = _rules(connection), _which_rows(connection)
        connection.rollback()
        metadata.drop_all(connection)
        say_which_rows(connection.dialect.name)
        metadata.create_all(connection)
        assert (_rules(connection), _which_rows(connection)) == (migrated, held)
    engine.dispose()

    assert "ck_lead_status" in migrated["lead"]
    assert "NOT NULL" in held["uq_message_once"]


def _rules(connection: Connection) -> dict[str, dict[str, str]]:
    looking = inspect(connection)
    return {
        table: {
            str(rule["name"]): re.sub(r"\s+", " ", str(rule["sqltext"]))
            for rule in looking.get_check_constraints(table)
        }
        for table in metadata.tables
    }


def _which_rows(connection: Connection) -> dict[str, str]:
    looking, where = inspect(connection), f"{connection.dialect.name}_where"
    indexes = [one for table in metadata.tables for one in looking.get_indexes(table)]
    return {
        str(one["name"]): str(one["dialect_options"][where])
        for one in indexes
        if where in one.get("dialect_options", {})
    }


def test_there_is_one_line_of_numbered_revisions() -> None:
    directory = ScriptDirectory(str(schema.migrations_dir()))
    walked = [script.revision for script in directory.walk_revisions()]

    assert directory.get_heads() == [schema.head()]
    assert tuple(reversed(walked)) == schema.revisions()
    assert [int(revision) for revision in schema.revisions()] == list(range(1, len(walked) + 1))


def test_an_upgrade_twice_changes_nothing(empty_url: str) -> None:
    engine = make_engine(empty_url, deadline=60.0)

    assert schema.upgrade(engine) == schema.upgrade(engine) == schema.head()
    assert schema.check(engine) == schema.head()
    engine.dispose()


def test_an_empty_database_is_refused_with_what_to_do(empty_url: str) -> None:
    engine = make_engine(empty_url, deadline=60.0)

    with pytest.raises(SchemaUnknown, match="triage db upgrade"):
        schema.check(engine)
    engine.dispose()


def test_an_older_schema_is_refused_with_what_to_do(empty_url: str) -> None:
    engine = make_engine(empty_url, deadline=60.0)
    schema.upgrade(engine)
    _pretend(engine, "0002")

    with pytest.raises(SchemaUnknown, match="triage db upgrade"):
        schema.check(engine)
    engine.dispose()


def test_a_newer_schema_is_neither_used_nor_touched(empty_url: str) -> None:
    engine = make_engine(empty_url, deadline=60.0)
    schema.upgrade(engine)
    _pretend(engine, "9999")

    for refuse in (schema.check, schema.upgrade):
        with pytest.raises(SchemaUnknown, match="newer program"):
            refuse(engine)
    assert schema.current(engine) == "9999"
    engine.dispose()


def _pretend(engine: object, revision: str) -> None:
    with engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def test_an_installed_wheel_brings_its_migrations_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "triage"
    (package / "migrations" / "versions").mkdir(parents=True)
    monkeypatch.setattr("triage.__file__", str(package / "__init__.py"))

    assert schema.migrations_dir() == package / "migrations"
