"""Whose data somebody saw: for a breach, or a suspicion."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from models import lead, person
from tests.builders import NOW, arrival, only, rows
from tests.cli.conftest import Run
from tests.cli.conftest import bare as bare  # the fixtures that `triage` needs
from tests.cli.conftest import demo_env as demo_env
from tests.cli.conftest import logs_as_before as logs_as_before
from tests.cli.conftest import triage as triage
from tests.fakes import FakeClock
from triage.cli.house import open_configured
from triage.errors import NotFound
from triage.services import audit
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.people.affected import actor_named, affected
from triage.storage import coordinators
from triage.vocabulary import Role

CHEN, BINA = "coordinator:3", "coordinator:2"
OTHER = "whatsapp:+12025550177"


def _two_people(house: House) -> list[str]:
    for sender in (None, OTHER):
        more = {"sender": sender} if sender else {}
        for words in ("hi", "1"):
            receive(house, arrival(words, **more))
    return [row.public_id for row in rows(house.store, lead)]


def _note(house: House, actor: str, action: str, subject: str) -> None:
    with house.store.transaction() as tx:
        audit.record(tx, at=house.clock.now(), actor=actor, action=action, subject=subject)


def test_each_person_is_named_once_with_what_was_done(house: House, clock: FakeClock) -> None:
    first, second = _two_people(house)
    since = clock.now()
    _note(house, CHEN, "view_lead", f"lead:{first}")
    clock.tick(minutes=5)
    _note(house, CHEN, "reveal_phone", f"lead:{first}")
    _note(house, BINA, "view_lead", f"lead:{second}")

    all_of_it = affected(house, since=since)
    hers = affected(house, since=since, actor=CHEN)

    owners = {row.id: row.public_id for row in rows(house.store, person)}
    whose = {row.public_id: owners[row.person_id] for row in rows(house.store, lead)}
    assert set(all_of_it.people) == {whose[first], whose[second]}
    (name, one) = next(iter(hers.people.items()))
    assert (len(hers.people), name) == (1, whose[first])
    assert dict(one.actions) == {"view_lead": 1, "reveal_phone": 1}
    assert one.leads == {first}
    assert one.last_at - one.first_at == timedelta(minutes=5)


def test_what_was_before_and_what_is_about_nobody_is_left_out(
    house: House, clock: FakeClock
) -> None:
    first, _ = _two_people(house)
    _note(house, CHEN, "view_lead", f"lead:{first}")
    clock.tick(minutes=5)
    since = clock.now()
    _note(house, CHEN, "change_password", CHEN)
    _note(house, CHEN, "view_queue", "queue")
    _note(house, CHEN, "view_lead", "lead:nobody")

    found = affected(house, since=since)

    assert found.people == {}
    assert [event.action for event in found.many] == ["view_queue"]
    assert found.unknown == ["lead:nobody"]


def test_the_command_tells_ids_and_nothing_else(triage: Run, demo_env: Path) -> None:
    triage("chat", stdin="hi\n1\n")
    triage("db", "upgrade")

    ran = triage("audit", "affected", "--since", "1d", "--json")

    assert ran.code == 0
    assert json.loads(ran.out) == {"people": [], "many_at_once": [], "unknown": []}


def test_the_command_tells_one_person_a_line_in_plain_columns(triage: Run, demo_env: Path) -> None:
    triage("db", "upgrade")
    with open_configured(logs="ERROR") as house:
        receive(house, arrival("hi"))
        receive(house, arrival("1"))
        its, whose = only(house.store, lead).public_id, only(house.store, person).public_id
        for action in ("view_lead", "reveal_phone", "view_lead"):
            _note(house, CHEN, action, f"lead:{its}")

    ran = triage("audit", "affected", "--since", "1d")

    (name, first, last, actions, leads), *others = (
        line.split("\t") for line in ran.out.splitlines()
    )
    assert (name, actions, leads) == (whose, "reveal_phone=1 view_lead=2", its)
    assert first <= last
    assert others == []
    assert ran.err == "1 people; 0 pages or files with many at once\n"


def test_somebody_is_named_by_their_address(house: House) -> None:
    with house.store.transaction() as tx:
        made = coordinators.add(
            tx, name="Chen", email="chen@clinic.example", role=Role.COORDINATOR, now=NOW
        )
    assert made

    assert actor_named(house, "Chen@clinic.example") == f"coordinator:{made.id}"
    assert actor_named(house, "operator") == "operator"
    with pytest.raises(NotFound):
        actor_named(house, "nobody@clinic.example")


def test_files_lead_to_their_person(house: House) -> None:
    receive(house, arrival("hi"))
    someone = only(house.store, person)
    _note(house, CHEN, "person.exported", f"person:{someone.public_id}")

    assert set(affected(house, since=house.clock.now()).people) == {someone.public_id}
