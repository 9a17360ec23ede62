"""The queue: who comes first, what a line shows, how much it asks of the database."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from markupsafe import escape
from sqlalchemy import update

from models import audit_event, person
from tests.builders import NOW, rows, statements
from tests.console.queue_people import a_lead, order_of
from tests.console.visitor import Visitor
from triage.ranks import Rank
from triage.services.house import House
from triage.services.staff.coordinators import Coordinator

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202egnp.exe\u202d",
    "{{ 7*7 }}",
    "=HYPERLINK(1)",
    "W" * 400,
    "a\u0300" * 200,
)


def test_first_things_come_first(house: House, as_bina: Visitor) -> None:
    minutes = timedelta(minutes=1)
    done = a_lead(house, rank=Rank.DONE, status="won")
    going_on = a_lead(house, rank=Rank.IN_PROGRESS, status="contacted")
    new = a_lead(house, rank=Rank.NEW, waits=minutes)
    older = a_lead(house, rank=Rank.NEW, waits=60 * minutes)
    waiting = a_lead(house, rank=Rank.WAITING, flags=["asked_for_person"])
    later = a_lead(house, rank=Rank.NEW, waits=minutes / 2, call_in=31 * minutes)
    soon = a_lead(house, rank=Rank.IN_PROGRESS, call_in=30 * minutes)
    late = a_lead(house, rank=Rank.DONE, status="closed", call_in=-60 * minutes)
    concern = a_lead(house, rank=Rank.CONCERN, priority="urgent", flags=["concern"])
    red = a_lead(house, rank=Rank.RED_FLAG, waits=minutes, flags=["emergency"], call_in=-minutes)
    longer = a_lead(house, rank=Rank.RED_FLAG, waits=3 * minutes, flags=["self_harm"])

    page = as_bina.get("/console/")

    assert order_of(page) == [
        *(longer, red, concern, late, soon, waiting, older, new, later, going_on),
    ]
    assert done not in page


def test_done_leads_are_seen_when_they_are_asked_for(house: House, as_bina: Visitor) -> None:
    won = a_lead(house, rank=Rank.DONE, status="won")
    a_lead(house, rank=Rank.DONE, status="lost")
    open_one = a_lead(house)

    assert order_of(as_bina.get("/console/?status=won")) == [won]
    assert len(order_of(as_bina.get("/console/?status=any"))) == 3
    assert order_of(as_bina.get("/console/")) == [open_one]


def test_a_line_tells_all_that_is_needed(house: House, as_bina: Visitor) -> None:
    facts = {"name": "Mohan", "country": "IN", "cancer_type": "lung", "stage": "3B"}
    red: dict[str, Any] = {"flags": ["emergency"], "rank": Rank.RED_FLAG}
    more = {**facts, "rule": "chest_pain"}
    a_lead(house, phone="+12025550189", facts=more, call_in=timedelta(hours=1), **red)

    text = " ".join(re.sub(r"<[^>]+>", " ", as_bina.get("/console/").split("<tbody")[1]).split())

    assert "Red flags" in text
    assert "1 h Asha Rao for Mohan +1 ••• ••89" in text
    assert "India Lung stage 3B" in text
    assert "Mon 23 Nov 13:00 theirs Mon 23 Nov 12:30 yours nobody Red flag: emergency New" in text
    assert 'title="Rule: chest_pain"' in as_bina.get("/console/")
    assert "2025550189" not in as_bina.get("/console/")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_harmlessly(house: House, as_bina: Visitor, text: str) -> None:
    a_lead(house, text, facts={"name": text + "!", "cancer_type": text, "rule": text})

    page = as_bina.get("/console/")  # the visitor refuses script and handlers in a page

    assert "<img" not in page
    assert "<script>alert" not in page
    assert f"<bdi>{escape(text)}</bdi>" in page


def test_an_erased_person_stays_in_line_without_a_name(house: House, as_bina: Visitor) -> None:
    a_lead(house)
    with house.store.transaction() as tx:
        tx.execute(update(person).values(wrapped_key=None, erased_at=NOW))

    page = as_bina.get("/console/")

    assert "Erased person" in page
    assert "Asha" not in page


def test_a_page_takes_twelve_statements_at_most(house: House, as_chen: Visitor) -> None:
    for number in range(60):
        a_lead(house, f"Person {number}", call_in=timedelta(minutes=number), facts={"name": "X"})
    as_chen.get("/console/")

    for address in ("/console/", "/console/?country=IN&owner=mine&flag=question&due=today"):
        with statements(house.store) as seen:
            as_chen.get(address)
        assert len(seen) <= 12, "\n".join(seen)


def test_each_page_that_is_seen_is_recorded_without_persons(
    house: House, as_bina: Visitor, bina: Coordinator
) -> None:
    a_lead(house)
    as_bina.get("/console/?status=new&service=2")

    event = rows(house.store, audit_event)[-1]

    assert (event.actor, event.action) == (f"coordinator:{bina.id}", "view_queue")
    assert event.subject == "queue"
    assert event.detail == '{"count": 1, "filters": ["service", "status"]}'


def test_the_title_says_how_many_are_urgent(house: House, as_bina: Visitor) -> None:
    a_lead(house, rank=Rank.RED_FLAG, flags=["emergency"])
    a_lead(house, rank=Rank.CONCERN, flags=["concern"])
    as_bina.get("/console/")

    assert as_bina.page is not None
    assert as_bina.page.title.startswith("(2) Leads")


def test_an_empty_house_says_so(as_bina: Visitor) -> None:
    assert "No leads here." in as_bina.get("/console/")
