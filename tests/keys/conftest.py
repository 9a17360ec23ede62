"""A house whose keys change."""

from __future__ import annotations

import pytest

from tests.keys.changing import Keys, start
from triage.services.house import House


@pytest.fixture
def keys() -> Keys:
    """The keys that its settings hold now."""
    return Keys()


@pytest.fixture
def ours(house: House, keys: Keys) -> House:
    """A house that was begun with the old index key."""
    made = keys.house(house)
    start(made)
    return made
