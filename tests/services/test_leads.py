"""Leads as coordinators and exports see them: every column of the contract, opened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from models import callback, coordinator, lead, person
from tests.builders import BINA, NOW, arrival, only, rows
from tests.fakes import FakeClock
from triage.errors import NotFound
from triage.services.house import House
from triage.services.leads import leads as leads_module
from triage.services.leads.leads import COLUMNS, get_lead, list_leads
from triage.services.messages.inbox import receive
from triage.vocabulary import LeadStatus

CONTRACT = (
    "id, created_at, updated_at, status, priority, flags, service, enquirer_name, for_whom, "
    "patient_name, age, country, city, cancer_type, stage, phone, channels, language, call_time, "
    "call_time_utc, call_count, consent_at, opted_out, owner, source, questions, attachments, "
    "last_message_at, complete"
)


def test_the_columns_are_those_of_the_contract_in_its_order() -> None:
    assert ", ".join(COLUMNS) == CONTRACT


def test_a_lead_is_there_as_soon_as_a_service_is_picked(house: House) -> None:
    receive(house, arrival("2"))

    (view,) = list_leads(house)

    assert (view.service, view.status, view.priority, view.complete) == (2, "new", "normal", False)
    assert view.created_at == "2026-11-23T11:30:00+05:30"
    assert (view.phone, view.channels, view.language) == ("+12025550123", "whatsapp", "en")
    assert (view.cancer_type, view.call_time_utc, view.owner) == ("", "", "")
    assert view.source == "whatsapp"


def test_facts_are_opened_and_only_the_latest_counts(house: House) -> None:
    for text in ("2", "yes", "mother", "Chandra Devi"):
        receive(house, arrival(text))
    receive(house, arrival("hi", sender="+12025550123"))

    (view,) = list_leads(house)

    assert view.for_whom == "mother"
    assert view.patient_name == "Chandra Devi"
    assert view.channels == "sms;whatsapp"
    assert view.consent_at == "2026-11-23T11:30:00+05:30"


def test_questions_and_flags_stand_in_one_cell_each(house: House) -> None:
    receive(house, arrival("Can she fly?"))
    receive(house, arrival("Is it safe?"))
    receive(house, arrival("chest pain"))

    (view,) = list_leads(house)

    assert view.questions == "Can she fly? | Is it safe?"
    assert set(view.flags.split(";")) == {"question", "emergency"}
    assert view.priority == "urgent"


def test_an_open_promise_shows_its_time_in_utc_and_calls_are_counted(house: House) -> None:
    receive(house, arrival("2"))
    found = only(house.store, lead)
    common = {
        "lead_id": found.id,
        "person_id": found.person_id,
        "end": NOW + timedelta(days=2),
        "zone": "Asia/Kolkata",
        "created_at": NOW,
    }
    with house.store.transaction() as tx:
        for state, attempts in (("missed", 2), ("open", 0)):
            start = NOW + timedelta(days=1) if state == "open" else NOW
            values = {**common, "start": start, "state": state, "attempts": attempts}
            tx.execute(insert(callback).values(values))

    view = get_lead(house, found.public_id)

    assert view.call_time_utc == "2026-11-24T06:00:00+00:00"
    assert view.call_count == 2


def test_the_owner_is_named_and_an_opt_out_shows(house: House) -> None:
    receive(house, arrival("2"))
    receive(house, arrival("stop"))
    bina = {"name": "Bina", "email": "b@example.org", "role": "coordinator", "active": True}
    with house.store.transaction() as tx:
        tx.execute(insert(coordinator).values(**bina, uniquifier="b", created_at=NOW))
        tx.execute(update(lead).values(owner_id=1))

    (view,) = list_leads(house)

    assert view.owner == "Bina"
    assert view.opted_out


def test_leads_can_be_chosen_by_age_and_status(house: House, clock: FakeClock) -> None:
    receive(house, arrival("1"))
    clock.tick(days=1)
    receive(house, arrival("2", sender=BINA))
    with house.store.transaction() as tx:
        tx.execute(update(lead).where(lead.c.service == 1).values(status="won"))

    assert [view.service for view in list_leads(house)] == [1, 2]
    assert [view.service for view in list_leads(house, since=clock.now())] == [2]
    assert [view.service for view in list_leads(house, status=LeadStatus.WON)] == [1]


def test_every_page_is_read_and_no_lead_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leads_module, "_PAGE", 2)
    for number in range(5):
        receive(house, arrival("2", sender=f"whatsapp:+120255501{number:02d}"))

    assert len({view.id for view in list_leads(house)}) == 5
    assert len(list(list_leads(house))) == 5


def test_nobody_gets_a_lead_that_is_not_there(house: House) -> None:
    with pytest.raises(NotFound):
        get_lead(house, "nosuchlead")


def test_of_an_erased_person_nothing_personal_is_left(house: House, tmp_path: Path) -> None:
    for text in ("2", "yes", "mother", "Chandra Devi"):
        receive(house, arrival(text))
    with house.store.transaction() as tx:
        tx.execute(update(person).values(wrapped_key=None, erased_at=NOW))

    (view,) = list_leads(house)

    assert (view.patient_name, view.phone, view.for_whom) == ("", "", "")
    assert view.service == 2
    assert rows(house.store, lead)[0].public_id == view.id
