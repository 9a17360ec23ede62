"""Search in the console: sent by POST, kept out of addresses, logs and the audit chain."""

from __future__ import annotations

import pytest

from models import audit_event
from tests.builders import rows, statements
from tests.console.queue_people import a_lead, order_of
from tests.console.visitor import Visitor
from triage.ranks import Rank
from triage.services.house import House
from triage.services.leads import search


def _search(visitor: Visitor, text: str) -> str:
    visitor.get("/console/")
    return visitor.post("/console/search", {"q": text})


def test_a_search_finds_done_leads_too_in_the_order_of_the_queue(
    house: House, as_bina: Visitor
) -> None:
    done = a_lead(house, "Asha Rao", rank=Rank.DONE, status="won")
    red = a_lead(house, "Asha Khan", rank=Rank.RED_FLAG)
    a_lead(house, "Mohan")
    search.index_words(house)

    address = _search(as_bina, "asha")
    page = as_bina.get(address)

    assert address == "/console/search"
    assert order_of(page) == [red, done]
    assert 'value="asha"' in page
    assert "data-live" not in page


def test_what_is_searched_for_leaves_no_trace(
    house: House, as_bina: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    a_lead(house, "Chandrasekhar")
    search.index_words(house)

    as_bina.get(_search(as_bina, "chandra 900123"))

    assert "chandra" not in str(rows(house.store, audit_event))
    assert rows(house.store, audit_event)[-1].action == "search"
    told = capsys.readouterr()
    assert "chandra" not in (told.out + told.err).lower()
    for _, table in sorted(audit_event.metadata.tables.items()):
        assert "chandra" not in str(rows(house.store, table)).lower(), table.name


@pytest.mark.parametrize("spelt", ["plain", "apart", "loud"])
def test_a_leads_own_id_leads_to_it(house: House, as_bina: Visitor, spelt: str) -> None:
    public_id = a_lead(house)
    apart = f"{public_id[:5]} {public_id[5:]}"
    text = {"plain": public_id, "apart": apart, "loud": public_id.upper()}[spelt]

    assert _search(as_bina, text) == f"/console/leads/{public_id}"


def test_a_word_that_looks_like_an_id_is_a_word(house: House, as_bina: Visitor) -> None:
    wanted = a_lead(house, "Abcdefghjk")
    search.index_words(house)

    assert order_of(as_bina.get(_search(as_bina, "abcdefghjk"))) == [wanted]


def test_nothing_found_says_how_to_search(house: House, as_bina: Visitor) -> None:
    assert "Nothing was found." in as_bina.get(_search(as_bina, "nobody"))
    assert "Write a name" in as_bina.get(_search(as_bina, " !! "))


def test_without_a_search_the_page_is_the_queue(as_bina: Visitor) -> None:
    as_bina.get("/console/search", status=302)


def test_hostile_words_are_searched_and_shown_harmlessly(as_bina: Visitor) -> None:
    for text in ("<script>alert(1)</script>", "%' OR 1=1 --", '"><img src=x>', "\x00a", "x" * 5000):
        page = as_bina.get(_search(as_bina, text))
        assert "<img" not in page
        assert "<script>alert" not in page


def test_a_search_takes_twelve_statements_at_most(house: House, as_chen: Visitor) -> None:
    for number in range(60):
        a_lead(house, f"Asha {number}")
    search.index_words(house)
    address = _search(as_chen, "asha")

    with statements(house.store) as seen:
        page = as_chen.get(address)

    assert len(seen) <= 12, "\n".join(seen)
    assert len(order_of(page)) == 50
    assert 'rel="next" href="/console/search?after=' in page
