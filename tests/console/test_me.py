"""One's own page: zone, quiet hours, alerts, diary address, password."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from models import coordinator
from tests.builders import only
from tests.console.access import (
    PASSWORD,
    QUICK,
    give_password,
    is_in,
    log_in,
    session_cookie,
    stranger,
)
from tests.console.conftest import signed_in
from tests.console.visitor import Visitor
from triage.services.house import House
from triage.services.promises import diary_feed
from triage.services.staff import coordinators
from triage.services.staff.coordinators import Coordinator
from triage.storage import coordinators as stored

MINE = {"zone": "Asia/Kolkata", "from": "22:00", "to": "07:00", "alerts": "bina@post.example"}


def test_zone_quiet_hours_and_alerts_are_kept(
    house: House, bina: Coordinator, as_bina: Visitor
) -> None:
    page = as_bina.get(as_bina.post("/console/me/", MINE, status=303))

    row = only(house.store, coordinator, id=bina.id)
    assert (row.zone, row.quiet_hours) == ("Asia/Kolkata", "22:00-07:00")
    assert "post" not in row.alerts_sealed
    assert "bina@post.example" in page
    with house.store.reading() as tx:
        (target,) = stored.find_alert_targets(tx)
    assert (target.coordinator_id, target.quiet_hours) == (bina.id, "22:00-07:00")
    clear = coordinators.alerts_of(house, bina.id, target.alerts_sealed)
    assert clear == "bina@post.example"


def test_empty_fields_take_them_away(house: House, bina: Coordinator, as_bina: Visitor) -> None:
    as_bina.post("/console/me/", MINE, status=303)
    as_bina.post("/console/me/", dict.fromkeys(MINE, ""), status=303)

    row = only(house.store, coordinator, id=bina.id)
    assert (row.zone, row.quiet_hours, row.alerts_sealed) == (None, None, None)
    with house.store.reading() as tx:
        assert stored.find_alert_targets(tx) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"zone": "Nowhere/Land"}, "not a zone"),
        ({"zone": "../../etc/passwd"}, "not a zone"),
        ({"from": "22:00", "to": ""}, "Quiet hours look like"),
        ({"from": "25:00"}, "Quiet hours look like"),
        ({"alerts": "http://127.0.0.1/hook"}, "Give a mail address"),
        ({"alerts": "x" * 501}, "Give a mail address"),
    ],
)
def test_what_cannot_be_is_refused_and_kept_in_the_form(
    house: House, bina: Coordinator, as_bina: Visitor, change: dict[str, str], words: str
) -> None:
    page = as_bina.post("/console/me/", MINE | change, status=200)

    assert words in page
    assert next(iter(change.values())) in page
    assert only(house.store, coordinator, id=bina.id).zone is None


def test_a_new_password_ends_the_other_sessions_and_this_one_goes_on(
    console: Flask, house: House, bina: Coordinator
) -> None:
    console.extensions["console_hasher"] = QUICK
    give_password(house, bina)
    here, elsewhere = signed_in(console, bina), signed_in(console, bina)
    before = session_cookie(here)
    new = "four odd green teapots"

    here.post("/console/me/password", {"password": new, "again": new}, status=303)

    assert is_in(here)
    assert session_cookie(here) != before
    assert not is_in(elsewhere)
    log_in(stranger(console), bina, PASSWORD, status=200)
    log_in(stranger(console), bina, new)


def test_a_weak_new_password_is_refused(as_bina: Visitor) -> None:
    weak = {"password": "bina@clinic.example", "again": "bina@clinic.example"}

    assert "Too easy" in as_bina.post("/console/me/password", weak, status=200)


def test_a_diary_address_is_shown_once_and_a_new_one_ends_it(
    house: House, bina: Coordinator, as_bina: Visitor
) -> None:
    first, second = (_new_address(as_bina) for _ in range(2))

    assert "/console/diary/" not in re.sub(r'href="[^"]*"', "", as_bina.get("/console/me/"))
    with house.store.reading() as tx:
        assert diary_feed.owner(house, tx, first) is None
        found = diary_feed.owner(house, tx, second)
    assert found
    assert found.id == bina.id

    as_bina.post("/console/me/diary", {"end": "1"}, status=303)
    with house.store.reading() as tx:
        assert diary_feed.owner(house, tx, second) is None


def _new_address(visitor: Visitor) -> str:
    page = visitor.get(visitor.post("/console/me/diary", status=303))
    found = re.search(r"<code>http://127.0.0.1:8080/console/diary/([\w-]{43})\.ics</code>", page)
    assert found
    return found[1]


def test_a_diary_ends_with_the_account(house: House, bina: Coordinator, as_bina: Visitor) -> None:
    token = _new_address(as_bina)
    coordinators.disable(house, bina.id, by="operator")

    with house.store.reading() as tx:
        assert diary_feed.owner(house, tx, token) is None


def test_the_bar_leads_to_my_page_and_out(as_bina: Visitor) -> None:
    as_bina.get("/console/me/")

    assert as_bina.page
    assert "/console/me/" in as_bina.page.links
    assert "/console/log-out" in [form.get("action") for form in as_bina.page.forms]
