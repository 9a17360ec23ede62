"""Somebody who fills the whole form quickly, with the same short words, is answered every time."""

from __future__ import annotations

import pytest

from models import callback, lead
from tests.abuse.conftest import Talk
from tests.builders import only, rows
from triage.services.house import House

SHORT = "1 1 1 skip skip skip skip skip skip skip yes menu 1 yes yes menu 1 yes yes menu"
MIXED = "hi 2 yes mother skip 1 1 yes 1 yes skip yes menu 3 yes yes 1 back skip yes"
ONES = " ".join(["1"] * 20)


@pytest.mark.parametrize("texts", [SHORT, MIXED, ONES])
def test_twenty_answers_in_fifty_seconds_are_each_answered(
    house: House, talk: Talk, texts: str
) -> None:
    heard = talk(texts.split(), seconds=2.5)

    assert len(heard) == 20
    assert [(bool(received.body), received.held) for received in heard] == [(True, None)] * 20
    assert all("bot_failed" not in row.flags for row in rows(house.store, lead))


def test_the_form_is_complete_in_the_end(house: House, talk: Talk) -> None:
    form = ["2", "yes", "mother", "Meera", "breast", "2", "skip", "1", "yes", "skip", "yes"]

    talk(form, seconds=2)

    assert only(house.store, lead).complete
    assert only(house.store, callback).state == "open"
