"""A backup of an older revision is migrated; whoever was erased since a backup stays erased."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import inspect, text

from models import erasure, lead, tombstone
from tests.backup.conftest import MakeHouse
from tests.builders import arrival, only, rows
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.recovery import backup, restore
from triage.storage import dump, keys_in_use, ledgers, schema
from triage.storage.dump import Shape, filling
from triage.storage.ledgers import Ledgers

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
    full: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "night.triage"
    made = backup.make(full, file)
    later = made.made_at + timedelta(hours=1)
    with full.store.transaction() as tx:
        erased = {
            "public_id": "e" * 20,
            "person_public_id": "p" * 20,
            "by": "operator",
            "state": "done",
            "counts": "{}",
            "asked_at": later,
            "finished_at": later,
        }
        gone = {"channel": "sms", "lookup": "a" * 64, "opted_out_at": None, "erased_at": later}
        ledgers.add(tx, Ledgers((erased,), (gone,)))
    asked: list[object] = []
    module = ModuleType("triage.services.erasure")

    def replay(house: House, since: datetime) -> int:
        asked.append(since)
        return 1

    vars(module)["replay"] = replay
    monkeypatch.setattr(restore, "find_spec", lambda name: object())
    monkeypatch.setitem(sys.modules, "triage.services.erasure", module)

    done = restore.restore(full, file, overwrite=True)

    assert (asked, done.erased_again) == ([made.made_at], 1)
    assert only(full.store, erasure).state == "asked"
    assert [row.lookup for row in rows(full.store, tombstone)] == ["a" * 64]
