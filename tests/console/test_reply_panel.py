"""What the part "Answer" shows: masked numbers, texts to begin with."""

from __future__ import annotations

import pytest

from models import lead
from tests.builders import ASHA, only
from tests.console.talking import (
    asha_writes,
    lead_of_asha,
    path,
)
from tests.console.visitor import Visitor
from triage.services.house import House

PLAIN = ASHA.removeprefix("whatsapp:")


@pytest.fixture
def asha(house: House) -> str:
    """Asha's lead; she writes on WhatsApp."""
    return lead_of_asha(house)


def test_the_number_stays_masked(house: House, asha: str, as_bina: Visitor) -> None:
    text = as_bina.get(path(asha))

    assert PLAIN not in text
    assert "+1 ••• ••23" in text


def test_a_text_to_begin_with_is_filled_with_the_names(
    house: House, asha: str, as_bina: Visitor
) -> None:
    asha_writes(house, "hi", profile_name="Asha")

    text = as_bina.get(path(asha) + "?as=sms&draft=hello:English")

    assert "&lt;reply.hello&gt; Bina" in text
    assert text.count("&lt;reply.hello&gt; Bina") > text.count('data-text="&lt;reply.hello&gt;')
    as_bina.get(path(asha) + "?as=sms&draft=nothing")
    as_bina.get(path(asha) + "?as=pigeon&draft=hello")


def test_a_hostile_name_and_hostile_words_are_shown_harmlessly(
    house: House, as_bina: Visitor
) -> None:
    asha_writes(house, "2", profile_name='"><script>alert(1)</script>')
    public_id = only(house.store, lead).public_id
    form = {"kind": "whatsapp", "once": "", "text": "</textarea><img src=x onerror=alert(1)>"}
    as_bina.get(path(public_id))

    text = as_bina.post(path(public_id), form, status=422)

    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;/textarea&gt;&lt;img src=x" in text
