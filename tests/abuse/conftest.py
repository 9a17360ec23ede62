"""A house with its real texts and its real reader, and somebody who writes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import arrival
from tests.fakes import FakeClock
from tests.shipped import shipped_reader, shipped_script
from triage.services.house import House
from triage.services.messages.inbox import Received, receive

#: Write these texts, so many seconds apart, with this more in each message; what came of each.
Talk = Callable[..., list[Received]]


@pytest.fixture
def real(house: House) -> House:
    """The house as people meet it, but for the clock and Twilio."""
    settings = house.settings.current()
    script = shipped_script(office=settings.office, call_number=settings.triage_call_number)
    return replace(house, script=script, reader=shipped_reader())


@pytest.fixture
def talk(real: House, clock: FakeClock) -> Talk:
    """Write these, ten seconds apart unless told otherwise."""

    def write(texts: Iterable[str], *, seconds: float = 10, **more: Any) -> list[Received]:
        heard = []
        for text in texts:
            clock.tick(seconds=seconds)
            heard.append(receive(real, arrival(text, **more)))
        return heard

    return write
