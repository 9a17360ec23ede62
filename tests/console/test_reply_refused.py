"""What cannot be sent is refused in plain words, and what was typed is not lost."""

from __future__ import annotations

import pytest

from models import address, due_work, lead, message, person
from tests.builders import NOW, arrival, only, rows
from tests.console.talking import (
    answers,
    lead_of_asha,
    once_on,
    path,
    words_of,
    written,
)
from tests.console.visitor import Visitor
from triage.services.house import House
from triage.services.messages.inbox import receive


@pytest.fixture
def asha(house: House) -> str:
    """Asha's lead: she picked a service and asked for a person."""
    return lead_of_asha(house)


def test_nobody_writes_while_a_colleague_has_the_talk(
    house: House, asha: str, as_bina: Visitor, as_chen: Visitor
) -> None:
    once = once_on(as_bina, asha)
    as_chen.get(path(asha))
    as_chen.post(path(asha, "take-over"), {"until": "1h", "seen": ""}, status=303)

    form = {"kind": "whatsapp", "once": once, "text": "Dear Asha"}
    text = as_bina.post(path(asha), form, status=422)

    assert "Chen has this talk. Take it over before you write." in text
    assert "Dear Asha" in text
    assert written(house) == []


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("whatsapp", " \n ", "Write something first."),
        ("whatsapp", "x" * 1600, "That is 1,600 characters"),
        ("sms", "x" * 1501, "at most 1,500"),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(
    house: House, asha: str, as_bina: Visitor, kind: str, text: str, why: str
) -> None:
    form = {"kind": kind, "once": once_on(as_bina, asha), "text": text}

    page = as_bina.post(path(asha), form, status=422)

    assert why in page
    assert text.strip() in page
    assert written(house) == []


@pytest.mark.parametrize("once", ["", "x" * 49])
def test_a_form_without_its_mark_sends_nothing(
    house: House, asha: str, as_bina: Visitor, once: str
) -> None:
    as_bina.get(path(asha))

    form = {"kind": "whatsapp", "once": once, "text": "Dear Asha"}
    assert "too old" in as_bina.post(path(asha), form, status=422)
    assert as_bina.post(path(asha), {**form, "kind": "pigeon"}, status=400)
    assert written(house) == []


def test_a_longest_message_of_each_kind_goes(house: House, asha: str, as_bina: Visitor) -> None:
    answers(as_bina, asha, "x" * 1599)
    answers(as_bina, asha, "x" * 1500, kind="sms")

    assert [len(words_of(house, row)) for row in written(house)] == [1599, 1500]


def test_an_erased_person_is_written_to_by_nobody(
    house: House, asha: str, as_bina: Visitor
) -> None:
    once = once_on(as_bina, asha)
    with house.store.transaction() as tx:
        tx.execute(person.update().values(wrapped_key=None, erased_at=NOW))

    assert "This person was erased" in as_bina.get(path(asha))
    form = {"kind": "whatsapp", "once": once, "text": "Dear Asha"}
    assert "erased" in as_bina.post(path(asha), form, status=422)
    where = as_bina.post(path(asha, "take-over"), {"until": "1h"}, status=303)
    assert "erased" in as_bina.get(where)
    assert rows(house.store, due_work, kind="send_message") == []


def test_a_short_code_is_answered_by_nobody(house: House, as_bina: Visitor) -> None:
    receive(house, arrival("2"))
    with house.store.transaction() as tx:
        tx.execute(address.update().values(kind="short_code"))
    public_id = only(house.store, lead).public_id

    text = as_bina.get(path(public_id))

    assert "short code or a name" in text
    assert "<textarea" not in text
    assert len(rows(house.store, message, direction="out")) == 1
