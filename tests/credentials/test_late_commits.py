"""What began under the old key and commits after every process reads the new one is moved too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

import models
from tests.builders import arrival, only
from tests.credentials.conftest import AT_ONCE, World
from triage.services.credentials import job as jobs
from triage.services.credentials.job import Job
from triage.services.credentials.plans import plan_of
from triage.services.messages.inbox import receive
from triage.storage import rotations
from triage.vault import Vault

SENDER = 7


def job_of(world: World, name: str, pause: Callable[[float], None]) -> Job:
    """The open rotation, with another way to wait."""
    with world.house.store.reading() as tx:
        row = rotations.open_ones(tx)[name]
    detail = dict(row.detail)
    return Job(world.house, name, AT_ONCE, world.said.append, row.id, row.step, detail, pause)


@pytest.mark.parametrize("name", ["data-key", "index-key"])
def test_a_message_that_was_open_when_the_old_key_goes(
    world: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    world.rotate(name, step="add")
    then = world.house.settings.current()
    behind = Vault(lambda: then.data_keys, lambda: then.index_keys)
    late, waits = replace(world.house, vault=behind), list[float]()
    world.rotate(name, step="verify")
    world.rotate(name, step="promote")
    monkeypatch.setattr(jobs, "_DEADLINES", 2)
    monkeypatch.setattr(jobs, "_SPARE", 1.0)

    def pause(seconds: float) -> None:
        """It commits as late as it can."""
        if not waits:
            receive(late, arrival("hi", sender=f"whatsapp:+120255501{SENDER:02d}"))
        waits.append(seconds)

    plan_of(name).retire(job_of(world, name, pause))
    if not waits:
        pause(0)

    assert only(world.house.store, models.person).key_id == world.house.vault.newest_key_id()
    assert world.webhook(world.file("TWILIO_AUTH_TOKEN"), 1, sender=SENDER) == 200
    assert only(world.house.store, models.person).lookup == world.house.vault.lookup(
        f"+120255501{SENDER:02d}"
    )
    world.reopen()
    assert waits[0] > 2 * then.triage_db_deadline_seconds
