"""One person in the console: how consent stands, a copy of everything, erasure with a receipt."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

import models
from tests.builders import only, rows
from tests.console.made_leads import lead_of, page_of
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.people import erasure_work


@pytest.fixture
def page(house: House) -> str:
    """Where Asha's page is."""
    lead_of(house)
    return f"/console/people/{only(house.store, models.person).public_id}"


def _last(house: House) -> tuple[str, dict[str, object]]:
    event = rows(house.store, models.audit_event)[-1]
    return event.action, json.loads(event.detail)


def test_a_lead_coordinator_comes_from_the_lead_and_sees_how_consent_stands(
    house: House, page: str, as_chen: Visitor, as_bina: Visitor
) -> None:
    lead = rows(house.store, models.lead)[-1].public_id
    assert page in as_chen.get(page_of(lead))
    assert page not in as_bina.get(page_of(lead))

    text = as_chen.get(page)

    assert "Agreed to health questions" in text
    assert "<strong>WhatsApp</strong>: may be written to" in text
    assert "2025550123" not in text
    assert _last(house)[0] == "view_person"
    as_bina.get(page, status=404)


def test_a_copy_is_a_zip_that_is_written_down_with_its_reason(
    house: House, page: str, as_chen: Visitor
) -> None:
    token = (as_chen.get(page), as_chen._token())[1]
    data = {"csrf_token": token, "reason": "asked"}
    answer = as_chen.client.post(f"{page}/copy", data=data)

    assert answer.status_code == 200
    assert "2025550123" not in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(zipfile.ZipFile(io.BytesIO(answer.data)).read("person.json"))
    assert told["addresses"][0]["address"] == "whatsapp:+12025550123"
    assert _last(house) == ("person.exported", {"reason": "asked"})


def test_erasing_needs_a_reason_and_the_word(house: House, page: str, as_chen: Visitor) -> None:
    for data in ({"reason": "asked", "sure": "yes"}, {"reason": "odd", "sure": "ERASE"}, {}):
        as_chen.get(page)
        assert "Nothing was erased" in as_chen.post(f"{page}/erase", data, status=422)

    assert rows(house.store, models.erasure) == []


def test_erasing_is_done_by_the_worker_and_the_page_shows_the_receipt(
    house: House, page: str, as_chen: Visitor
) -> None:
    as_chen.get(page)
    where = as_chen.post(f"{page}/erase", {"reason": "family", "sure": "erase"}, status=303)
    text = as_chen.get(where)
    assert "about to be erased" in text
    assert "Erase for good" not in text
    assert ("family", "person.erasure_asked") in [
        (json.loads(row.detail).get("reason"), row.action)
        for row in rows(house.store, models.audit_event)
    ]

    erasure_work.work(house)

    text = as_chen.get(page)
    assert only(house.store, models.erasure).public_id in text
    assert "Take a copy" not in text
    assert only(house.store, models.person).wrapped_key is None
    assert "This person was erased" in as_chen.get(
        page_of(rows(house.store, models.lead)[-1].public_id)
    )


@pytest.mark.parametrize("what", ["copy", "erase"])
def test_both_ask_for_proof(
    house: House, page: str, as_chen: Visitor, clock: FakeClock, what: str
) -> None:
    as_chen.get(page)
    clock.tick(minutes=11)

    where = as_chen.post(f"{page}/{what}", {"reason": "asked", "sure": "ERASE"}, status=303)

    assert "/console/proof" in where
    assert rows(house.store, models.erasure) == []


def test_nobody_is_found_under_a_made_up_id(page: str, as_chen: Visitor) -> None:
    as_chen.get("/console/people/nobody", status=404)
    as_chen.get("/console/people/%00", status=404)
