"""Who makes a promised call: the lead's owner, unless somebody else is named."""

from __future__ import annotations

import pytest

from tests.promising import promised, the_promise
from triage.errors import Conflict, NotFound
from triage.services.house import House
from triage.services.leads.lead_work import set_owner
from triage.services.leads.opened import open_lead
from triage.services.promises import promises
from triage.services.promises.promise_panel import read_promises
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role


@pytest.fixture
def bina(house: House) -> Coordinator:
    """A coordinator."""
    email, role = "bina@clinic.example", Role.COORDINATOR
    return coordinators.create(house, name="Bina", email=email, role=role, by="operator")


def caller(house: House, public_id: str) -> str:
    """Who calls, as the lead's page says."""
    with house.store.reading() as tx:
        seen = read_promises(house, tx, open_lead(house, tx, public_id))
    assert seen.open is not None
    return seen.open.caller


def test_the_leads_owner_calls_unless_somebody_else_is_named(
    house: House, bina: Coordinator
) -> None:
    public_id = promised(house)
    assert caller(house, public_id) == ""
    set_owner(house, public_id, bina.id, bina)
    assert caller(house, public_id) == "Bina"
    email, role = "chen@clinic.example", Role.LEAD_COORDINATOR
    chen = coordinators.create(house, name="Chen", email=email, role=role, by="operator")

    promises.assign(house, public_id, chen.id, bina)
    assert caller(house, public_id) == "Chen"

    promises.assign(house, public_id, None, bina)
    assert the_promise(house).coordinator_id is None
    assert caller(house, public_id) == "Bina"


def test_an_operator_cannot_be_given_a_call(house: House, bina: Coordinator) -> None:
    public_id = promised(house)
    email, role = "omar@clinic.example", Role.OPERATOR
    omar = coordinators.create(house, name="Omar", email=email, role=role, by="operator")

    with pytest.raises(Conflict, match="cannot make calls"):
        promises.assign(house, public_id, omar.id, bina)
    with pytest.raises(NotFound):
        promises.assign(house, "nosuchlead", bina.id, bina)
