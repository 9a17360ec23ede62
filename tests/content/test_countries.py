"""Country names: the person's language, and never a letter that doubles an SMS's price."""

from __future__ import annotations

import pytest

from triage.content.countries import country_names
from triage.content.segments import segments


def test_every_english_name_stays_in_gsm_7() -> None:
    names = country_names(["en"])["en"]

    assert len(names) > 200
    assert [n for n in names.values() if segments(n).encoding != "GSM-7"] == []


@pytest.mark.parametrize(
    ("code", "name"), [("IN", "India"), ("CI", "Ivory Coast"), ("CW", "Curacao")]
)
def test_names_are_what_people_call_their_country(code: str, name: str) -> None:
    assert country_names(["en"])["en"][code] == name


def test_a_second_language_has_its_own_names() -> None:
    assert country_names(["en", "hi"])["hi"]["IN"] == "भारत"
