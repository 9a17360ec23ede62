"""Start-up refuses keys that are not the ones the database was written with."""

from __future__ import annotations

import pytest

from tests.adapters.test_vault import INDEX, NEW, OLD, vault
from triage.errors import Damaged


def test_a_new_database_gets_a_canary_that_stays() -> None:
    canary = vault(OLD).check_canary(None)

    assert vault(OLD).check_canary(canary) == canary


def test_a_wrong_data_key_is_refused() -> None:
    canary = vault(OLD).check_canary(None)

    with pytest.raises(Damaged, match="TRIAGE_DATA_KEY"):
        vault(NEW).check_canary(canary)


def test_a_wrong_index_key_is_refused() -> None:
    canary = vault(OLD).check_canary(None)

    with pytest.raises(Damaged, match="TRIAGE_INDEX_KEY"):
        vault(OLD, index=b"j" * 32).check_canary(canary)


def test_a_canary_that_was_tampered_with_is_refused() -> None:
    with pytest.raises(Damaged, match="TRIAGE_DATA_KEY"):
        vault(OLD).check_canary("anything")


def test_after_a_rotation_the_canary_no_longer_needs_the_old_key() -> None:
    canary = vault(OLD).check_canary(None)

    renewed = vault(NEW, OLD).check_canary(canary)

    assert renewed != canary
    assert vault(NEW, index=INDEX).check_canary(renewed) == renewed
