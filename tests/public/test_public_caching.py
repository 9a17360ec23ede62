"""How long browsers and caches may keep the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.public.site import read, site
from triage.public import view


@pytest.mark.parametrize(
    ("at", "seconds"),
    [
        ("2026-11-23T12:00+05:30", 300),
        ("2026-11-23T18:29+05:30", 60),
        ("2026-11-23T09:28:30+05:30", 90),
        ("2026-11-22T12:00+05:30", 300),
    ],
)
def test_the_page_is_kept_for_minutes_but_never_past_opening_or_closing(
    at: str, seconds: int
) -> None:
    response = site(at=at).get("/")

    assert response.cache_control.public
    assert response.cache_control.max_age == seconds
    assert "Set-Cookie" not in response.headers


def test_who_has_the_page_is_told_that_it_has_not_changed() -> None:
    client = site()
    tag = client.get("/").headers["ETag"]

    again = client.get("/", headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")


def test_another_state_of_the_office_is_another_page() -> None:
    night = site(at="2026-11-23T23:00+05:30").get("/")

    assert night.headers["ETag"] != site().get("/").headers["ETag"]


def test_style_and_icon_are_kept_for_a_year_at_their_versioned_addresses() -> None:
    client = site()

    for link in read(client).all("link"):
        response = client.get(link["href"])
        assert response.status_code == 200
        assert response.cache_control.immutable


def test_an_address_without_the_version_is_not_kept() -> None:
    response = site().get("/public/page.css")

    assert response.status_code == 200
    assert not response.cache_control.immutable


def test_a_visit_is_small() -> None:
    client = site()

    assert len(client.get("/").data) + len(client.get("/public/page.css").data) < 60_000


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(d * 2 for d in colour[1:])
    channels = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(c * weight for c, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["day", "night", "paper"])
def test_letters_stand_out_from_what_they_stand_on(theme: int) -> None:
    css = (Path(view.__file__).parent / "static" / "page.css").read_text()
    named = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    ]
    colours = {**named[0], **named[theme]}

    pairs = [(ink, on) for ink in ("ink", "soft", "accent") for on in ("page", "card", "tint")]
    for ink, on in [*pairs, ("alarm", "page"), ("on-accent", "accent")]:
        low, high = sorted((_luminance(colours[ink]), _luminance(colours[on])))
        assert (high + 0.05) / (low + 0.05) >= 4.5, f"{ink} on {on}"
