"""Leads as tests of their page need them: people who wrote, and the page's address."""

from __future__ import annotations

from models import lead
from tests.builders import ASHA, arrival, rows
from triage.services.house import House
from triage.services.messages.inbox import receive

FORM = ("2", "yes", "mother", "Chandra Devi", "lung")


def lead_of(house: House, *texts: str, sender: str = ASHA) -> str:
    """The public id of the newest lead after somebody wrote these."""
    for text in texts or FORM:
        receive(house, arrival(text, sender=sender))
    return str(rows(house.store, lead)[-1].public_id)


def page_of(public_id: str, rest: str = "") -> str:
    """Where a lead is shown."""
    return f"/console/leads/{public_id}{rest}"
