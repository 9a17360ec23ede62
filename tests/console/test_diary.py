"""The diary: promised calls by day and coordinator, and the feed for calendars."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from models import lead
from tests.builders import BINA, NOW, only, rows, statements
from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from tests.promising import missed, promised, set_person
from triage.services.house import House
from triage.services.leads.lead_facts import set_fact
from triage.services.leads.lead_work import set_owner
from triage.services.promises import calendar_feed, diary_feed
from triage.services.promises.promise_work import work
from triage.services.staff.coordinators import Coordinator
from triage.storage import coordinators
from triage.storage import diary as diary_rows


def test_overdue_calls_come_first_then_the_day_in_both_zones(
    house: House, clock: FakeClock, console: Flask, chen: Coordinator
) -> None:
    missed(house, clock)
    later = promised(house, NOW + timedelta(hours=4), zone="Europe/London", sender=BINA)

    page = signed_in(console, chen).get("/console/diary/")

    assert page.index("Overdue") < page.index("Monday 23 November")
    assert "15:30" in page
    assert "Mon 10:00 theirs" in page
    assert f"/console/leads/{later}" in page


def test_mine_all_and_nobodys(house: House, bina: Coordinator, as_bina: Visitor) -> None:
    mine = promised(house)
    set_owner(house, mine, bina.id, bina)
    other = promised(house, sender=BINA)

    assert _leads(as_bina.get("/console/diary/"), mine, other) == (True, False)
    assert _leads(as_bina.get("/console/diary/?who=all"), mine, other) == (True, True)
    assert _leads(as_bina.get("/console/diary/?who=nobody"), mine, other) == (False, True)
    assert _leads(as_bina.get(f"/console/diary/?who={bina.id}"), mine, other) == (True, False)


def _leads(page: str, *ids: str) -> tuple[bool, ...]:
    return tuple(f"/console/leads/{public_id}" in page for public_id in ids)


def test_a_week_holds_its_days_and_no_others(house: House, as_chen: Visitor) -> None:
    sunday = promised(house, NOW + timedelta(days=6))
    monday = promised(house, NOW + timedelta(days=7), sender=BINA)

    page = as_chen.get("/console/diary/?span=week")

    assert _leads(page, sunday, monday) == (True, False)
    assert "Sunday 29 November" in page
    assert "day=2026-11-30" in page


def test_what_cannot_be_read_in_an_address_counts_as_not_asked(as_bina: Visitor) -> None:
    for odd in ("day=yesterday", "day=9999-12-31", "span=year", "who=everybody", "who=%00"):
        assert "Monday 23 November" in as_bina.get(f"/console/diary/?{odd}")


def test_the_names_of_patients_are_shown_harmlessly(house: House, as_chen: Visitor) -> None:
    public_id = promised(house)
    set_fact(house, public_id, "name", "<script>alert(1)</script>", _chen(house))

    page = as_chen.get("/console/diary/")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def _chen(house: House) -> Coordinator:
    with house.store.reading() as tx:
        found = coordinators.find_by_email(tx, "chen@clinic.example")
    assert found is not None
    return found


def test_kept_late_and_missed_stand_under_the_diary(
    house: House, clock: FakeClock, console: Flask, chen: Coordinator
) -> None:
    missed(house, clock)
    work(house)

    page = signed_in(console, chen).get("/console/diary/")

    assert "23 Nov" in page
    assert '<td><span class="tag alarm">1</span></td>' in page


def test_the_diary_takes_few_statements(house: House, as_chen: Visitor) -> None:
    for number in range(5):
        promised(house, sender=f"whatsapp:+1202555017{number}")
    as_chen.get("/console/diary/")

    with statements(house.store) as seen:
        as_chen.get("/console/diary/")

    assert len([one for one in seen if one.startswith("SELECT")]) <= 6


def test_a_feed_needs_its_secret_address_and_says_nothing_of_a_person(
    house: House, console: Flask, bina: Coordinator
) -> None:
    public_id = promised(house)
    set_owner(house, public_id, bina.id, bina)
    token = diary_feed.make_token(house, bina)
    client = console.test_client()

    found = client.get(f"/console/diary/{token}.ics")
    wrong = client.get("/console/diary/wrong.ics")
    other = client.get(f"/console/diary/{token[:-1]}.ics")

    assert (found.status_code, found.mimetype) == (200, "text/calendar")
    text = found.get_data(as_text=True)
    assert f"SUMMARY:Call lead {public_id}\r\n" in text
    assert "DTSTART:20261123T070000Z\r\n" in text
    assert f"/console/leads/{public_id}\r\n" in text
    assert "2025550123" not in text
    assert (wrong.status_code, other.status_code) == (404, 404)
    assert wrong.get_data() == other.get_data()
    assert not any("Set-Cookie" in answer.headers for answer in (found, wrong, other))


def test_a_feed_ends_with_the_address_and_with_the_coordinator(
    house: House, console: Flask, bina: Coordinator
) -> None:
    token = diary_feed.make_token(house, bina)
    client = console.test_client()
    assert client.get(f"/console/diary/{token}.ics").status_code == 200

    diary_feed.end_address(house, bina)

    assert client.get(f"/console/diary/{token}.ics").status_code == 404


def test_a_calendar_is_folded_and_closed_as_the_standard_says(
    house: House, bina: Coordinator
) -> None:
    public_id = promised(house)
    set_owner(house, public_id, bina.id, bina)
    with house.store.reading() as tx:
        calls = diary_rows.open_of(tx, bina.id, since=NOW)

    text = calendar_feed.calendar(calls, base_url="https://triage.clinic.example/a/very/long/path")

    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    unfolded = text.replace("\r\n ", "")
    assert (
        f"https://triage.clinic.example/a/very/long/path/console/leads/{public_id}\r\n" in unfolded
    )
    for part in ("VEVENT", "VALARM"):
        assert text.count(f"BEGIN:{part}") == text.count(f"END:{part}") == 1


def test_a_person_who_was_erased_has_no_name_in_the_diary(house: House, as_chen: Visitor) -> None:
    public_id = promised(house)
    set_person(house, wrapped_key=None)

    assert f"Lead {public_id}" in as_chen.get("/console/diary/")
    assert only(house.store, lead).public_id == public_id
    assert rows(house.store, lead)
