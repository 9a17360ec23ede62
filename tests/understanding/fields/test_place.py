"""Country, city and zone: alias, exact name, near spelling, in that order."""

from __future__ import annotations

import pytest

from tests.understanding.saying import NOW, Facts, Value
from triage.understanding import Reader, read_field


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("India", "IN"),
        ("UK", "GB"),
        ("uae", "AE"),
        ("Bangladesh", "BD"),
        ("बांग्लादेश", "BD"),
        ("Iindia", "IN"),
        ("Emirates", "AE"),
        ("Ivory Coast", "CI"),
        ("England", "GB"),
        ("usa", "US"),
        ("Dhaka", "BD"),
        ("I live in Kenya", "KE"),
        ("Россия", "RU"),
        ("مصر", "EG"),
        ("Estados Unidos", "US"),
        ("from Nigeria", "NG"),
        ("Kathmandu, Nepal", "NP"),
        ("Brasil", "BR"),
        ("Tanzania", "TZ"),
        ("we are from Saudi", "SA"),
        ("Dubai", "AE"),
        ("in the united kingdom", "GB"),
        ("Pakistan", "PK"),
        ("Phillipines", "PH"),
        ("South Africa", "ZA"),
        ("america", "US"),
        ("মালয়েশিয়া", "MY"),
        ("Deutschland", "DE"),
        ("Rampur India", "IN"),
        ("Kerala", "IN"),
        ("Myanmar", "MM"),
        ("burma", "MM"),
        ("oman", "OM"),
        ("Texas", "US"),
        ("us", "US"),
    ],
)
def test_a_country_is_read_by_its_names(value: Value, text: str, expected: str) -> None:
    assert value("country", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dhaka", "Dhaka"),
        ("mumbai", "Mumbai"),
        ("bombay", "Mumbai"),
        ("New Delhi", "Delhi"),
        ("calcutta", "Kolkata"),
        ("मुंबई", "Mumbai"),
        ("ঢাকা", "Dhaka"),
        ("Москва", "Moscow"),
        ("دبي", "Dubai"),
        ("Rampur", "Rampur"),
        ("kottayam, kerala", "Kottayam"),
        ("I live in Lagos", "Lagos"),
        ("NYC", "New York"),
        ("los angeles", "Los Angeles"),
        ("Ciudad de México", "Mexico City"),
        ("Nairobi Kenya", "Nairobi"),
        ("bangalore", "Bengaluru"),
        ("St. Petersburg", "Saint Petersburg"),
        ("Mexico City", "Mexico City"),
        ("Cairo, Egypt", "Cairo"),
        ("a small village near Sylhet", "Sylhet"),
        ("dar es salaam", "Dar es Salaam"),
        ("Londn", "London"),
        ("Chittagong", "Chattogram"),
        ("the city of Leeds", "Leeds"),
    ],
)
def test_a_city_has_its_usual_english_name(value: Value, text: str, expected: str) -> None:
    assert value("city", text) == expected


@pytest.mark.parametrize("text", ["hello", "why", "Mars"])
def test_what_is_no_country_is_asked_again(value: Value, text: str) -> None:
    assert value("country", text) is None


@pytest.mark.parametrize("text", ["what city?", "hi"])
def test_what_is_no_city_is_asked_again(value: Value, text: str) -> None:
    assert value("city", text) is None


def test_a_city_brings_its_country_and_zone(reader: Reader) -> None:
    answer, also = read_field(reader, "country", "Los Angeles", {"now": NOW.isoformat()})

    assert answer == "US"
    assert also["city"] == "Los Angeles"
    assert also["zone"] == "America/Los_Angeles"


def test_a_town_we_do_not_know_is_kept_with_its_country(reader: Reader) -> None:
    answer, also = read_field(reader, "country", "Rampur, Bangladesh", {"now": NOW.isoformat()})

    assert (answer, also["city"]) == ("BD", "Rampur")


def test_a_place_comes_along_where_somebody_lives_or_moved(facts: Facts) -> None:
    assert facts("we moved to Dubai meanwhile")["city"] == "Dubai"
    assert facts("we live in Pune")["zone"] == "Asia/Kolkata"


def test_where_treatment_is_wanted_is_not_where_the_patient_lives(facts: Facts) -> None:
    assert "country" not in facts("treatment in germany for my husband")
