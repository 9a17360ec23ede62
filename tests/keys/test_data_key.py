"""A new data key: everything that the old one wrapped opens under the new one alone."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from models import person
from tests.builders import NOW, arrival, only, rows
from tests.console.access import give_app
from tests.keys.changing import NEW, OLD, Keys, left, move_all, rewrap_all, start
from triage.errors import Damaged
from triage.services.credentials import data_key, past_keys
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.recovery.sealed_file import Writer, reading
from triage.services.staff import coordinators
from triage.storage import lead_exports
from triage.storage.lead_exports import NewExport
from triage.vault import key_id
from triage.vocabulary import Role

FIRST, SECOND = b"d" * 32, b"D" * 32


@pytest.fixture
def ours(ours: House) -> House:
    """It has ten people, begun with the first data key."""
    for n in range(10):
        receive(ours, arrival("hi", sender=f"+120255501{n:02d}"))
    return ours


def test_people_are_wrapped_anew_in_batches(ours: House, keys: Keys) -> None:
    assert left(ours)[1] == 0
    keys.data.insert(0, SECOND)
    assert left(ours)[1] == 11  # the canary among them

    assert data_key.move_some(ours, 4) == 4
    assert left(ours)[1] == 7
    rewrap_all(ours)

    assert left(ours)[1] == 0
    keys.data[:] = [SECOND]
    start(ours)
    data_key.check(ours)
    assert receive(ours, arrival("menu", sender="+12025550103")).body


def test_what_the_house_sealed_goes_along(ours: House, keys: Keys) -> None:
    bina = coordinators.create(
        ours, name="Bina", email="bina@clinic.example", role=Role.COORDINATOR, by="operator"
    )
    give_app(ours, bina)
    wrapped = ours.vault.new_person_key().wrapped
    export = NewExport("export1", bina.id, "csv", wrapped, "", "Asia/Kolkata", 1, NOW, NOW)
    with ours.store.transaction() as tx:
        export_id = lead_exports.add(tx, export)
    keys.index[:] = [NEW, OLD]
    move_all(ours)  # leaves a key of the past
    keys.data.insert(0, SECOND)
    assert left(ours)[1] == 10 + 1 + 1 + 1 + 2

    rewrap_all(ours)

    assert left(ours)[1] == 0
    keys.data[:], keys.index[:] = [SECOND], [NEW]
    alone = keys.house(ours)
    start(alone)
    with alone.store.reading() as tx:
        made = lead_exports.get(tx, export_id)
        assert made is not None
        alone.vault.open_key(made.wrapped_key)
        assert Keys().vault().lookup("+12025550103") in past_keys.lookups(alone, tx, "+12025550103")


def test_a_copy_that_is_held_for_the_law_is_sealed_anew(ours: House, keys: Keys) -> None:
    folder = ours.settings.current().triage_data_dir / "held"
    folder.mkdir(parents=True)
    path = folder / f"{'k' * 20}.until-20991231.triage"
    content = b"held" * 700_000  # more than one piece
    with path.open("wb") as file:
        writer = Writer(file, ours.vault)
        writer.write(content)
        writer.finish()
    keys.data.insert(0, SECOND)
    assert left(ours)[1] == 12

    rewrap_all(ours)

    assert left(ours)[1] == 0
    assert [path] == list(folder.iterdir())
    with reading(path, Keys([SECOND]).vault()) as reader:
        assert b"".join(reader.pieces()) == content


def test_a_missing_key_is_named_and_nothing_is_changed(ours: House, keys: Keys) -> None:
    before = [row.wrapped_key for row in rows(ours.store, person)]
    keys.data[:] = [SECOND]

    with pytest.raises(Damaged, match=key_id(FIRST)):
        data_key.move_some(ours, 4)
    with pytest.raises(Damaged):
        data_key.check(ours)

    assert [row.wrapped_key for row in rows(ours.store, person)] == before


def test_whoever_is_erased_meanwhile_stays_erased(ours: House, keys: Keys) -> None:
    gone = rows(ours.store, person)[3].id
    with ours.store.transaction() as tx:
        tx.execute(update(person).where(person.c.id == gone).values(wrapped_key=None, key_id=""))
    keys.data.insert(0, SECOND)

    rewrap_all(ours)

    assert left(ours)[1] == 0
    assert only(ours.store, person, id=gone).wrapped_key is None
