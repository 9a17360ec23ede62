"""The staff: lead coordinators add, change and disable others, and lock nobody out for good."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from models import audit_event, coordinator
from tests.builders import only, rows
from tests.console.access import is_in, stranger
from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from triage.errors import Conflict
from triage.services.house import House
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role

NEW = {"name": " Dara  Okafor ", "email": "Dara@Clinic.example", "role": "coordinator"}


def link_in(page: str) -> str:
    """The link that a page shows, as a path."""
    found = re.search(r"<code>http://127.0.0.1:8080(/console/link/[\w-]+)</code>", page)
    assert found, "no link in the page"
    return found[1]


def test_somebody_new_gets_a_link_that_is_shown_once(
    console: Flask, house: House, as_chen: Visitor
) -> None:
    page = as_chen.get(as_chen.post("/console/staff/", NEW, status=303))

    made = only(house.store, coordinator, email="dara@clinic.example")
    assert (made.name, made.role, made.active) == ("Dara Okafor", Role.COORDINATOR, True)
    assert "Choose a password" in stranger(console).get(link_in(page))
    assert "/console/link/" not in as_chen.get("/console/staff/")
    assert rows(house.store, audit_event, action="create_coordinator")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "chen@clinic.example"}, "there already"),
        ({"email": "no address"}, "not an e-mail address"),
        ({"name": " "}, "A name has"),
        ({"role": "emperor"}, "Choose a role"),
    ],
)
def test_what_cannot_be_is_said_in_plain_words(
    house: House, as_chen: Visitor, change: dict[str, str], words: str
) -> None:
    page = as_chen.get(as_chen.post("/console/staff/", NEW | change, status=303))

    assert words in page
    assert len(rows(house.store, coordinator)) == 1


def test_a_role_is_changed_and_the_sessions_end(
    house: House, bina: Coordinator, as_bina: Visitor, as_chen: Visitor
) -> None:
    as_chen.post(f"/console/staff/{bina.id}/role", {"role": "lead_coordinator"}, status=303)

    assert only(house.store, coordinator, id=bina.id).role == Role.LEAD_COORDINATOR
    assert not is_in(as_bina)
    event = rows(house.store, audit_event, action="change_role")[0]
    assert '"before": "coordinator"' in event.detail


def test_somebody_is_kept_out_and_let_in_again(
    console: Flask, house: House, bina: Coordinator, as_bina: Visitor, as_chen: Visitor
) -> None:
    as_chen.post(f"/console/staff/{bina.id}/disable", status=303)
    assert not is_in(as_bina)
    assert not is_in(signed_in(console, bina))

    as_chen.post(f"/console/staff/{bina.id}/enable", status=303)

    assert not is_in(as_bina)
    now_is = coordinators.get_by_email(house, bina.email)
    assert is_in(signed_in(console, now_is))


def test_a_reset_shows_a_new_link(
    console: Flask, bina: Coordinator, as_bina: Visitor, as_chen: Visitor
) -> None:
    page = as_chen.get(as_chen.post(f"/console/staff/{bina.id}/reset", status=303))

    assert "Choose a password" in stranger(console).get(link_in(page))
    assert not is_in(as_bina)


@pytest.mark.parametrize("what", ["role", "disable", "reset"])
def test_nobody_changes_their_own_account_here(
    house: House, chen: Coordinator, as_chen: Visitor, what: str
) -> None:
    coordinators.create(
        house, name="Eve", email="eve@clinic.example", role=Role.LEAD_COORDINATOR, by="operator"
    )
    form = {"role": "coordinator"} if what == "role" else {}

    page = as_chen.get(as_chen.post(f"/console/staff/{chen.id}/{what}", form, status=303))

    assert re.search(r'class="bad">[^<]*[Yy]ou', html.unescape(page))
    row = only(house.store, coordinator, id=chen.id)
    assert (row.role, row.active) == (Role.LEAD_COORDINATOR, True)


def test_the_last_lead_coordinator_stays(house: House, chen: Coordinator) -> None:
    with pytest.raises(Conflict, match="last active lead"):
        coordinators.disable(house, chen.id, by="operator")
    with pytest.raises(Conflict, match="last active lead"):
        coordinators.set_role(house, chen.id, Role.COORDINATOR, by="operator")

    eve = coordinators.create(
        house, name="Eve", email="eve@clinic.example", role=Role.LEAD_COORDINATOR, by="operator"
    )
    coordinators.disable(house, chen.id, by="operator")
    with pytest.raises(Conflict, match="last active lead"):
        coordinators.disable(house, eve.id, by="operator")


def test_somebody_who_is_not_there_cannot_be_changed(as_chen: Visitor) -> None:
    page = as_chen.get(as_chen.post("/console/staff/999/disable", status=303))

    assert "no such member" in page


def test_hostile_names_are_shown_as_they_are(house: House, as_chen: Visitor) -> None:
    name = "<script>alert(1)</script> \u202egnol " + "W" * 60
    with pytest.raises(Conflict):
        coordinators.create(
            house, name=name, email="x@clinic.example", role=Role.OPERATOR, by="operator"
        )
    coordinators.create(
        house,
        name="<script>alert('x')</script>" + "W" * 80,
        email="<b>@clinic.example".replace("<b>", "b&b"),
        role=Role.OPERATOR,
        by="operator",
    )

    page = as_chen.get("/console/staff/")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
