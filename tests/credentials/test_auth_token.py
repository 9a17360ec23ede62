"""Twilio's auth token is rotated with Twilio's own API, and no webhook is refused on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import requests

import models
from tests.builders import ACCOUNT, only, rows
from tests.credentials.conftest import AT_ONCE, World
from triage.errors import Conflict
from triage.services.credentials.job import NotYet

NAME, FILE = "twilio-auth-token", "TWILIO_AUTH_TOKEN"


def rest(world: World, token: str) -> int:
    """What Twilio says to a log-in with this token."""
    url = f"{world.environ['TWILIO_API_BASE_URL']}/2010-04-01/Accounts/{ACCOUNT}.json"
    return requests.get(url, auth=(ACCOUNT, token), timeout=10).status_code


def test_a_whole_rotation(world: World) -> None:
    old = world.file(FILE)
    for step in ("add", "verify"):
        world.rotate(NAME, step=step)
    first, new = world.file(FILE).split(",")
    assert first == old
    assert (world.webhook(old, 1), world.webhook(new, 2)) == (200, 200)
    assert (rest(world, old), rest(world, new)) == (200, 200)

    world.rotate(NAME, step="promote")
    assert world.file(FILE) == f"{new},{old}"
    assert (world.webhook(old, 3), world.webhook(new, 4)) == (200, 200)
    assert (rest(world, old), rest(world, new)) == (401, 200)

    assert world.rotate(NAME)
    assert world.file(FILE) == new
    assert (world.webhook(old, 5), world.webhook(new, 6)) == (403, 200)
    assert world.steps() == ["begin", "add", "verify", "promote", "retire"]
    said = "\n".join(world.said) + str(rows(world.house.store, models.rotation))
    said += str(rows(world.house.store, models.audit_event))
    assert old not in said
    assert new not in said
    assert (world.folder / FILE).stat().st_mode & 0o777 == 0o600


def test_rest_works_at_every_moment(world: World) -> None:
    """The first in the list is what REST uses: it is one that Twilio takes after every step."""
    for step in ("add", "verify", "promote"):
        world.rotate(NAME, step=step)
        assert rest(world, world.web.settings.reread().rest_login[1]) == 200


def test_the_old_one_is_not_retired_while_it_is_used(world: World) -> None:
    old = world.file(FILE)
    for step in ("add", "verify", "promote"):
        world.rotate(NAME, step=step)
    new = world.file(FILE).partition(",")[0]
    world.webhook(new, 1)
    world.webhook(old, 2)

    with pytest.raises(NotYet, match="was used"):
        world.rotate(NAME, replace(AT_ONCE, grace=timedelta(minutes=15)))

    assert world.webhook(old, 3) == 200


def test_it_is_not_retired_before_real_webhooks_came_with_the_new_one(world: World) -> None:
    for step in ("add", "verify", "promote"):
        world.rotate(NAME, step=step)

    with pytest.raises(NotYet, match="not seen in use"):
        world.rotate(NAME)

    assert world.rotate(NAME, replace(AT_ONCE, unproven=True))


def test_a_secondary_token_of_somebody_else_is_left_alone(world: World) -> None:
    url = f"{world.environ['TWILIO_API_BASE_URL']}/v1/AuthTokens/Secondary"
    theirs = requests.post(url, auth=(ACCOUNT, world.file(FILE)), timeout=10).json()

    with pytest.raises(Conflict, match="did not make"):
        world.rotate(NAME)

    assert rest(world, theirs["secondary_auth_token"]) == 200


def test_a_token_that_we_lost_is_made_anew(world: World) -> None:
    """Killed after Twilio made it and before the file was written."""
    old = world.file(FILE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("triage.services.credentials.job.Job.write", _die)
        with pytest.raises(KeyboardInterrupt):
            world.rotate(NAME)

    world.rotate(NAME, step="add")
    world.rotate(NAME, step="verify")

    assert world.file(FILE).startswith(f"{old},")


def test_one_promoted_by_hand_meanwhile_is_no_problem(world: World) -> None:
    for step in ("add", "verify"):
        world.rotate(NAME, step=step)
    new = world.file(FILE).partition(",")[2]
    url = f"{world.environ['TWILIO_API_BASE_URL']}/v1/AuthTokens/Promote"
    requests.post(url, auth=(ACCOUNT, new), timeout=10)

    world.rotate(NAME, step="promote")
    world.webhook(new, 1)

    assert world.rotate(NAME)


def test_a_process_that_does_not_read_the_file_stops_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.services.credentials.job._PATIENCE", 0.5)
    monkeypatch.setattr(type(world.web.settings), "_look", lambda self: None)

    with pytest.raises(Conflict, match="do not read the file"):
        world.rotate(NAME, step="add")

    assert only(world.house.store, models.rotation).step == "begun"


def _die(*_: object) -> None:
    raise KeyboardInterrupt
