"""Filters of the queue: in the address, together, and harmless when they are unknown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.console.queue_people import a_lead, order_of
from tests.console.visitor import Visitor
from triage.ranks import Rank
from triage.services.house import House
from triage.services.leads import search
from triage.services.staff.coordinators import Coordinator

MINUTE = timedelta(minutes=1)


def test_whose_leads_are_mine_and_nobodys(
    house: House, as_bina: Visitor, bina: Coordinator, chen: Coordinator
) -> None:
    mine = a_lead(house, owner_id=bina.id)
    a_lead(house, owner_id=chen.id)
    nobodys = a_lead(house)

    assert order_of(as_bina.get("/console/?owner=mine")) == [mine]
    assert order_of(as_bina.get("/console/?owner=nobody")) == [nobodys]
    assert len(order_of(as_bina.get("/console/"))) == 3


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("service=3", {"service": 3}),
        ("status=contacted", {"status": "contacted"}),
        ("flag=asked_for_person", {"flags": ["asked_for_person"]}),
        ("section=waiting", {"rank": Rank.WAITING}),
        ("language=hi", {"language": "hi"}),
    ],
)
def test_a_filter_leaves_the_others_out(
    house: House, as_bina: Visitor, query: str, columns: dict[str, object]
) -> None:
    a_lead(house, "Other", flags=["attachment"])
    wanted = a_lead(house, **columns)  # type: ignore[arg-type]

    assert order_of(as_bina.get(f"/console/?{query}")) == [wanted]


def test_the_country_is_the_patients_else_that_of_the_number(
    house: House, as_bina: Visitor
) -> None:
    told = a_lead(house, facts={"country": "IN"}, country="GB")
    by_number = a_lead(house, country="IN")
    a_lead(house, country="GB")
    search.index_words(house)

    found = order_of(as_bina.get("/console/?country=in"))

    assert sorted(found) == sorted([told, by_number])
    assert len(order_of(as_bina.get("/console/?country=GB"))) == 1


def test_promised_calls_by_when_they_are_due(house: House, as_bina: Visitor) -> None:
    over = a_lead(house, call_in=-40 * MINUTE)
    begun = a_lead(house, call_in=-10 * MINUTE)
    today = a_lead(house, call_in=600 * MINUTE)  # 21:30 in India
    a_lead(house, call_in=760 * MINUTE)  # after midnight there
    a_lead(house)

    assert order_of(as_bina.get("/console/?due=overdue")) == [over]
    assert order_of(as_bina.get("/console/?due=now")) == [over, begun]
    assert order_of(as_bina.get("/console/?due=today")) == [over, begun, today]


def test_filters_hold_together(house: House, as_bina: Visitor, bina: Coordinator) -> None:
    wanted = a_lead(house, owner_id=bina.id, service=3, status="contacted", language="hi")
    a_lead(house, owner_id=bina.id, service=3, status="contacted", language="en")
    a_lead(house, owner_id=bina.id, service=4, status="contacted", language="hi")
    a_lead(house, service=3, status="contacted", language="hi")

    page = as_bina.get("/console/?owner=mine&service=3&status=contacted&language=hi")

    assert order_of(page) == [wanted]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("status=nonsense", "status"),
        ("service=9&country=XX", "service, country"),
        ("due=%27%20OR%201=1--&flag=%00", "promised call, flag"),
        ("owner=%3Cscript%3E", "whose"),
    ],
)
def test_an_unknown_value_is_left_out_and_said(
    house: House, as_bina: Visitor, query: str, told: str
) -> None:
    lead = a_lead(house)

    page = as_bina.get(f"/console/?{query}")

    assert f"Left out, because we do not know the value: {told}." in page
    assert order_of(page) == [lead]


def test_the_counters_say_what_waits(
    house: House, as_bina: Visitor, bina: Coordinator, chen: Coordinator
) -> None:
    a_lead(house, rank=Rank.RED_FLAG, owner_id=bina.id)
    a_lead(house, rank=Rank.DONE, status="won", owner_id=bina.id)
    a_lead(house, rank=Rank.CONCERN, owner_id=chen.id)
    a_lead(house, call_in=-MINUTE)
    a_lead(house)

    page = as_bina.get("/console/")

    for words in ("<b>1</b> red flag<", "<b>1</b> call due", "<b>2</b> nobody", "<b>1</b> mine"):
        assert words in page
    assert "<b>1</b> with worrying words" in page
