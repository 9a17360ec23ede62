"""What a number tells about where it is from."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import phonenumbers
import pytest

from triage.phone import country_of, zone_of


@pytest.mark.parametrize(
    ("number", "country", "zone"),
    [
        ("+910000012345", "IN", "Asia/Kolkata"),
        ("+12025550123", "US", "America/New_York"),
        ("+13105550123", "US", "America/Los_Angeles"),
        ("+14165550123", "CA", "America/Toronto"),
        ("+18005550123", "US", "America/New_York"),
        ("+447700900123", "GB", "Europe/London"),
        ("+541100000012", "AR", "America/Argentina/Buenos_Aires"),
        ("+5215500000012", "MX", "America/Mexico_City"),
        ("+551180000012", "BR", "America/Sao_Paulo"),
        ("+61491570156", "AU", "Australia/Sydney"),
        ("+9779800000012", "NP", "Asia/Kathmandu"),
        ("+380500000012", "UA", "Europe/Kyiv"),
        ("+212600000012", "MA", "Africa/Casablanca"),
        ("+79990000012", "RU", "Europe/Moscow"),
    ],
)
def test_a_number_points_to_a_country_and_its_zone(number: str, country: str, zone: str) -> None:
    assert (country_of(number), zone_of(number)) == (country, zone)


@pytest.mark.parametrize("number", ["+99912345678", "+88216123456", "+19995550123", "+1", "Asha"])
def test_a_number_of_no_country_points_nowhere(number: str) -> None:
    assert (country_of(number), zone_of(number)) == (None, None)


@pytest.mark.parametrize("code", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_country_has_a_zone_that_exists(code: str) -> None:
    example = phonenumbers.example_number(code)
    assert example is not None

    zone = zone_of(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164))

    assert zone is not None
    assert ZoneInfo(zone).key == zone
