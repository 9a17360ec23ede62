"""A list of two auth tokens that somebody made by hand: Twilio says which is the new one."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import requests

import models
from tests.builders import ACCOUNT, only, rows
from tests.credentials.conftest import AT_ONCE, World
from tests.credentials.test_auth_token import FILE, NAME, rest
from triage.errors import Conflict

ASKED = replace(AT_ONCE, unproven=True)


def at_twilio(world: World, deed: str, token: str) -> dict[str, str]:
    """What somebody does in Twilio's console: "Secondary" makes a token, "Promote" promotes it."""
    url = f"{world.environ['TWILIO_API_BASE_URL']}/v1/AuthTokens/{deed}"
    answer = requests.post(url, auth=(ACCOUNT, token), timeout=10)
    answer.raise_for_status()
    return dict(answer.json())


def two(world: World) -> tuple[str, str]:
    """The primary token and a secondary one that was made by hand."""
    old = world.file(FILE)
    return old, at_twilio(world, "Secondary", old)["secondary_auth_token"]


@pytest.mark.parametrize("in_front", ["the primary", "the secondary"])
def test_before_the_promotion(world: World, in_front: str) -> None:
    old, new = two(world)
    world.write(FILE, f"{old},{new}" if in_front == "the primary" else f"{new},{old}")

    world.rotate(NAME, ASKED, step="add")
    world.rotate(NAME, ASKED, step="verify")
    assert rest(world, old) == 200
    world.rotate(NAME, ASKED, step="promote")

    assert world.file(FILE) == f"{new},{old}"
    assert (rest(world, old), rest(world, new)) == (401, 200)
    assert world.rotate(NAME, ASKED)
    assert world.file(FILE) == new
    assert (world.webhook(old, 1), world.webhook(new, 2)) == (403, 200)


def test_the_old_one_alone_is_waited_for(world: World) -> None:
    """The new one may be in use all the time, whichever it was taken for at first."""
    old, new = two(world)
    world.write(FILE, f"{new},{old}")
    world.rotate(NAME, step="add")
    world.rotate(NAME, step="verify")
    world.rotate(NAME, step="promote")

    assert world.webhook(new, 1) == 200
    assert world.rotate(NAME)
    detail = json.loads(only(world.house.store, models.rotation).detail)
    assert detail["new"] not in detail["old"]
    assert len(detail["old"]) == 1


def test_after_the_promotion_the_one_that_twilio_takes_is_the_new(world: World) -> None:
    old, new = two(world)
    world.write(FILE, f"{old},{new}")
    at_twilio(world, "Promote", new)

    assert world.rotate(NAME, ASKED)

    assert world.file(FILE) == new


def test_the_same_one_twice_is_one(world: World) -> None:
    old = world.file(FILE)
    world.write(FILE, f"{old},{old}")

    assert world.rotate(NAME, ASKED)

    assert world.file(FILE) == world.keys.tokens()[0] != old


def test_in_the_environment_nothing_is_promoted(world: World) -> None:
    old, new = two(world)
    world.write(FILE, f"{old},{new}")
    world.house.settings._places.environ[FILE] = f"{old},{new}"
    world.touch()

    with pytest.raises(Conflict, match="comes from the environment"):
        world.rotate(NAME, ASKED)

    assert world.keys.tokens() == (old, new)
    assert rows(world.house.store, models.rotation) == []


def test_one_that_went_to_the_environment_meanwhile_is_not_promoted(world: World) -> None:
    for step in ("add", "verify"):
        world.rotate(NAME, step=step)
    old, new = world.file(FILE).split(",")
    world.write(FILE, f"{new},{old}")  # as everybody reads it
    world.house.settings._places.environ[FILE] = f"{new},{old}"
    world.touch()

    with pytest.raises(Conflict, match="comes from the environment"):
        world.rotate(NAME, step="promote")

    assert world.keys.tokens() == (old, new)
