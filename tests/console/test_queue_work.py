"""What is done in the queue: ticked leads given away or set, views saved, the list kept fresh."""

from __future__ import annotations

import re

import pytest

from models import audit_event, console_session, lead, lead_event, saved_view
from tests.builders import arrival, only, rows, statements
from tests.console.queue_people import a_lead, order_of
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.ranks import Rank
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.staff.coordinators import Coordinator


def _version(page: str) -> str:
    found = re.search(r'data-version="(\w+)"', page)
    assert found
    return found[1]


def test_ticked_leads_become_mine_in_one_press(
    house: House, as_bina: Visitor, bina: Coordinator
) -> None:
    ticked = [a_lead(house), a_lead(house)]
    other = a_lead(house)
    as_bina.get("/console/")

    page = as_bina.follow("/console/queue/change", {"lead": ticked, "do": "owner:me"})

    assert "2 leads yours now." in page
    owners = {row.public_id: row.owner_id for row in rows(house.store, lead)}
    assert owners == {ticked[0]: bina.id, ticked[1]: bina.id, other: None}
    changed = [row for row in rows(house.store, audit_event) if row.action == "set_owner"]
    assert sorted(row.subject for row in changed) == sorted(f"lead:{one}" for one in ticked)
    assert len(rows(house.store, lead_event, kind="owner")) == 2


def test_only_a_lead_coordinator_gives_leads_to_others(
    house: House, as_bina: Visitor, as_chen: Visitor, chen: Coordinator, bina: Coordinator
) -> None:
    ticked = [a_lead(house)]
    as_bina.get("/console/")
    told = as_bina.follow("/console/queue/change", {"lead": ticked, "do": f"owner:{chen.id}"})
    assert "Only a lead coordinator" in told
    assert "Assign to Chen" not in told
    assert only(house.store, lead).owner_id is None

    assert "Assign to Bina" in as_chen.get("/console/")
    as_chen.follow("/console/queue/change", {"lead": ticked, "do": f"owner:{bina.id}"})
    assert only(house.store, lead).owner_id == bina.id


def test_ticked_leads_get_a_status_and_the_filters_stay(house: House, as_bina: Visitor) -> None:
    ticked = [a_lead(house), a_lead(house)]
    as_bina.get("/console/")

    form = {"lead": ticked, "do": "status:contacted"}
    address = as_bina.post("/console/queue/change?service=2", form)

    assert address == "/console/?service=2"
    assert "2 leads set to “Contacted”." in as_bina.get(address)
    assert {row.status for row in rows(house.store, lead)} == {"contacted"}
    assert {row.rank for row in rows(house.store, lead)} == {int(Rank.IN_PROGRESS)}


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Tick the leads first."),
        ({"lead": "x", "do": ""}, "Choose what to do"),
        ({"lead": "x", "do": "status:nonsense"}, "Choose what to do"),
        ({"lead": "x", "do": "owner:99999999999999999999"}, "Choose what to do"),
        ({"lead": "x", "do": "owner:999"}, "cannot be given leads"),
        ({"lead": "x", "do": "status:won"}, "No lead changed"),
    ],
)
def test_an_odd_press_is_answered_in_words(
    house: House, as_bina: Visitor, form: dict[str, str], told: str
) -> None:
    a_lead(house)
    as_bina.get("/console/")

    assert told in as_bina.follow("/console/queue/change", form)
    assert only(house.store, lead).status == "new"


def test_a_view_is_saved_opened_and_deleted(
    house: House, as_bina: Visitor, as_chen: Visitor
) -> None:
    wanted = a_lead(house, service=3)
    a_lead(house, service=4)
    as_bina.get("/console/?service=3")

    page = as_bina.follow("/console/views?service=3&after=3.1.x&evil=1", {"name": "My <b>day</b>"})

    assert 'href="/console/?service=3"' in page
    assert "My &lt;b&gt;day&lt;/b&gt;" in page
    assert order_of(as_bina.get("/console/?service=3")) == [wanted]
    assert "My &lt;b&gt;" not in as_chen.get("/console/")
    view = only(house.store, saved_view)
    as_chen.follow(f"/console/views/{view.id}/delete")
    assert only(house.store, saved_view).query == "service=3"
    as_bina.follow(f"/console/views/{view.id}/delete")
    assert rows(house.store, saved_view) == []


def test_a_view_of_the_same_name_is_replaced(house: House, as_bina: Visitor) -> None:
    as_bina.get("/console/")
    as_bina.follow("/console/views?service=3", {"name": "Day"})
    as_bina.follow("/console/views?status=new", {"name": "Day"})

    assert only(house.store, saved_view).query == "status=new"
    assert "Give the view a name." in as_bina.follow("/console/views", {"name": "  "})


def test_the_list_is_sent_again_only_when_it_changed(house: House, as_bina: Visitor) -> None:
    a_lead(house, "Asha")
    version = _version(as_bina.get("/console/"))
    live = f"/console/queue/live?seen={version}"
    audited = len(rows(house.store, audit_event))

    with statements(house.store) as asked:
        same = as_bina.client.get(live)
    assert (same.status_code, same.data) == (204, b"")
    assert len(asked) <= 4, "\n".join(asked)

    receive(house, arrival("chest pain"))
    fresh = as_bina.client.get(live)
    assert fresh.status_code == 200
    assert len(order_of(fresh.text)) == 2
    assert 'data-front="1"' in fresh.text
    assert "<html" not in fresh.text
    assert _version(fresh.text) != version
    assert len(rows(house.store, audit_event)) == audited


def test_waiting_longer_changes_the_list(house: House, as_bina: Visitor, clock: FakeClock) -> None:
    a_lead(house)
    version = _version(as_bina.get("/console/"))
    clock.tick(minutes=2)

    fresh = as_bina.client.get(f"/console/queue/live?seen={version}")

    assert "1 h 2 min" in fresh.text


def test_a_list_that_keeps_itself_fresh_does_not_keep_a_session_alive(
    house: House, as_bina: Visitor, clock: FakeClock
) -> None:
    before = only(house.store, console_session).seen_at
    clock.tick(minutes=5)
    as_bina.client.get("/console/queue/live")
    assert only(house.store, console_session).seen_at == before

    as_bina.get("/console/")
    assert only(house.store, console_session).seen_at > before
