"""The overview in the console: charts with their tables, and who may read what people asked."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from models import audit_event
from tests.builders import BINA, arrival, rows
from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.staff.coordinators import Coordinator

HOSTILE = 'Can she <script>alert(1)</script> fly? =cmd("x")'


def test_everybody_on_the_staff_sees_the_counts(
    house: House, as_bina: Visitor, as_chen: Visitor, as_omar: Visitor
) -> None:
    receive(house, arrival("2"))

    for visitor in (as_bina, as_chen, as_omar):
        page = visitor.get("/console/overview")
        assert re.search(r"<dt>Leads</dt><dd>1</dd>", page)
        assert page.count('role="img"') == 4
        assert "option.menu.2" in page


def test_every_chart_has_a_name_a_description_and_a_table(house: House, as_bina: Visitor) -> None:
    receive(house, arrival("2"))

    page = as_bina.get("/console/overview")

    charts = re.findall(r'<svg class="(?:chart|flow)".*?</svg>', page, re.DOTALL)
    assert len(charts) == 4
    for chart in charts:
        named = re.search(r'aria-labelledby="(\S+) (\S+)"', chart)
        assert named
        assert re.search(rf'<title id="{named[1]}">[^<]+</title>', chart)
        assert re.search(rf'<desc id="{named[2]}">[^<]+</desc>', chart)
        assert "style=" not in chart
    assert page.count("<summary>The numbers</summary>") == 4


@pytest.mark.parametrize(("asked", "days"), [("7", 7), ("90", 90), ("8", 30), ("x", 30), ("", 30)])
def test_days_are_chosen_among_three(as_bina: Visitor, asked: str, days: int) -> None:
    page = as_bina.get(f"/console/overview?days={asked}")

    assert f"The last {days} days" in page
    assert page.count('<th scope="row">') >= days


def test_a_person_who_left_stands_on_the_step_of_the_diagram(
    house: House, console: Flask, bina: Coordinator, clock: FakeClock
) -> None:
    receive(house, arrival("2"))
    clock.tick(hours=25)

    page = signed_in(console, bina).get("/console/overview")

    assert "may we ask about health?: 1 left here, 0 still talking" in page
    assert "stage: 0 left here" in page


def test_counting_is_kept_for_a_minute(house: House, as_bina: Visitor, clock: FakeClock) -> None:
    as_bina.get("/console/overview")
    receive(house, arrival("2"))

    assert "<dt>Leads</dt><dd>0</dd>" in as_bina.get("/console/overview")
    clock.tick(seconds=61)
    assert "<dt>Leads</dt><dd>1</dd>" in as_bina.get("/console/overview")


def test_questions_are_read_by_those_who_work_with_patients_and_nobody_else(
    house: House, as_bina: Visitor, as_omar: Visitor
) -> None:
    receive(house, arrival(HOSTILE))
    receive(house, arrival("Can we fly home?", sender=BINA))

    page = as_bina.get("/console/overview/questions")

    assert "Can she &lt;script&gt;alert(1)&lt;/script&gt; fly?" in page
    assert "<script>alert" not in page
    seen = rows(house.store, audit_event, action="view_questions")
    assert len(seen) == 1
    as_omar.get("/console/overview/questions", status=404)
    assert "Read them" not in as_omar.get("/console/overview")
    assert "Read them" in as_bina.get("/console/overview")
    assert len(rows(house.store, audit_event, action="view_questions")) == 1


def test_without_questions_the_page_says_so(as_bina: Visitor) -> None:
    assert "Nothing was handed to a person" in as_bina.get("/console/overview/questions")
