"""A rotation is killed after any of its deeds, again and again: it always goes on to its end, and
at no moment is a genuine webhook refused, a log-in at Twilio useless, or a person lost.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import models
from tests.builders import rows
from tests.credentials.conftest import AT_ONCE, World
from triage.services.credentials import data_key, index_key
from triage.services.credentials.job import Job
from triage.twilio_gateway.account_secrets import AccountSecrets

ASKED = replace(AT_ONCE, unproven=True)


class Killed(BaseException):
    """What a process does not survive."""


class Death:
    """Comes after so many deeds."""

    def __init__(self) -> None:
        self.left = 0

    def after(self, deed: Callable[..., Any]) -> Callable[..., Any]:
        """The deed, and then perhaps the end."""

        def done(*words: Any, **more: Any) -> Any:
            result = deed(*words, **more)
            self.left -= 1
            if self.left <= 0:
                raise Killed
            return result

        return done


@pytest.fixture
def death(monkeypatch: pytest.MonkeyPatch) -> Death:
    """After each write to a file, a row or Twilio."""
    one = Death()
    for owner, name in (
        (Job, "write"),
        (Job, "note"),
        (Job, "finish"),
        (AccountSecrets, "_ask"),
        (data_key, "move_some"),
        (index_key, "move_some"),
    ):
        monkeypatch.setattr(owner, name, one.after(getattr(owner, name)))
    return one


def until_done(world: World, name: str, death: Death, look: Callable[[], None]) -> int:
    """Rotate, die, go on; how often it died."""
    chance = random.Random(name)
    for times in range(120):
        death.left = chance.randint(1, 6)
        try:
            over = world.rotate(name, ASKED)
        except Killed:
            look()
            continue
        assert over
        return times
    raise AssertionError("it never came to its end")


def test_the_auth_token(world: World, death: Death) -> None:
    before, count = world.file("TWILIO_AUTH_TOKEN"), iter(range(1000))

    def genuine_ones_are_let_in() -> None:
        assert world.webhook(world.keys.tokens()[0], next(count)) == 200

    died = until_done(world, "twilio-auth-token", death, genuine_ones_are_let_in)

    assert died > 3
    assert world.file("TWILIO_AUTH_TOKEN") == world.keys.tokens()[0] != before
    assert world.webhook(before, next(count)) == 403
    assert [one.finished_at is None for one in rows(world.house.store, models.rotation)] == [False]


def test_the_api_key(world: World, death: Death) -> None:
    def twilio_takes_us() -> None:
        settings = world.web.settings.reread()
        user, password = settings.rest_login
        known = {settings.twilio_account_sid: world.keys.tokens()[0], **world.keys.api_keys()}
        assert known.get(user) == password

    assert until_done(world, "twilio-api-key", death, twilio_takes_us) > 2
    assert until_done(world, "twilio-api-key", death, twilio_takes_us) > 2
    assert len(world.keys.api_keys()) == 1


@pytest.mark.parametrize("name", ["data-key", "index-key"])
def test_keys_that_seal_and_find(world: World, death: Death, name: str) -> None:
    token = world.file("TWILIO_AUTH_TOKEN")
    senders = 12
    for n in range(senders):
        assert world.webhook(token, n) == 200
    count = iter(range(senders, 5000))

    def everybody_is_found_once() -> None:
        n = next(count)
        assert world.webhook(token, n, sender=n % senders) == 200
        assert len(rows(world.house.store, models.person)) == senders

    died = until_done(world, name, death, everybody_is_found_once)

    everybody_is_found_once()
    assert died > 2
    setting = {"data-key": "TRIAGE_DATA_KEY", "index-key": "TRIAGE_INDEX_KEY"}[name]
    assert "," not in world.file(setting)
    world.reopen()
    everybody_is_found_once()
    assert len(rows(world.house.store, models.address)) == senders
