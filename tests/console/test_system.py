"""The system page: what the doctor found, for those who keep the program running."""

from __future__ import annotations

from tests.console.visitor import Visitor
from triage.services.doctor import rounds
from triage.services.house import House
from triage.services.recovery import outage
from triage.storage import meta

PAGE = "/console/system/"


def test_an_operator_sees_that_nobody_looked_yet(as_omar: Visitor) -> None:
    text = as_omar.get(PAGE)

    assert "No worker has looked yet" in text
    assert "none was ever seen on this database" in text


def test_it_shows_what_the_worker_found_and_what_to_do(house: House, as_omar: Visitor) -> None:
    rounds.keep_report(house)
    with house.store.transaction() as tx:
        meta.put(tx, outage.HEARTBEAT, house.clock.now().isoformat())

    text = as_omar.get(PAGE)

    assert "seen 0 seconds ago" in text
    assert "run ./run backup FOLDER now" in text
    assert text.index("none was ever made") < text.index("revision")


def test_a_worker_that_died_since_is_seen_at_once(house: House, as_omar: Visitor) -> None:
    with house.store.transaction() as tx:
        meta.put(tx, outage.HEARTBEAT, house.clock.now().isoformat())
    rounds.keep_report(house)
    house.clock.tick(minutes=5)  # type: ignore[attr-defined]  # the tests' clock

    assert "last seen 5 minutes ago" in as_omar.get(PAGE)


def test_a_lead_coordinator_sees_it_and_a_coordinator_does_not(
    as_chen: Visitor, as_bina: Visitor
) -> None:
    assert "System" in as_chen.get(PAGE)
    as_bina.get(PAGE, status=404)
