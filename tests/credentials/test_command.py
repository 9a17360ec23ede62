"""`triage credentials`: what an operator sees, what is asked, and that no secret is shown."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest

import models
from tests.builders import rows
from tests.cli.conftest import Run
from tests.cli.conftest import bare as bare
from tests.cli.conftest import logs_as_before as logs_as_before
from tests.cli.conftest import triage as triage
from triage.cli import credentials as command
from triage.services.credentials import attendance, catalogue, plans, uses
from triage.services.credentials.status import look
from triage.services.house import House
from triage.storage import open_store
from triage.vocabulary import Role


@pytest.fixture
def secrets_dir(bare: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Path:
    """A demo whose secrets are files."""
    monkeypatch.setenv("TRIAGE_ENV", "demo")
    monkeypatch.setenv("TRIAGE_DATA_DIR", str(bare / "data"))
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("TWILIO_API_BASE_URL", "http://127.0.0.1:1")
    return bare / "data" / "secrets"


def test_names_and_steps_of_the_command_are_those_of_the_service() -> None:
    assert command.NAMES == catalogue.NAMES
    assert command.STEPS == plans.STEPS
    assert [plans.plan_of(name).name for name in catalogue.NAMES] == list(catalogue.NAMES)


def test_status_shows_ids_and_ages_and_no_secret(triage: Run, secrets_dir: Path) -> None:
    plain = triage("credentials", "status")
    told = [json.loads(line) for line in triage("credentials", "status", "--json").out.splitlines()]

    assert (plain.code, plain.err) == (0, "")
    assert [one["name"] for one in told] == list(catalogue.NAMES)
    token = next(one for one in told if one["name"] == "twilio-auth-token")
    assert token["source"] == "file"
    assert len(token["keys"][0]["key_id"]) == 8
    assert token["keys"][0]["key_id"] in plain.out
    for path in secrets_dir.iterdir():
        assert path.read_text().strip() not in plain.out + json.dumps(told)


def test_a_dry_run_says_every_step_and_changes_nothing(
    triage: Run, secrets_dir: Path, database_url: str
) -> None:
    triage("credentials", "status")
    before = {path.name: path.read_text() for path in secrets_dir.iterdir()}

    for name in ("session-key", "data-key", "index-key", "twilio-auth-token", "twilio-api-key"):
        ran = triage("credentials", "rotate", name, "--dry-run")
        assert ran.code == 0, ran.err
        assert [line.partition(":")[0] for line in ran.out.splitlines()[:4]] == list(plans.STEPS)

    assert {path.name: path.read_text() for path in secrets_dir.iterdir()} == before
    store = open_store(database_url, deadline=5.0)
    assert rows(store, models.rotation) == []
    assert rows(store, models.audit_event) == []
    store.close()


def test_it_asks_before_it_does_anything(triage: Run, secrets_dir: Path) -> None:
    triage("credentials", "status")
    before = (secrets_dir / "SECRET_KEY").read_text()

    ran = triage("credentials", "rotate", "session-key", stdin="n\n")

    assert (ran.code, ran.out) == (1, "")
    assert (secrets_dir / "SECRET_KEY").read_text() == before


def test_a_rotation_by_the_command(triage: Run, secrets_dir: Path) -> None:
    triage("credentials", "status")
    before = (secrets_dir / "SECRET_KEY").read_text().strip()

    ran = triage("credentials", "rotate", "session-key", "--yes")

    after = (secrets_dir / "SECRET_KEY").read_text().strip()
    retired = json.loads(triage("credentials", "status", "--json", "--retired").out.splitlines()[3])
    assert (ran.code, ran.err) == (0, "")
    assert len(after) == len(before)
    assert after != before
    assert before not in ran.out
    assert after not in ran.out
    assert [key["state"] for key in retired["keys"]] == ["in use", "retired"]


def test_a_secret_in_the_environment_is_refused_with_what_to_do(
    triage: Run, secrets_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "a-session-key-that-is-in-the-environment")

    ran = triage("credentials", "rotate", "session-key", "--yes")

    assert ran.code == 1
    assert "comes from the environment" in ran.err
    assert "restart web and worker once" in ran.err
    assert "a-session-key" not in ran.out + ran.err


@pytest.mark.parametrize("name", ["twilio-auth-token", "twilio-api-key"])
def test_made_up_credentials_of_a_demo_never_go_to_twilio(
    triage: Run, secrets_dir: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("TWILIO_API_BASE_URL")

    ran = triage("credentials", "rotate", name, "--yes")

    assert (ran.code, "no account at Twilio" in ran.err) == (1, True)


def test_what_is_too_old_is_urgent(house: House) -> None:
    look(house)
    house.clock.tick(days=170)  # type: ignore[attr-defined]  # the tests' clock
    soon = {one.name: one for one in look(house)}
    house.clock.tick(days=11)  # type: ignore[attr-defined]  # the tests' clock
    late = {one.name: one for one in look(house)}

    assert "within" in soon["twilio-auth-token"].todo
    assert not any(one.urgent for one in soon.values())
    assert [name for name, one in late.items() if one.urgent] == ["twilio-auth-token"]
    assert "data-key" not in [name for name, one in late.items() if one.todo]


def test_a_use_is_seen_and_the_last_one_counts(house: House) -> None:
    token = house.settings.current().auth_tokens[0]
    reporter = attendance.Reporter(house, "web")
    uses.note("twilio-auth-token", token)
    assert reporter.tick()
    first = look(house)[0].keys[0].last_used_at
    assert not reporter.tick()

    house.clock.tick(minutes=5)  # type: ignore[attr-defined]  # the tests' clock
    uses.note("twilio-auth-token", token)
    assert reporter.tick()

    last = look(house)[0].keys[0].last_used_at
    assert first is not None
    assert last is not None
    assert timedelta(minutes=4) < last - first < timedelta(minutes=6)


def test_status_counts_people_without_and_with_old_passwords(house: House) -> None:
    from tests.console.access import give_password
    from triage.services.staff import coordinators

    for name in ("Bina", "Chen"):
        email = f"{name.lower()}@clinic.example"
        made = coordinators.create(
            house, name=name, email=email, role=Role.LEAD_COORDINATOR, by="operator"
        )
        if name == "Bina":
            give_password(house, made)
    house.clock.tick(days=361)  # type: ignore[attr-defined]  # the tests' clock

    told = look(house)[-1]

    assert told.what.startswith(
        "2 of the staff: 1 without a password, 1 with one older than 360 days"
    )
    assert told.urgent
    assert "bina" not in json.dumps(asdict(told), default=str)
