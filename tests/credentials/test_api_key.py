"""The API key is made, used and deleted at Twilio, and REST works at every moment."""

from __future__ import annotations

import pytest
import requests

from tests.credentials.conftest import World


def test_the_api_key_is_made_and_deleted_at_twilio(world: World) -> None:
    account = f"{world.environ['TWILIO_API_BASE_URL']}/2010-04-01/Accounts"
    url = f"{account}/{world.environ['TWILIO_ACCOUNT_SID']}.json"
    logins = []
    for _ in range(2):  # the first one of an account that used its token, then another
        for step in ("add", "verify", "promote", "retire"):
            world.rotate("twilio-api-key", step=step)
            login = world.web.settings.reread().rest_login
            assert requests.get(url, auth=login, timeout=10).status_code == 200
        logins.append(login)

    assert logins[0][0].startswith("SK")
    assert requests.get(url, auth=logins[0], timeout=10).status_code == 401
    assert requests.get(url, auth=logins[1], timeout=10).status_code == 200
    assert (world.file("TWILIO_API_KEY"), world.file("TWILIO_API_SECRET")) == logins[1]


def test_a_lost_api_key_is_not_left_at_twilio(world: World) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("triage.services.credentials.job.Job.write", _die)
        with pytest.raises(KeyboardInterrupt):
            world.rotate("twilio-api-key")

    world.rotate("twilio-api-key")

    account = f"{world.environ['TWILIO_API_BASE_URL']}/2010-04-01/Accounts"
    url = f"{account}/{world.environ['TWILIO_ACCOUNT_SID']}/Keys.json"
    login = (world.environ["TWILIO_ACCOUNT_SID"], world.file("TWILIO_AUTH_TOKEN"))
    keys = requests.get(url, auth=login, timeout=10).json()["keys"]
    assert [key["sid"] for key in keys] == [world.file("TWILIO_API_KEY")]


def _die(*_: object) -> None:
    raise KeyboardInterrupt
