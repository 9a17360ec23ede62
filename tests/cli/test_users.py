"""`triage users`: accounts from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cli.conftest import Run

LINK = re.compile(r"http://127\.0\.0\.1:8080/console/link/[\w-]{43}\n")


def create(triage: Run, email: str = "chen@clinic.example", role: str = "lead_coordinator") -> str:
    """Make an account; what was printed."""
    ran = triage("users", "create", email, "--name", "Chen Wu", "--role", role)
    assert ran.code == 0, ran.err
    return ran.out


def test_create_prints_one_link_and_nothing_else(triage: Run, demo_env: Path) -> None:
    out = create(triage)

    assert LINK.fullmatch(out)
    ran = triage("users", "list", "--json")
    assert json.loads(ran.out) == {
        "name": "Chen Wu",
        "email": "chen@clinic.example",
        "role": "lead_coordinator",
        "active": True,
        "password": False,
        "two_factor": False,
    }


def test_an_address_is_taken_once(triage: Run, demo_env: Path) -> None:
    create(triage)

    again = triage("users", "create", "Chen@Clinic.example", "--name", "Other")

    assert (again.code, again.out) == (1, "")
    assert again.err == "triage: somebody with this e-mail address is there already\n"


def test_a_role_that_there_is_not_is_wrong_usage(triage: Run, demo_env: Path) -> None:
    ran = triage("users", "create", "x@clinic.example", "--name", "X", "--role", "emperor")

    assert ran.code == 2


def test_role_disable_and_enable_do_what_they_say(triage: Run, demo_env: Path) -> None:
    create(triage)
    create(triage, "dara@clinic.example", "coordinator")

    for words in (("role", "operator"), ("disable",), ("enable",), ("disable",)):
        ran = triage("users", words[0], "dara@clinic.example", *words[1:])
        assert (ran.code, ran.out, ran.err) == (0, "", "")

    lines = triage("users", "list").out.splitlines()
    cells = ["Chen Wu", "dara@clinic.example", "operator", "False", "False", "False"]
    assert cells in [line.split("\t") for line in lines]


def test_reset_prints_a_new_link(triage: Run, demo_env: Path) -> None:
    first = create(triage)

    ran = triage("users", "reset", "chen@clinic.example")

    assert ran.code == 0
    assert LINK.fullmatch(ran.out)
    assert ran.out != first
    assert "not shown again" in ran.err


def test_the_last_lead_coordinator_cannot_be_disabled(triage: Run, demo_env: Path) -> None:
    create(triage)

    ran = triage("users", "disable", "chen@clinic.example")

    assert ran.code == 1
    assert "last active lead coordinator" in ran.err


def test_an_unknown_address_is_said_without_repeating_it(triage: Run, demo_env: Path) -> None:
    create(triage)

    for word in ("disable", "enable", "reset"):
        ran = triage("users", word, "nobody@clinic.example")
        assert ran.code == 1
        assert ran.err == "triage: there is nobody with this e-mail address\n"
