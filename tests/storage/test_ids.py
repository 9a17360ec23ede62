"""Ids that leave the house cannot be guessed; those of messages lie in the order they came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from triage.storage import is_public_id, new_message_id, new_public_id

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def test_ids_of_messages_stand_in_the_order_of_their_seconds() -> None:
    moments = [AT + timedelta(seconds=n * 40_000_000 // 97) for n in range(1000)]
    made = [new_message_id(at) for at in moments]

    assert made == sorted(made)
    assert {len(one) for one in made} == {23}
    assert all(is_public_id(one) for one in made)


def test_no_two_are_alike_not_even_of_one_second() -> None:
    assert len({new_message_id(AT) for _ in range(5000)}) == 5000
    assert len({new_public_id() for _ in range(5000)}) == 5000
