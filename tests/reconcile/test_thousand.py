"""Many missed messages over real HTTP: every one is added once; the log's pages are all read."""

from __future__ import annotations

import pytest

from models import message, person
from tests.builders import rows
from tests.reconcile.conftest import Outside
from triage.twilio_gateway import message_log

COUNT, OLD = 100, 25


def test_a_hundred_messages_are_added_once_and_the_old_ones_left_to_people(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_log, "_PAGE_SIZE", "40")
    for n in range(COUNT):
        old = 60 * 25 if n < OLD else 0
        sender = f"+4477009{n:05}"
        outside.lost(
            "hi", sender=sender, minutes_ago=old + 200 - n, channel=("sms", "whatsapp")[n % 2]
        )

    first, second = outside.reconcile(), outside.reconcile()

    assert (first.in_log, first.added, first.answered, first.handed) == (COUNT, COUNT, 75, OLD)
    assert (second.in_log, second.known, second.added) == (COUNT, COUNT, 0)
    assert len(rows(outside.house.store, message, direction="in")) == COUNT
    assert len(rows(outside.house.store, person)) == COUNT
    assert len(rows(outside.house.store, message, direction="out")) == COUNT - OLD
