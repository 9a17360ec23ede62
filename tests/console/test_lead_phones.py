"""Numbers on a lead's page: masked until somebody says why, and for ten minutes only."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from models import address, audit_event, person
from tests.builders import arrival, only, rows
from tests.console.made_leads import FORM, lead_of, page_of
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.leads import lead_work
from triage.services.leads.phones import Phone, hide_in, masked
from triage.services.messages.inbox import receive
from triage.services.sealing import for_address
from triage.services.staff.coordinators import Coordinator


def test_a_number_is_masked_until_it_is_asked_for(
    house: House, as_bina: Visitor, bina: Coordinator
) -> None:
    public_id = lead_of(house)
    text = as_bina.get(page_of(public_id))
    assert "+1 ••• ••23" in text
    assert "2025550123" not in text

    text = as_bina.follow(page_of(public_id, "/reveal"), {"reason": "to_call"})

    assert 'href="tel:+12025550123"' in text
    assert 'data-copy="+12025550123"' in text
    (look,) = rows(house.store, audit_event, action="reveal_phone")
    assert (look.actor, look.subject) == (f"coordinator:{bina.id}", f"lead:{public_id}")
    assert look.detail == '{"reason": "to_call"}'


def test_a_number_is_masked_again_after_ten_minutes(
    house: House, as_bina: Visitor, clock: FakeClock
) -> None:
    public_id = lead_of(house)
    as_bina.follow(page_of(public_id, "/reveal"), {"reason": "other"})
    clock.tick(minutes=9)
    assert "tel:+12025550123" in as_bina.get(page_of(public_id))
    clock.tick(minutes=1)

    assert "tel:" not in as_bina.get(page_of(public_id))


def test_it_is_shown_to_who_asked_and_for_that_lead_alone(
    house: House, as_bina: Visitor, as_chen: Visitor
) -> None:
    public_id = lead_of(house)
    other = lead_of(house, "1", sender="whatsapp:+12025550145")
    as_bina.follow(page_of(public_id, "/reveal"), {"reason": "to_call"})

    assert "tel:" not in as_chen.get(page_of(public_id))
    assert "tel:" not in as_bina.get(page_of(other))


def test_without_a_reason_nothing_is_shown(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)

    text = as_bina.follow(page_of(public_id, "/reveal"), {"reason": "just so"})

    assert "Say why you need the number." in text
    assert "tel:" not in text
    assert rows(house.store, audit_event, action="reveal_phone") == []


def test_a_number_in_a_message_or_a_fact_is_masked_too(
    house: House, as_bina: Visitor, bina: Coordinator
) -> None:
    public_id = lead_of(house)
    lead_work.set_fact(house, public_id, "phone", "+12025550177", bina)
    receive(house, arrival("call me on (202) 555-0177 or +1 202 555 0123, tumour marker 20255501"))

    text = as_bina.get(page_of(public_id))
    assert "call me on (+1 ••• ••77 or +1 ••• ••23, tumour marker 20255501" in text
    assert "Show the number</a> to change it" in text

    text = as_bina.follow(page_of(public_id, "/reveal"), {"reason": "to_correct"})
    assert "call me on (202) 555-0177" in text
    assert 'name="was" value="+12025550177"' in text


def test_who_hides_their_number_can_only_be_written_to(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house, *FORM, sender="whatsapp:US.13491208655302741918")

    text = as_bina.get(page_of(public_id))

    assert "without a number: they can only be written to" in text
    assert "There is no number to call: write and ask for one." in text
    assert "Show number" not in text
    assert "13491208655302741918" not in text


def test_a_damaged_address_says_so(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)
    with house.store.transaction() as tx:
        tx.execute(update(address).values(sealed="s1.AAAA"))

    assert "(cannot be opened)" in as_bina.get(page_of(public_id))


def test_what_was_stored_as_no_address_breaks_no_page(house: House, as_bina: Visitor) -> None:
    public_id, row = lead_of(house), only(house.store, address)
    key = house.vault.open_key(only(house.store, person).wrapped_key)
    with house.store.transaction() as tx:
        odd = key.seal("not an address", for_address(row.lookup))
        tx.execute(update(address).values(sealed=odd))

    assert "no number" in as_bina.get(page_of(public_id))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+919615881588", "+91 ••• ••88"),
        ("+12025550123", "+1 ••• ••23"),
        ("+4477009000", "+44 ••• ••00"),
    ],
)
def test_a_masked_number_shows_its_country_and_two_digits(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_text_without_a_known_number_stays_as_it_is() -> None:
    known = [Phone("+12025550123", "", "")]

    assert (
        hide_in("CA-125 was 12345678 on 2026-11-23", known) == "CA-125 was 12345678 on 2026-11-23"
    )
    assert hide_in("20255501230", []) == "20255501230"


def test_a_number_that_nobody_knew_is_masked_by_its_plus() -> None:
    assert hide_in("call +254 700-900 124!", []) == "call +254 ••• ••24!"
