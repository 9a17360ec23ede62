"""Start-up refuses keys that are not the ones the database was written with."""

from __future__ import annotations

import pytest

from tests.adapters.test_vault import INDEX, NEW, OLD, vault
from triage import canary
from triage.errors import Damaged


def test_a_new_database_gets_a_canary_that_stays() -> None:
    stored = canary.check(vault(OLD), None)

    assert canary.check(vault(OLD), stored) == stored


def test_a_wrong_data_key_is_refused() -> None:
    stored = canary.check(vault(OLD), None)

    with pytest.raises(Damaged, match="TRIAGE_DATA_KEY"):
        canary.check(vault(NEW), stored)


def test_a_wrong_index_key_is_refused() -> None:
    stored = canary.check(vault(OLD), None)

    with pytest.raises(Damaged, match="TRIAGE_INDEX_KEY"):
        canary.check(vault(OLD, index=b"j" * 32), stored)


def test_a_canary_that_was_tampered_with_is_refused() -> None:
    with pytest.raises(Damaged, match="TRIAGE_DATA_KEY"):
        canary.check(vault(OLD), "anything")


def test_after_a_rotation_the_canary_no_longer_needs_the_old_key() -> None:
    stored = canary.check(vault(OLD), None)

    renewed = canary.check(vault(NEW, OLD), stored)

    assert renewed != stored
    assert canary.check(vault(NEW, index=INDEX), renewed) == renewed
