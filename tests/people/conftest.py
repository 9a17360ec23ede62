"""A house with Quill in it, and a Twilio that keeps copies."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from tests.people.canaries import Cabinet, fill
from triage.services.house import AtTwilio, House


@pytest.fixture
def cabinet() -> Cabinet:
    """What Twilio keeps."""
    return Cabinet()


@pytest.fixture
def full(house: House, cabinet: Cabinet) -> House:
    """The house, much in it."""
    wired = replace(house, at_twilio=cast(AtTwilio, cabinet))
    fill(wired)
    return wired
