"""Taking leads out of the console: who may, what is in the file, what is written down."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from flask import Flask

from models import audit_event, lead_export
from tests.builders import ASHA, BINA, arrival, only, rows
from tests.console.conftest import Staff, signed_in
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.services.figures import export_work
from triage.services.figures import lead_export as exporting
from triage.services.house import House
from triage.services.leads.leads import COLUMNS
from triage.services.messages.inbox import receive
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role

WHY = {"format": "csv", "reason": "report"}


def table(text: str) -> list[dict[str, str]]:
    """A CSV file as rows by column."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def two_leads(house: House) -> None:
    """One about CAR-T of somebody who writes like a formula, one about proton therapy."""
    for text in ("2", "yes", "mother", "=HYPERLINK(1)"):
        receive(house, arrival(text, sender=ASHA))
    receive(house, arrival("5", sender=BINA))


def events(house: House, action: str) -> list[dict[str, Any]]:
    """What the chain says about exports."""
    return [json.loads(row.detail) for row in rows(house.store, audit_event, action=action)]


@pytest.mark.usefixtures("two_leads")
def test_a_lead_coordinator_takes_out_what_the_queue_shows(house: House, as_chen: Visitor) -> None:
    as_chen.get("/console/export")
    text = as_chen.post("/console/export", WHY, status=200)

    found = table(text)
    assert list(found[0]) == list(COLUMNS)
    assert [one["service"] for one in found] == ["2", "5"]
    assert found[0]["patient_name"] == "'=HYPERLINK(1)"
    assert events(house, "export_leads") == [
        {"count": 2, "filters": [], "format": "csv", "reason": "report"}
    ]


@pytest.mark.usefixtures("two_leads")
def test_the_filters_of_the_queue_hold_for_the_file(house: House, as_chen: Visitor) -> None:
    page = as_chen.get("/console/export?service=5&nonsense=1")
    assert "<strong>1</strong> lead" in page

    found = table(as_chen.post("/console/export?service=5", WHY, status=200))

    assert [one["service"] for one in found] == ["5"]
    assert events(house, "export_leads")[0]["filters"] == ["service"]


@pytest.mark.usefixtures("two_leads")
@pytest.mark.parametrize("form", ["xlsx", "jsonl"])
def test_every_format_is_a_whole_file_with_a_name(as_chen: Visitor, form: str) -> None:
    as_chen.get("/console/export")
    token = as_chen._token()
    data = {**WHY, "format": form, "csrf_token": token}

    response = as_chen.client.post("/console/export", data=data)

    assert response.status_code == 200
    assert f"leads-20261123-0600.{form}" in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(response.data)) as book:
            assert "=HYPERLINK(1)" in book.read("xl/worksheets/sheet1.xml").decode()
    else:
        assert [json.loads(line)["service"] for line in response.data.splitlines()] == [2, 5]


@pytest.mark.parametrize("given", [{"format": "csv"}, {"format": "exe", "reason": "report"}])
@pytest.mark.usefixtures("two_leads")
def test_nothing_goes_out_without_a_reason_or_in_an_unknown_form(
    house: House, as_chen: Visitor, given: dict[str, str]
) -> None:
    as_chen.get("/console/export")
    assert "say why" in as_chen.post("/console/export", given, status=422)
    assert events(house, "export_leads") == []


def test_the_queue_leads_lead_coordinators_here_with_its_filters(
    as_bina: Visitor, as_chen: Visitor
) -> None:
    as_chen.get("/console/?service=5&owner=mine")
    assert as_chen.page is not None
    assert "/console/export?owner=mine&service=5" in as_chen.page.links
    assert "/console/export" not in as_bina.get("/console/")


def test_coordinators_and_operators_take_nothing_out(as_bina: Visitor, as_omar: Visitor) -> None:
    for visitor in (as_bina, as_omar):
        visitor.get("/console/overview")
        visitor.post("/console/export", WHY, status=404)
        visitor.get("/console/export", status=404)


@pytest.mark.usefixtures("two_leads")
def test_who_has_not_proven_it_lately_is_asked_first(
    house: House, as_chen: Visitor, clock: FakeClock
) -> None:
    as_chen.get("/console/export?service=2")
    clock.tick(minutes=11)

    asked = as_chen.post("/console/export?service=2", WHY, status=303)

    assert asked.startswith("/console/proof?next=")
    assert "service%3D2" in asked
    assert events(house, "export_leads") == []


@pytest.fixture
def many(two_leads: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two leads are many, a page holds one, and a moment is over after a page."""
    monkeypatch.setattr(exporting, "SMALL", 1)
    monkeypatch.setattr(exporting, "_PAGE", 1)
    monkeypatch.setattr(export_work, "_SLICE_SECONDS", 0.0)


@pytest.mark.usefixtures("many")
def test_many_leads_are_made_by_the_worker_and_fetched(house: House, as_chen: Visitor) -> None:
    as_chen.get("/console/export")
    assert as_chen.post("/console/export", WHY, status=303) == "/console/export"
    assert "0 of 2" in as_chen.get("/console/export")

    export_work.work(house)
    assert "1 of 2" in as_chen.get("/console/export")
    export_work.work(house)
    export_work.work(house)
    page = as_chen.get("/console/export")
    link = next(one for one in (as_chen.page.links if as_chen.page else []) if "/export/" in one)

    assert "Fetch 2 leads" in page
    assert "every 2s" not in page
    assert [one["service"] for one in table(as_chen.get(link))] == ["2", "5"]
    assert [one["count"] for one in events(house, "fetch_export")] == [2]
    kept = rows(house.store, lead_export)
    assert b"HYPERLINK" not in repr(kept).encode()


@pytest.mark.usefixtures("many")
def test_an_export_is_gone_after_a_day_and_nobody_elses(
    house: House, console: Flask, chen: Coordinator, staff: Staff, clock: FakeClock
) -> None:
    as_chen = signed_in(console, chen)
    as_chen.get("/console/export")
    as_chen.post("/console/export", WHY, status=303)
    for _ in range(3):
        export_work.work(house)
    path = f"/console/export/{only(house.store, lead_export).public_id}"
    another = signed_in(console, staff("Dara", Role.LEAD_COORDINATOR))
    another.get(path, status=303)
    assert "not there any more" in another.get("/console/export")

    clock.tick(hours=24)

    signed_in(console, chen).get(path, status=303)
    assert export_work.forget_expired(house) == 1
    assert rows(house.store, lead_export) == []
