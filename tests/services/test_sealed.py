"""Nothing personal can be read from the database's own bytes."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Table, select
from sqlalchemy.engine import make_url

from models import lead_fact, metadata
from tests.builders import arrival, rows
from triage.arrival import Medium
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.messages.outbox import queue
from triage.vocabulary import MediaKind

CANARIES = (
    *("12025550123", "Quetzalia", "Zanzibarine", "glioquux", "Xylophonia", "US.77001", "MEcanary7"),
    *("PROFILEcanary", "PLACEcanary", "TAPcanary"),
)
TALK = ("2", "yes", "mother", "Quetzalia Vashti", "glioquux", "stage Zanzibarine", "Xylophonia")


def _fill(house: House) -> None:
    for text in TALK:
        receive(house, arrival(text, profile_name="PROFILEcanary", user_id="US.77001"))
    photo = Medium(MediaKind.IMAGE, "image/jpeg", "https://api.example/MEcanary7")
    receive(house, arrival("glioquux", media=(photo,), place="PLACEcanary", tap="TAPcanary"))
    receive(house, arrival("Quetzalia?", sender="+12025550123"))
    queue(house, address_id=1, body="Dear Quetzalia")
    receive(house, arrival("stop"))


def test_no_word_of_a_person_stands_in_any_column(house: House) -> None:
    _fill(house)

    assert rows(house.store, lead_fact)
    for table in metadata.tables.values():
        assert _hits(house, table) == []


def _hits(house: House, table: Table) -> list[str]:
    with house.store.reading() as tx:
        text = repr(tx.execute(select(table)).all())
    return [f"{table.name}: {canary}" for canary in CANARIES if canary in text]


def test_no_word_of_a_person_stands_in_the_files_of_sqlite(house: House) -> None:
    _fill(house)
    url = make_url(house.store.engine.url)
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        content = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))

        assert len(content) > 100_000
        assert [canary for canary in CANARIES if canary.encode() in content] == []
