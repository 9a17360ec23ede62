"""Whoever is meant is found, however the number is written; what was asked is not said again."""

from __future__ import annotations

import pytest

import models
from tests.builders import rows
from tests.people.canaries import quill
from triage.errors import NotFound
from triage.services.house import House
from triage.services.people import erasure
from triage.services.people.finding import find, find_here

SPELLINGS = (
    "+447700900417",
    " +44 7700 900 417 ",
    "+44 (0)7700 900417",
    "0044-7700-900417",
    "tel:+44.7700.900417",
    "whatsapp:+447700900417",
    "+44\u00a07700\u2011900\u2011417",
)


@pytest.mark.parametrize("asked", SPELLINGS)
def test_every_spelling_of_a_number_is_the_same_person(full: House, asked: str) -> None:
    found = find_here(full, asked)

    assert found.public_id == quill(full).public_id


def test_ids_of_a_lead_and_of_a_person_lead_there_too(full: House) -> None:
    lead = rows(full.store, models.lead)[0].public_id
    person = quill(full).public_id

    assert {find_here(full, a).id for a in (lead, f"lead:{lead}", person, f"person:{person}")} == {
        1
    }


@pytest.mark.parametrize(
    "asked", ["07700900417", "Quill", "", "+44", "+15555555555555555555", "x" * 20]
)
def test_what_is_no_number_or_nobodys_is_not_found_and_not_repeated(
    full: House, asked: str
) -> None:
    with pytest.raises(NotFound) as problem:
        find(full, asked)

    assert not asked or asked not in str(problem.value)


@pytest.mark.parametrize("asked", ["447722334455", "22334455"])
def test_a_number_without_its_plus_is_not_taken_for_an_id(full: House, asked: str) -> None:
    with pytest.raises(NotFound, match="write the number with"):
        find(full, asked)
    with pytest.raises(NotFound, match="nothing is kept"):
        find(full, f"person:{asked}")


def test_of_who_was_erased_only_that_is_known(full: House) -> None:
    public_id = quill(full).public_id
    erasure.erase(full, public_id, by="operator")

    assert find(full, "+447700900417").left[0].person_public_id == public_id
    with pytest.raises(NotFound, match=r"nothing is kept: .* erased on 2026-11-23"):
        find_here(full, "+447700900417")
    with pytest.raises(NotFound, match="nothing is kept"):
        find_here(full, public_id)
