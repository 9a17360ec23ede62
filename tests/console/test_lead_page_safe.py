"""The page of one lead when something is hostile, damaged, erased or unknown; what it costs, and
who looked.
"""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from models import audit_event, lead_fact, message, person
from tests.builders import ASHA, BINA, NOW, arrival, rows, statements
from tests.console.made_leads import FORM, lead_of, page_of
from tests.console.visitor import Visitor
from triage.services.house import House
from triage.services.leads import lead_work
from triage.services.messages.inbox import receive
from triage.services.staff.coordinators import Coordinator

PER_REQUEST = re.compile(r'nonce="[^"]+"|"X-CSRFToken": "[^"]+"|value="[^"]{40,}"')
HOSTILE = "<script>alert(1)</script> \u202eevil =HYPERLINK(1) " + "w" * 900


def test_hostile_text_is_only_text(house: House, as_bina: Visitor, bina: Coordinator) -> None:
    public_id = lead_of(house, *FORM[:3], HOSTILE)
    receive(house, arrival(HOSTILE, profile_name=HOSTILE, source=HOSTILE))
    for field in ("name", "enquirer_name", "city", "question", "country", "cancer_type"):
        lead_work.set_fact(house, public_id, field, HOSTILE, bina)
    lead_work.add_note(house, public_id, HOSTILE, bina)

    text = as_bina.get(page_of(public_id))

    assert "<script>alert" not in text
    assert text.count("&lt;script&gt;alert(1)") > 8


def test_an_erased_person_leaves_a_page_without_a_word_of_theirs(
    house: House, as_bina: Visitor, bina: Coordinator
) -> None:
    public_id = lead_of(house)
    lead_work.add_note(house, public_id, "Speaks Tamil", bina)
    with house.store.transaction() as tx:
        tx.execute(update(person).values(wrapped_key=None, erased_at=NOW))
        tx.execute(update(message).values(body_sealed=None))
        tx.execute(update(lead_fact).values(value_sealed=None, said_sealed=None))

    text = as_bina.get(page_of(public_id))

    assert "Erased person" in text
    assert "There is nothing left to do" in text
    assert "Chandra" not in text
    assert "Tamil" not in text
    assert 'name="value"' not in text


def test_a_damaged_value_says_so_and_the_rest_is_shown(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)
    first = rows(house.store, message, direction="in")[0]
    with house.store.transaction() as tx:
        broken = update(lead_fact).where(lead_fact.c.field == "name")
        tx.execute(broken.values(value_sealed="s1.AAAA", said_sealed="s1.AAAA"))
        tx.execute(update(message).where(message.c.id == first.id).values(body_sealed="no"))

    text = as_bina.get(page_of(public_id))

    assert text.count("(cannot be opened)") == 2
    assert "<bdi>Lung</bdi>" in text


@pytest.mark.parametrize("wrong", ["nosuchlead", "0", "a.b", "a" * 300, "%00", "é"])
def test_an_unknown_lead_is_no_page_whatever_its_id(
    house: House, as_bina: Visitor, wrong: str
) -> None:
    lead_of(house)
    unknown = as_bina.get(page_of("zzzzzzzzzz"), status=404)
    malformed = as_bina.get(page_of(wrong), status=404)

    assert PER_REQUEST.sub("", malformed) == PER_REQUEST.sub("", unknown)


def test_every_look_is_recorded_and_holds_nothing_of_the_person(
    house: House, as_bina: Visitor, bina: Coordinator
) -> None:
    public_id = lead_of(house)

    as_bina.get(page_of(public_id))
    as_bina.get(page_of(public_id))
    as_bina.get(page_of("zzzzzzzzzz"), status=404)

    looks = rows(house.store, audit_event, action="view_lead")
    assert [row.subject for row in looks] == [f"lead:{public_id}"] * 2
    assert {row.actor for row in looks} == {f"coordinator:{bina.id}"}
    assert {row.detail for row in looks} == {"{}"}


def test_the_page_takes_at_most_twelve_statements(
    house: House, as_bina: Visitor, bina: Coordinator
) -> None:
    public_id = lead_of(house, *FORM, "chest pain", "stop")
    lead_work.add_note(house, public_id, "Call after five", bina)
    receive(house, arrival("1", sender=ASHA))
    receive(house, arrival("1", sender=BINA))
    as_bina.get(page_of(public_id))

    with statements(house.store) as seen:
        as_bina.get(page_of(public_id))

    assert len(seen) <= 12, "\n".join(seen)
