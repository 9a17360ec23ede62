"""A backup of an older revision is migrated; whoever was erased since a backup stays erased."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from models import erasure as erasures
from models import lead, message, person, tombstone
from tests.backup.conftest import MakeHouse
from tests.builders import arrival, only, rows
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.people import erasure, erasure_log
from triage.services.recovery import backup, restore
from triage.storage import dump, keys_in_use, schema
from triage.storage.dump import Shape, filling

OLD = "0008"
ROWS = (
    "INSERT INTO person (public_id, lookup, key_id, language, created_at) "
    "VALUES ('p1', 'l1', 'k1', 'en', '2026-11-01 00:00:00.000000')",
    "INSERT INTO lead "
    "(public_id, person_id, status, priority, flags, complete, created_at, updated_at) "
    "VALUES ('lead1', 1, 'new', 'urgent', '[\"emergency\"]', FALSE, "
    "'2026-11-01 00:00:00.000000', '2026-11-01 00:00:00.000000')",
)


def _shapes_at(house: House) -> list[Shape]:
    """What a program of that time would have written."""
    with house.store.reading() as tx:
        there = inspect(tx)
        tables = set(there.get_table_names())
        columns = {name: {c["name"] for c in there.get_columns(name)} for name in tables}
    return [
        Shape(s.name, tuple(c for c in s.columns if c[0] in columns[s.name]), s.key)
        for s in dump.shapes()
        if s.name in tables
    ]


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_backup_of_an_older_program_is_migrated(
    empty: MakeHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    old = empty("sqlite" if to == "postgresql" else "postgresql")
    with filling(old.store) as tx:
        schema.build(tx, OLD)
        for statement in ROWS:
            tx.execute(text(statement))
    shapes = _shapes_at(old)
    monkeypatch.setattr(dump, "shapes", lambda: shapes)
    monkeypatch.setattr(schema, "check", lambda engine: OLD)
    monkeypatch.setattr(backup, "_remember", lambda *_: None)
    monkeypatch.setattr(keys_in_use, "of_people", lambda tx: {})
    backup.make(old, tmp_path / "old.triage")
    monkeypatch.undo()

    place = empty(to)
    restore.restore(place, tmp_path / "old.triage")

    assert schema.check(place.store.engine) == schema.head()
    found = only(place.store, lead)
    assert (found.public_id, found.flags, found.complete) == ("lead1", ["emergency"], False)
    assert receive(place, arrival("hi")).body


def test_an_erasure_since_the_backup_is_done_again_before_the_house_opens(
    full: House, tmp_path: Path
) -> None:
    file = tmp_path / "night.triage"
    backup.make(full, file)
    first = rows(full.store, person)[0]
    receive(full, arrival("stop", sender="whatsapp:+447700900100"))
    number = erasure.erase(full, first.public_id, by="operator").number

    done = restore.restore(full, file, overwrite=True)

    assert done.erased_again == 1
    assert rows(full.store, person)[0].wrapped_key is None
    assert {row.body_sealed for row in rows(full.store, message, conversation_id=1)} == {None}
    again = only(full.store, erasures)
    assert (again.public_id, again.state) == (number, "cleared")
    assert bool(only(full.store, tombstone).opted_out_at)


def test_the_file_alone_is_enough_in_an_empty_place(
    full: House, empty: MakeHouse, tmp_path: Path
) -> None:
    file = tmp_path / "night.triage"
    backup.make(full, file)
    number = erasure.erase(full, rows(full.store, person)[0].public_id, by="operator").number
    place = empty("sqlite")
    log = erasure_log.path_of(full)
    shutil.copy(log, place.settings.current().triage_data_dir / log.name)

    done = restore.restore(place, file)

    assert done.erased_again == 1
    assert rows(place.store, person)[0].wrapped_key is None
    assert only(place.store, erasures).public_id == number
    assert len(rows(place.store, person)) == len(rows(full.store, person))
    assert rows(place.store, person)[1].wrapped_key is not None
