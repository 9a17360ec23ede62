"""Pages of the queue: fifty leads each, none twice and none left out, there and back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models import callback, lead
from tests.builders import NOW
from tests.console.queue_people import a_lead, order_of
from tests.console.visitor import Visitor
from triage.ranks import Rank
from triage.services.house import House


def _link(page: str, rel: str) -> str | None:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return found[1].replace("&amp;", "&") if found else None


def _filled(house: House) -> list[str]:
    """130 leads in all sections, many of them at the same instant; in order."""
    made = []
    for number in range(130):
        rank = (Rank.RED_FLAG, Rank.CONCERN, Rank.WAITING, Rank.NEW, Rank.IN_PROGRESS)[number % 5]
        call_in = timedelta(minutes=number // 10) if number % 7 == 0 else None
        waits = timedelta(minutes=number // 20)
        public_id = a_lead(house, rank=rank, waits=waits, call_in=call_in)
        place, at = rank, NOW - waits
        if call_in is not None and rank > Rank.CONCERN:
            place, at = Rank.PROMISE, NOW + call_in
        made.append((place, at, public_id))
    return [public_id for _, _, public_id in sorted(made)]


def test_the_pages_show_every_lead_once_there_and_back(house: House, as_bina: Visitor) -> None:
    everything = _filled(house)
    first = as_bina.get("/console/")
    second = as_bina.get(_link(first, "next") or "")
    third = as_bina.get(_link(second, "next") or "")

    assert order_of(first) + order_of(second) + order_of(third) == everything
    assert _link(first, "prev") is None
    assert _link(third, "next") is None
    back = as_bina.get(_link(third, "prev") or "")
    assert order_of(back) == order_of(second)
    assert order_of(as_bina.get(_link(back, "prev") or "")) == order_of(first)


def test_a_page_stays_where_it_is_when_leads_before_it_move(house: House, as_bina: Visitor) -> None:
    everything = _filled(house)
    first = as_bina.get("/console/")
    moved = select(lead.c.id).where(lead.c.public_id.in_(order_of(first)[:10]))
    with house.store.transaction() as tx:
        tx.execute(update(lead).where(lead.c.id.in_(moved)).values(rank=int(Rank.DONE)))
        called = update(callback).where(callback.c.lead_id.in_(moved))
        tx.execute(called.values(state="kept"))
    a_lead(house, rank=Rank.RED_FLAG, waits=timedelta(days=1))

    assert order_of(as_bina.get(_link(first, "next") or "")) == everything[50:100]


def test_pages_keep_the_filters(house: House, as_bina: Visitor) -> None:
    for number in range(60):
        a_lead(house, service=3 if number < 55 else 4)

    link = _link(as_bina.get("/console/?service=3"), "next") or ""

    assert "service=3" in link
    assert len(order_of(as_bina.get(link))) == 5


@pytest.mark.parametrize(
    "after", ["x", "3", "3.1.", "9.1.abc", "3.9e9.abc", "3." + "9" * 50 + ".a"]
)
def test_a_place_that_is_none_is_the_first_page(house: House, as_bina: Visitor, after: str) -> None:
    there = a_lead(house)

    assert order_of(as_bina.get(f"/console/?after={after}")) == [there]
