"""A value that only the operator can bring: nothing begins before it can be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import models
from tests.builders import rows
from tests.credentials.conftest import AT_ONCE, World
from tests.credentials.test_other_secrets import SHARED, brought
from triage.errors import Conflict


def test_a_file_that_others_may_read_is_not_taken(world: World, tmp_path: Path) -> None:
    world.write("TRIAGE_ALERT_URLS", "json://old.example/hook")
    open_to_all = brought(tmp_path, "json://new.example/hook", 0o644)

    with pytest.raises(Conflict, match="others may read"):
        world.rotate("alert-urls", replace(AT_ONCE, supplied=open_to_all))


@pytest.mark.parametrize("name", ["alert-urls", "webhook-shared-keys"])
@pytest.mark.parametrize("given", [True, False])
def test_nothing_begins_without_what_the_operator_is_to_bring(
    world: World, tmp_path: Path, name: str, given: bool
) -> None:
    world.write("TRIAGE_ALERT_URLS", "json://old.example/hook")
    world.write("TWILIO_WEBHOOK_SHARED_KEYS", f"{SHARED}:old-secret-of-a-shared-key")
    asked = replace(AT_ONCE, supplied=tmp_path / "missing" if given else None)

    with pytest.raises(Conflict, match="cannot be read" if given else "--from"):
        world.rotate(name, asked)

    assert rows(world.house.store, models.rotation) == []
