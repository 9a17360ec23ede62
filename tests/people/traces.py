"""What is left of somebody: in rows, in files, in clear and sealed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import text

import models
from tests.builders import only, rows
from tests.people.canaries import CANARIES, quill
from triage.services.house import House


def sealed_cells(house: House, person_id: int) -> list[str]:
    """Every sealed column of a person's rows that still holds something."""
    held = []
    for table in models.metadata.sorted_tables:
        columns = [c for c in table.c if c.name.endswith("_sealed") or c.name == "wrapped_key"]
        for row in rows(house.store, table) if columns else ():
            if whose(house, table.name, row) == person_id:
                held += [f"{table.name}.{c.name}" for c in columns if getattr(row, c.name)]
    return held


def whose(house: House, table: str, row: Any) -> int | None:
    """The person that a row belongs to, or None."""
    if table == "person":
        return int(row.id)
    if hasattr(row, "person_id"):
        return int(row.person_id) if row.person_id else None
    if hasattr(row, "conversation_id"):
        return whose(house, "", only(house.store, models.conversation, id=row.conversation_id))
    if hasattr(row, "lead_id"):
        return whose(house, "", only(house.store, models.lead, id=row.lead_id))
    return None


def places(house: House) -> Iterator[tuple[str, bytes]]:
    """Everything on the disk that a house writes, by name; of PostgreSQL every cell."""
    folder = house.settings.current().triage_data_dir
    url = house.store.engine.url
    files = [path for path in folder.rglob("*") if path.is_file()]
    if url.database and url.get_backend_name() == "sqlite":
        files += list(Path(url.database).parent.glob(f"{Path(url.database).name}*"))
    for path in files:
        yield path.name, path.read_bytes()
    for table in models.metadata.sorted_tables:
        for row in rows(house.store, table):
            yield table.name, repr(tuple(row)).encode()


def seen(house: House) -> set[tuple[str, bytes]]:
    """Where canaries sing."""
    return {(n, canary) for n, content in places(house) for canary in CANARIES if canary in content}


def sealed_values(house: House) -> set[bytes]:
    """What Quill's rows hold, as it stands in the database's files: ciphertext, keys, and hashes of
    words that nobody else is found by. The hash of an address stays, in its tombstone."""
    person_id, found, shared = quill(house).id, set[bytes](), set[bytes]()
    for table in models.metadata.sorted_tables:
        names = [c.name for c in table.c if c.name.endswith("_sealed") or c.name == "wrapped_key"]
        names += ["lookup"] if table.name == "search_word" else []
        for row in rows(house.store, table) if names else ():
            values = {getattr(row, name).encode() for name in names if getattr(row, name)}
            if whose(house, table.name, row) == person_id:
                found |= values
            else:
                shared |= values
    return found - shared


def raw_files(house: House) -> Iterator[tuple[str, bytes]]:
    """The files of the database and of patients as they lie on the disk, where we may read them."""
    url = house.store.engine.url
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        files = list(path.parent.glob(f"{path.name}*"))
    else:
        with house.store.transaction() as tx:
            tx.execute(text("SELECT 1"))
        with house.store.reading() as tx:
            folder = Path(str(tx.execute(text("SHOW data_directory")).scalar()))
            number = tx.execute(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            ).scalar()
        files = list((folder / "base" / str(number)).glob("*"))
    files += list(house.settings.current().triage_data_dir.glob("media/*/*"))
    for path in files:
        yield path.name, path.read_bytes()
