"""What the staff change on leads: the row, its history, and who did it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from models import audit_event, lead, lead_event, person
from tests.builders import BINA, NOW, arrival, only, rows
from tests.console.conftest import Staff
from triage.errors import Conflict, NotFound
from triage.services import audit
from triage.services.house import House
from triage.services.leads import lead_work
from triage.services.messages.inbox import receive
from triage.services.sealing import for_lead_event
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Flag, LeadStatus, Role


def a_lead(house: House, *texts: str) -> str:
    """Asha's newest lead; its public id."""
    for text in texts or ("2",):
        receive(house, arrival(text))
    return str(rows(house.store, lead)[-1].public_id)


def history(house: House, public_id: str) -> list[tuple[str, dict[str, object]]]:
    """The lead's history, opened."""
    key = house.vault.open_key(rows(house.store, person)[0].wrapped_key)
    return [
        (row.kind, json.loads(key.unseal(row.detail_sealed, for_lead_event(public_id))))
        for row in rows(house.store, lead_event)
    ]


def acts(house: House) -> list[tuple[str, str]]:
    """What the chain says was done to leads."""
    found = rows(house.store, audit_event)
    return [(row.action, row.subject) for row in found if row.subject.startswith("lead:")]


def test_a_status_is_set_with_what_it_was_before(house: House, bina: Coordinator) -> None:
    public_id = a_lead(house)

    lead_work.set_status(house, public_id, LeadStatus.CONTACTED, bina)

    assert only(house.store, lead).status == "contacted"
    assert history(house, public_id) == [("status", {"old": "new", "new": "contacted"})]
    assert only(house.store, lead_event).coordinator_id == bina.id
    assert acts(house) == [("set_status", f"lead:{public_id}")]
    assert audit.first_bad_row(house) is None


def test_the_same_status_again_leaves_no_trace(house: House, bina: Coordinator) -> None:
    public_id = a_lead(house)

    lead_work.set_status(house, public_id, LeadStatus.NEW, bina)

    assert rows(house.store, lead_event) == []
    assert acts(house) == []


def test_nobody_changes_a_lead_that_is_not_there(house: House, bina: Coordinator) -> None:
    with pytest.raises(NotFound, match="no such lead"):
        lead_work.set_status(house, "nosuchlead", LeadStatus.WON, bina)
    with pytest.raises(NotFound):
        lead_work.take(house, "nosuchlead", bina)
    with pytest.raises(NotFound):
        lead_work.settle_flag(house, "nosuchlead", Flag.QUESTION, bina)


def test_who_takes_a_lead_is_its_owner(house: House, bina: Coordinator) -> None:
    public_id = a_lead(house)

    lead_work.take(house, public_id, bina)
    lead_work.take(house, public_id, bina)

    assert only(house.store, lead).owner_id == bina.id
    assert history(house, public_id) == [("owner", {"old": None, "new": "Bina"})]


def test_of_two_who_take_a_lead_one_is_told_who_has_it(
    house: House, bina: Coordinator, chen: Coordinator
) -> None:
    public_id = a_lead(house)
    lead_work.take(house, public_id, chen)

    with pytest.raises(Conflict, match="Chen has this lead"):
        lead_work.take(house, public_id, bina)

    assert only(house.store, lead).owner_id == chen.id


def test_only_a_lead_coordinator_gives_leads_to_others(
    house: House, bina: Coordinator, chen: Coordinator
) -> None:
    public_id = a_lead(house)

    with pytest.raises(Conflict, match="lead coordinator"):
        lead_work.set_owner(house, public_id, chen.id, bina)
    lead_work.set_owner(house, public_id, bina.id, chen)
    assert only(house.store, lead).owner_id == bina.id
    lead_work.set_owner(house, public_id, None, bina)

    assert only(house.store, lead).owner_id is None


def test_a_coordinator_takes_over_but_does_not_take_away(
    house: House, bina: Coordinator, chen: Coordinator
) -> None:
    public_id = a_lead(house)
    lead_work.take(house, public_id, chen)

    with pytest.raises(Conflict):
        lead_work.set_owner(house, public_id, None, bina)
    lead_work.set_owner(house, public_id, bina.id, bina)

    assert only(house.store, lead).owner_id == bina.id


def test_operators_and_strangers_get_no_leads(
    house: House, chen: Coordinator, staff: Staff
) -> None:
    public_id, omar = a_lead(house), staff("Omar", Role.OPERATOR)

    for nobody in (omar.id, 999):
        with pytest.raises(Conflict, match="somebody else"):
            lead_work.set_owner(house, public_id, nobody, chen)


def test_many_leads_change_at_once_and_unknown_ones_are_passed_over(
    house: House, chen: Coordinator
) -> None:
    receive(house, arrival("2"))
    receive(house, arrival("1", sender=BINA))
    ids = [row.public_id for row in rows(house.store, lead)]

    assert lead_work.set_owner_of_many(house, [*ids, "nosuchlead"], chen.id, chen) == 2
    assert lead_work.set_status_of_many(house, ids, LeadStatus.CLOSED, chen) == 2
    assert lead_work.set_status_of_many(house, ids, LeadStatus.CLOSED, chen) == 0

    assert {row.owner_id for row in rows(house.store, lead)} == {chen.id}
    assert {row.status for row in rows(house.store, lead)} == {"closed"}
    assert len(rows(house.store, lead_event)) == 4
    assert len(acts(house)) == 4


def test_more_than_can_be_changed_at_once_is_refused(house: House, chen: Coordinator) -> None:
    with pytest.raises(Conflict, match="200"):
        lead_work.set_status_of_many(house, ["x"] * 201, LeadStatus.CLOSED, chen)


def test_a_settled_flag_moves_the_lead_back_in_line(house: House, bina: Coordinator) -> None:
    public_id = a_lead(house, "2", "human", "chest pain")

    lead_work.settle_flag(house, public_id, Flag.EMERGENCY, bina)
    found = only(house.store, lead)
    assert (found.flags, found.priority) == (["asked_for_person"], "high")
    lead_work.settle_flag(house, public_id, Flag.ASKED_FOR_PERSON, bina)

    found = only(house.store, lead)
    assert (found.flags, found.priority) == ([], "normal")
    with pytest.raises(Conflict, match="already"):
        lead_work.settle_flag(house, public_id, Flag.EMERGENCY, bina)


def test_the_lead_of_an_erased_person_can_still_be_closed(house: House, bina: Coordinator) -> None:
    public_id = a_lead(house)
    with house.store.transaction() as tx:
        tx.execute(update(person).values(wrapped_key=None, erased_at=NOW))

    lead_work.set_status(house, public_id, LeadStatus.CLOSED, bina)

    assert only(house.store, lead).status == "closed"
    assert only(house.store, lead_event).detail_sealed is None
