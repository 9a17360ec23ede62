"""A fact that one of the staff types is read as a patient's answer would be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from models import lead, lead_event, lead_fact, person
from tests.builders import NOW, only, rows
from tests.console.made_leads import lead_of
from tests.shipped import shipped_reader
from triage.errors import Conflict, NotFound
from triage.services.house import House
from triage.services.leads import lead_work
from triage.services.messages import reaching
from triage.services.sealing import for_fact
from triage.services.staff.coordinators import Coordinator
from triage.storage import reach
from triage.vocabulary import Field


@pytest.fixture
def reading(house: House) -> House:
    """A house whose reader understands words."""
    return replace(house, reader=shipped_reader())


def standing(house: House, public_id: str) -> dict[str, str]:
    """The facts that stand, opened."""
    key = house.vault.open_key(only(house.store, person).wrapped_key)
    return {
        row.field: key.unseal(row.value_sealed, for_fact(public_id, row.field))
        for row in rows(house.store, lead_fact, replaced_at=None)
    }


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("age", "61 years", "61"),
        ("cancer_type", "breast cancer", "breast"),
        ("stage", "stage 3b", "3B"),
        ("for_whom", "my mother", "mother"),
        ("phone", "+44 7700 900123", "+447700900123"),
        ("call_time", "tomorrow 5 pm", "2026-11-24T17:00-05:00"),
        ("call_time", "no calls", "no calls"),
        ("country", "Kenya", "KE"),
        ("name", "  Asha   Verma ", "Asha Verma"),
    ],
)
def test_what_is_typed_is_kept_as_a_value(
    reading: House, bina: Coordinator, field: str, typed: str, kept: str
) -> None:
    public_id = lead_of(reading, "1", "yes")

    read = lead_work.set_fact(reading, public_id, field, typed, bina)

    assert read.understood
    assert standing(reading, public_id)[field] == kept
    row = only(reading.store, lead_fact, field=field, replaced_at=None)
    assert (row.by, row.coordinator_id, row.understood) == ("coordinator", bina.id, True)


def test_what_cannot_be_read_is_kept_as_written(reading: House, bina: Coordinator) -> None:
    public_id = lead_of(reading, "1", "yes")

    read = lead_work.set_fact(reading, public_id, "stage", "see the letter", bina)

    assert not read.understood
    assert standing(reading, public_id)["stage"] == "see the letter"
    assert not only(reading.store, lead_fact, field="stage").understood


def test_another_country_takes_its_zone_with_it(reading: House, bina: Coordinator) -> None:
    public_id = lead_of(reading, "1", "yes")
    lead_work.set_fact(reading, public_id, "country", "Mumbai, India", bina)
    assert standing(reading, public_id)["zone"] == "Asia/Kolkata"

    lead_work.set_fact(reading, public_id, "country", "Kenya", bina)

    now = standing(reading, public_id)
    assert (now["country"], now["zone"]) == ("KE", "Africa/Nairobi")


def test_a_city_elsewhere_does_not_move_the_country(reading: House, bina: Coordinator) -> None:
    public_id = lead_of(reading, "1", "yes")
    lead_work.set_fact(reading, public_id, "country", "Kenya", bina)

    lead_work.set_fact(reading, public_id, "city", "Lima", bina)

    now = standing(reading, public_id)
    assert (now["country"], now["city"], now["zone"]) == ("KE", "Lima", "Africa/Nairobi")


def test_an_emptied_fact_is_missing_again_and_its_history_stays(
    house: House, bina: Coordinator
) -> None:
    public_id = lead_of(house)

    lead_work.set_fact(house, public_id, "name", "  ", bina)

    assert standing(house, public_id)["name"] == ""
    assert len(rows(house.store, lead_fact, field="name")) == 2


def test_the_same_value_again_leaves_no_trace(house: House, bina: Coordinator) -> None:
    public_id = lead_of(house)

    lead_work.set_fact(house, public_id, "name", "Chandra Devi", bina)

    assert len(rows(house.store, lead_fact, field="name")) == 1
    assert rows(house.store, lead_event) == []


def test_the_service_is_changed_and_only_to_one_of_ours(house: House, bina: Coordinator) -> None:
    public_id = lead_of(house)

    lead_work.set_fact(house, public_id, "service", "5", bina)
    assert only(house.store, lead).service == 5

    for wrong in ("6", "", "x", "²"):
        with pytest.raises(Conflict, match="none of our services"):
            lead_work.set_fact(house, public_id, "service", wrong, bina)


def test_nothing_is_written_about_somebody_erased(house: House, bina: Coordinator) -> None:
    public_id = lead_of(house)
    with house.store.transaction() as tx:
        tx.execute(update(person).values(wrapped_key=None, erased_at=NOW))

    with pytest.raises(Conflict, match="erased"):
        lead_work.set_fact(house, public_id, "name", "Asha", bina)
    with pytest.raises(Conflict, match="erased"):
        lead_work.add_note(house, public_id, "Asha", bina)


def test_a_lead_that_is_not_there_has_no_facts(house: House, bina: Coordinator) -> None:
    with pytest.raises(NotFound):
        lead_work.set_fact(house, "nosuchlead", "name", "Asha", bina)
    with pytest.raises(NotFound):
        lead_work.add_note(house, "nosuchlead", "Asha", bina)


def test_a_change_makes_the_lead_due_for_search_again(house: House, bina: Coordinator) -> None:
    public_id = lead_of(house)
    with house.store.transaction() as tx:
        tx.execute(update(lead).values(words_at=NOW))

    lead_work.set_fact(house, public_id, "name", "Asha", bina)

    assert only(house.store, lead).words_at is None


def test_the_bot_knows_what_was_put_right(reading: House, bina: Coordinator) -> None:
    public_id = lead_of(reading, "1", "yes", "my mother", "Sunita Devi")
    lead_work.set_fact(reading, public_id, "name", "Sunita Rao", bina)
    lead_work.set_fact(reading, public_id, "cancer_type", "breast cancer", bina)
    lead_work.set_fact(reading, public_id, "for_whom", "", bina)

    with reading.store.reading() as tx:
        talk = reach.find(tx, only(reading.store, person).id)
    assert talk
    known = {fact.field: fact.value for fact in reaching.state_of(reading, talk).facts}
    assert (known[Field.NAME], known[Field.CANCER_TYPE]) == ("Sunita Rao", "breast")
    assert Field.FOR_WHOM not in known
