"""Many at once: guesses together, one code in two browsers, two who disable each other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from models import audit_event, coordinator
from tests.builders import rows
from tests.console.access import PASSWORD, QUICK, code_of, give_app, give_password
from triage.errors import Conflict, NotFound, TooMany
from triage.services.house import House
from triage.services.staff import coordinators, links, log_in
from triage.services.staff.coordinators import Coordinator
from triage.services.staff.throttling import Asker
from triage.vocabulary import Role

HERE = Asker("203.0.113.7")


def at_once(count: int, do: Callable[[int], object]) -> list[object]:
    """What came of it for each, all starting together."""
    gate = Barrier(count)

    def wait_and_do(number: int) -> object:
        gate.wait()
        try:
            return do(number)
        except (TooMany, Conflict, NotFound) as refused:
            return type(refused)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(wait_and_do, range(count)))


def test_guesses_that_arrive_together_are_all_counted(house: House, bina: Coordinator) -> None:
    give_password(house, bina)

    came = at_once(
        12, lambda _: log_in.check_password(house, QUICK, bina.email, "wrong words", HERE)
    )

    assert came.count(None) == 5
    assert came.count(TooMany) == 7
    assert len(rows(house.store, audit_event, action="log_in_failed")) == 5


def test_right_ones_that_arrive_together_all_get_in(house: House, bina: Coordinator) -> None:
    give_password(house, bina)

    came = at_once(4, lambda _: log_in.check_password(house, QUICK, bina.email, PASSWORD, HERE))

    assert None not in came
    assert TooMany not in came


def test_one_code_in_many_browsers_lets_one_in(house: House, bina: Coordinator) -> None:
    secret, recovery = give_app(house, bina)
    code = code_of(house, secret)

    codes = at_once(4, lambda _: log_in.check_code(house, bina, code, HERE))
    recoveries = at_once(1, lambda _: log_in.check_code(house, bina, recovery[0], HERE))

    assert [one for one in codes if one not in (None, TooMany)] == ["code"]
    assert recoveries == ["recovery_code"]


def test_one_link_in_many_browsers_lets_one_in(house: House, bina: Coordinator) -> None:
    token = links.make(house, bina, "invite", by="operator").rpartition("/")[2]

    came = at_once(4, lambda number: links.use(house, token, f"$argon2id${number}"))

    assert came.count(NotFound) == 3


def test_two_leads_who_disable_each_other_do_not_both_go(house: House) -> None:
    two = [
        coordinators.create(
            house,
            name=name,
            email=f"{name}@clinic.example",
            role=Role.LEAD_COORDINATOR,
            by="operator",
        )
        for name in ("chen", "eve")
    ]

    def disable_the_other(number: int) -> None:
        coordinators.disable(house, two[1 - number].id, by=f"coordinator:{two[number].id}")

    came = at_once(2, disable_the_other)

    assert came.count(Conflict) == 1
    assert len(rows(house.store, coordinator, active=True)) == 1
