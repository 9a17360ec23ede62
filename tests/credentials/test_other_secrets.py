"""Every other secret walks the same way: old and new together, then the old one ends."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

import pytest
import requests

import models
from tests.builders import rows
from tests.credentials.conftest import AT_ONCE, World
from triage.errors import Conflict
from triage.services.credentials.job import NotYet
from triage.settings.secret_lists import read_shared_key
from triage.twilio_gateway.signature import SHA1, SHA256, sign

SHARED = "webhooks_sharedkey_1a2b"


def brought(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    """A file that the operator made."""
    path = tmp_path / "brought"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def metrics(world: World, token: str) -> int:
    """What /metrics says to this token."""
    url = f"{world.environ['PUBLIC_BASE_URL']}/metrics"
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(url, headers=headers, timeout=10).status_code


def test_the_metrics_token(world: World) -> None:
    world.write("TRIAGE_METRICS_TOKEN", "an-old-metrics-token")
    for step in ("add", "verify", "promote"):
        world.rotate("metrics-token", step=step)
    new = world.file("TRIAGE_METRICS_TOKEN").partition(",")[0]
    assert (metrics(world, "an-old-metrics-token"), metrics(world, new)) == (200, 200)

    assert world.rotate("metrics-token")

    assert (metrics(world, "an-old-metrics-token"), metrics(world, new)) == (404, 200)


def test_the_session_key(world: World) -> None:
    """A log-in page that was opened before goes on working until the old key is retired."""
    base, old = world.environ["PUBLIC_BASE_URL"], world.file("SECRET_KEY")
    with requests.Session() as visitor:
        visitor.get(f"{base}/console/log-in", timeout=10)
        cookie = visitor.cookies["triage-console"]
        for step in ("add", "verify", "promote"):
            world.rotate("session-key", step=step)
            visitor.get(f"{base}/console/log-in", timeout=10)
            assert visitor.cookies["triage-console"] == cookie

    assert world.rotate("session-key")
    assert world.file("SECRET_KEY") != old


def shared(world: World, secret: str, algorithm: str = SHA256, name: str = SHARED) -> int:
    """The status of a callback that was signed with a shared key."""
    url = f"{world.environ['PUBLIC_BASE_URL']}/twilio/status"
    account = world.environ["TWILIO_ACCOUNT_SID"]
    form = [("MessageSid", "SM" + "0" * 32), ("MessageStatus", "sent"), ("AccountSid", account)]
    headers = {
        "X-Twilio-Signature": sign(url, form, secret, algorithm),
        "X-Twilio-Webhooks-Signature-Settings": f"key={name},algorithm={algorithm}",
    }
    return requests.post(url, data=form, headers=headers, timeout=10).status_code


def test_a_shared_key(world: World, tmp_path: Path) -> None:
    old, new = "old-secret-of-a-shared-key", "new-secret-of-a-shared-key"
    world.write("TWILIO_WEBHOOK_SHARED_KEYS", f"{SHARED}:{old}")
    path = brought(tmp_path, read_shared_key(f"{SHARED}2:{new}"))
    asked = replace(AT_ONCE, supplied=path)
    for step in ("add", "verify", "promote"):
        world.rotate("webhook-shared-keys", asked, step=step)
    assert (shared(world, old), shared(world, new, name=f"{SHARED}2")) == (204, 204)

    assert world.rotate("webhook-shared-keys", asked)

    assert (shared(world, old), shared(world, new, name=f"{SHARED}2")) == (403, 204)
    assert shared(world, world.file("TWILIO_AUTH_TOKEN"), SHA1) == 403


def test_alert_addresses_are_tried_and_then_replaced(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def tell(address: str, **_: object) -> bool:
        told.append(address)
        return "broken" not in address

    monkeypatch.setattr("triage.notify.tell", tell)
    world.write("TRIAGE_ALERT_URLS", "json://old.example/hook")
    bad = replace(AT_ONCE, supplied=brought(tmp_path, "json://broken.example/hook"))
    with pytest.raises(Conflict, match="not every new address"):
        world.rotate("alert-urls", bad)
    assert world.file("TRIAGE_ALERT_URLS") == "json://old.example/hook"

    good = replace(AT_ONCE, supplied=brought(tmp_path, "json://new.example/hook"))
    world.rotate("alert-urls", good, step="add")
    assert world.rotate("alert-urls")

    assert world.file("TRIAGE_ALERT_URLS") == "json://new.example/hook"
    assert told == ["json://broken.example/hook", "json://new.example/hook"]
    assert {path.name for path in world.folder.iterdir() if "ALERT" in path.name} == {
        "TRIAGE_ALERT_URLS"
    }


@pytest.mark.parametrize("at", ["the first list", "a second list"])
def test_alert_addresses_that_were_taken_in_by_a_process_that_died(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setattr("triage.notify.tell", lambda *_, **__: True)
    world.write("TRIAGE_ALERT_URLS", "json://old.example/hook")
    if at == "a second list":
        first = replace(AT_ONCE, supplied=brought(tmp_path, "json://first.example/hook"))
        world.rotate("alert-urls", first, step="add")
    asked = replace(AT_ONCE, supplied=brought(tmp_path, "json://new.example/hook"))
    with monkeypatch.context() as broken:
        broken.setattr("triage.services.credentials.job.Job.note", _die)
        with pytest.raises(KeyboardInterrupt):
            world.rotate("alert-urls", asked, step="add")

    world.rotate("alert-urls", step="add")
    assert world.rotate("alert-urls")

    assert world.file("TRIAGE_ALERT_URLS") == "json://new.example/hook"


def _die(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_secret_that_is_not_in_a_file_is_never_said_to_be_changed(world: World) -> None:
    world.house.settings._places.environ["SECRET_KEY"] = "a-session-key-from-the-environment"
    world.touch()
    with pytest.raises(Conflict, match="comes from the environment"):
        world.rotate("session-key")

    assert rows(world.house.store, models.rotation) == []


def test_in_the_environment_rows_are_moved_and_the_rest_is_told(world: World) -> None:
    """By hand: [new, old] and a restart; the command moves what the old one opens."""
    assert world.webhook(world.file("TWILIO_AUTH_TOKEN"), 1) == 200
    old, new = world.file("TRIAGE_DATA_KEY"), secrets.token_urlsafe(32)
    world.write("TRIAGE_DATA_KEY", f"{new},{old}")
    places = world.house.settings._places
    places.environ["TRIAGE_DATA_KEY"] = f"{new},{old}"
    world.touch()

    with pytest.raises(Conflict, match="by hand"):
        world.rotate("data-key")
    assert rows(world.house.store, models.person)[0].key_id == world.house.vault.newest_key_id()

    places.environ["TRIAGE_DATA_KEY"] = new
    world.write("TRIAGE_DATA_KEY", new)
    world.touch()
    assert world.rotate("data-key")


def test_two_that_stand_there_already_are_gone_on_with(world: World) -> None:
    old = world.file("SECRET_KEY")
    world.write("SECRET_KEY", f"a-newer-session-key-made-by-hand-000,{old}")

    assert world.rotate("session-key")

    assert world.file("SECRET_KEY") == "a-newer-session-key-made-by-hand-000"


def test_what_is_not_set_cannot_be_rotated(world: World) -> None:
    with pytest.raises(Conflict, match="nothing to rotate"):
        world.rotate("metrics-token")
    with pytest.raises((Conflict, NotYet)):
        world.rotate("session-key", step="retire")

    assert rows(world.house.store, models.rotation) == []
