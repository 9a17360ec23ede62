"""The page of one lead: what a coordinator sees of a person who wrote."""

from __future__ import annotations

import re

from sqlalchemy import insert, update

from models import lead, message
from tests.builders import arrival, only, rows
from tests.console.made_leads import FORM, lead_of, page_of
from tests.console.visitor import Visitor
from triage.arrival import Medium
from triage.services.house import House
from triage.services.leads import lead_work
from triage.services.messages.inbox import receive
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import MediaKind


def message_id(house: House, place: int) -> str:
    """The public id of the n-th message of theirs."""
    return str(rows(house.store, message, direction="in")[place].public_id)


def test_a_fact_stands_with_their_words_and_a_link_to_the_message(
    house: House, as_bina: Visitor
) -> None:
    public_id = lead_of(house)

    text = as_bina.get(page_of(public_id))

    told = text[text.index('id="fact-cancer_type"') :]
    assert "<bdi>Lung</bdi>" in told[:300]
    assert f'href="#m-{message_id(house, 4)}"' in told[:500]
    assert f'id="m-{message_id(house, 4)}"' in text
    assert "<title>Chandra Devi" in text


def test_codes_are_words(house: House, as_bina: Visitor, bina: Coordinator) -> None:
    public_id = lead_of(house)
    lead_work.set_fact(house, public_id, "country", "BD", bina)
    lead_work.set_fact(house, public_id, "call_time", "2026-11-24T15:00+06:00", bina)

    text = as_bina.get(page_of(public_id))

    assert "<bdi>Bangladesh</bdi>" in text
    assert "<bdi>Tue 24 Nov 15:00</bdi>" in text
    assert "&lt;option.menu.2&gt;" in text  # the service by its name in the texts


def test_what_is_missing_is_said_plainly(house: House, as_bina: Visitor) -> None:
    text = as_bina.get(page_of(lead_of(house)))

    assert re.search(r"Still missing:</strong> stage, country, city, call time", text)


def test_who_changed_a_fact_and_what_stood_before_is_shown(
    house: House, as_bina: Visitor, chen: Coordinator
) -> None:
    public_id = lead_of(house)
    lead_work.set_fact(house, public_id, "name", "Chandra Rao", chen)

    text = as_bina.get(page_of(public_id))

    told = text[text.index('id="fact-name"') : text.index('id="fact-age"')]
    assert "<bdi>Chandra Rao</bdi>" in told
    assert "written by <bdi>Chen</bdi>" in told
    assert "Earlier (1)" in told
    assert "<bdi>Chandra Devi</bdi>" in told
    assert "<bdi>Chandra Devi</bdi> → <bdi>Chandra Rao</bdi>" in text


def test_a_red_flag_marks_its_message_and_names_its_rule(house: House, as_bina: Visitor) -> None:
    text = as_bina.get(page_of(lead_of(house, *FORM, "chest pain")))

    assert "Red flag: call now or check that help is on the way." in text
    at = text.index(f'id="m-{message_id(house, 5)}"')
    assert "rule chest_pain" in text[at : at + 400]
    assert 'class="bubble in flagged"' in text


def test_a_message_that_failed_says_why_in_words(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)
    with house.store.transaction() as tx:
        changes = {"status": "undelivered", "status_rank": 6, "error_code": 63016}
        tx.execute(update(message).where(message.c.direction == "out").values(changes))

    text = as_bina.get(page_of(public_id))

    assert "24 hours have passed since the person&#39;s last WhatsApp message" in text
    assert "Send an approved template, or call." in text
    assert '<span class="words">not delivered</span>' in text


def test_times_are_told_on_both_clocks(house: House, as_bina: Visitor) -> None:
    text = as_bina.get(page_of(lead_of(house)))

    assert "01:00 theirs · 11:30 yours" in text  # New York by the number, and the office


def test_files_and_places_are_shown_with_their_message(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)
    picture = Medium(MediaKind.IMAGE, "image/jpeg", "https://api.twilio.com/x/y")
    receive(house, arrival("the report", media=(picture,)))
    receive(house, arrival("", place="Clinic Road 5 (-4.05, 39.66)"))

    text = as_bina.get(page_of(public_id))

    assert re.search(r'href="/console/files/\w+">Picture \(being fetched\)', text)
    assert "Place: <bdi>Clinic Road 5 (-4.05, 39.66)</bdi>" in text


def test_another_lead_of_the_same_person_is_linked_and_its_messages_are_marked(
    house: House, as_bina: Visitor
) -> None:
    public_id = lead_of(house)
    first = only(house.store, lead)
    with house.store.transaction() as tx:
        copied = {c.name: getattr(first, c.name) for c in lead.columns if c.name != "id"}
        other = {**copied, "public_id": "another234", "service": 5}
        tx.execute(insert(lead).values(other))
    second = rows(house.store, lead)[1]
    with house.store.transaction() as tx:
        newest = rows(house.store, message)[-1].id
        tx.execute(update(message).where(message.c.id == newest).values(lead_id=second.id))

    text = as_bina.get(page_of(public_id))

    assert "Other leads of this person" in text
    assert text.count('href="/console/leads/another234"') == 2
    assert "another lead, another234" in text
