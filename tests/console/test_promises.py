"""A lead's calls in the console: what came of one, the next one, and a family left in peace."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from models import audit_event, call_attempt, callback, lead, person
from tests.builders import NOW, only, rows, statements
from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from tests.promising import missed, promised, the_promise
from triage.console import promises as console_promises
from triage.services.house import House
from triage.services.leads.opened import open_lead
from triage.services.promises.promise_work import work
from triage.services.staff.coordinators import Coordinator


def form(house: House, **more: str) -> dict[str, str]:
    """The hidden fields of a form, as a page made now has them."""
    open_ones = rows(house.store, callback, state="open")
    return {
        "promise": str(open_ones[-1].id) if open_ones else "",
        "seen": str(len(rows(house.store, call_attempt))),
        **more,
    }


def press(visitor: Visitor, path: str, data: dict[str, str] | None = None) -> str:
    """Send a form and open the page that it leads to."""
    return visitor.get(visitor.post(path, data, status=303))


def test_the_open_promise_shows_both_clocks_and_how_long_until(
    house: House, as_bina: Visitor
) -> None:
    public_id = promised(house, zone="America/New_York")

    page = as_bina.get(f"/console/leads/{public_id}")

    assert "Mon 23 Nov 02:00 theirs · Mon 23 Nov 12:30 yours" in page
    assert "in 1 hour" in page


def test_one_click_writes_the_call_down(house: House, as_bina: Visitor) -> None:
    public_id = promised(house)

    page = press(as_bina, f"/console/leads/{public_id}/calls", form(house, outcome="reached"))

    assert "Reached. It is written down." in page
    assert the_promise(house).state == "kept"
    assert "Reached, <bdi>Bina</bdi>" in page
    assert rows(house.store, audit_event, action="record_call")


def test_the_same_click_twice_counts_once(house: House, as_bina: Visitor) -> None:
    public_id = promised(house)
    told = form(house, outcome="no_answer")
    as_bina.post(f"/console/leads/{public_id}/calls", told, status=303)

    page = press(as_bina, f"/console/leads/{public_id}/calls", told)

    assert "Somebody has recorded this call already" in page
    assert len(rows(house.store, call_attempt)) == 1


def test_after_no_answer_a_second_try_is_suggested_and_after_three_a_message(
    house: House, as_bina: Visitor
) -> None:
    public_id = promised(house)
    path = f"/console/leads/{public_id}/calls"

    page = press(as_bina, path, form(house, outcome="no_answer"))
    assert 'value="2026-11-23T14:30"' in page
    assert "Try again" in page
    assert "writing may be the better way" not in page

    press(as_bina, path, form(house, outcome="no_answer"))
    page = press(as_bina, path, form(house, outcome="no_answer"))
    assert "writing may be the better way" in page
    page = press(as_bina, f"/console/leads/{public_id}/ask-when")
    assert "They are asked by message when to call." in page


def test_a_time_outside_office_hours_has_to_be_confirmed(house: House, as_bina: Visitor) -> None:
    public_id = promised(house)
    path = f"/console/leads/{public_id}/promise"
    told = {"at": "2026-11-29T11:00", "clock": "theirs"}  # a Sunday

    page = as_bina.post(path, told, status=200)
    assert "Nobody is in the office then." in page
    assert the_promise(house).start == NOW + timedelta(hours=1)

    page = press(as_bina, path, {**told, "sure": "yes"})
    assert "It is planned." in page
    assert the_promise(house).start.isoformat() == "2026-11-29T05:30:00+00:00"


def test_a_time_that_is_past_is_refused_in_plain_words(house: House, as_bina: Visitor) -> None:
    public_id = promised(house)

    page = press(
        as_bina, f"/console/leads/{public_id}/promise", {"at": "2026-11-23T09:00", "clock": "mine"}
    )

    assert "That time is past already" in page


def test_call_again_is_reached_and_a_new_promise(house: House, as_bina: Visitor) -> None:
    public_id = promised(house)
    told = form(house, outcome="again", at="2026-11-24T15:00", clock="theirs")

    press(as_bina, f"/console/leads/{public_id}/calls", told)

    assert [row.state for row in rows(house.store, callback)] == ["kept", "open"]


def test_a_missed_promise_says_so_and_what_they_were_told(
    house: House, clock: FakeClock, console: Flask, bina: Coordinator
) -> None:
    missed(house, clock)
    work(house)

    page = signed_in(console, bina).get(f"/console/leads/{only(house.store, lead).public_id}")

    assert "overdue" in page
    assert "We wrote that we are sorry" in page


def test_one_click_leaves_a_family_in_peace_and_takes_it_back(
    house: House, as_bina: Visitor
) -> None:
    public_id = promised(house)

    page = press(as_bina, f"/console/leads/{public_id}/left-alone")
    assert "They are left in peace" in page
    assert "The patient has died" not in page
    assert the_promise(house).state == "withdrawn"

    page = press(as_bina, f"/console/leads/{public_id}/left-alone/end")
    assert "Taken back." in page
    assert only(house.store, person).left_alone_at is None


def test_what_no_form_sends_is_refused(house: House, as_bina: Visitor) -> None:
    public_id = promised(house)
    path = f"/console/leads/{public_id}"

    as_bina.post(f"{path}/calls", form(house, outcome="eaten"), status=400)
    as_bina.post(f"{path}/caller", {"caller": "me"}, status=400)
    as_bina.post("/console/leads/nosuchlead/calls", form(house, outcome="reached"), status=404)
    as_bina.post("/console/leads/nosuchlead/promise", {"at": "2026-11-24T15:00"}, status=404)
    as_bina.post(f"{path}/calls", form(house, outcome="again", at="", clock="mine"), status=303)
    assert rows(house.store, call_attempt) == []


def test_the_panel_costs_two_statements(house: House) -> None:
    public_id = promised(house)
    with house.store.reading() as tx:
        lead = open_lead(house, tx, public_id)
        with statements(house.store) as seen:
            console_promises.panel(house, tx, lead)

    assert len(seen) == 2


def test_an_operator_writes_nothing_down(house: House, as_omar: Visitor) -> None:
    public_id = promised(house)

    as_omar.post(f"/console/leads/{public_id}/calls", form(house, outcome="reached"), status=404)

    assert the_promise(house).state == "open"
