"""The settings and the texts."""

from __future__ import annotations

from collections.abc import Iterator

from triage.services.doctor.report import Line, fine, warn
from triage.services.house import House


def look(house: House) -> Iterator[Line]:
    """Settings that are fit may still be unwise."""
    settings = house.settings.current()
    yield fine("settings", f"fit for {settings.triage_env}")
    if settings.triage_clock:
        words = "TRIAGE_CLOCK moves the program's clock"
        yield warn("clock", words, "take TRIAGE_CLOCK away when the test is over")
    yield _languages(house)


def _languages(house: House) -> Line:
    wanted = house.settings.current().triage_languages
    known = house.script.languages
    unread = [code for code in wanted if code not in known or not known[code].reviewed]
    if unread:
        words = f"offered but not reviewed: {', '.join(unread)}"
        return warn("languages", words, "have the texts reviewed and the review recorded")
    return fine("languages", f"reviewed: {', '.join(wanted)}")
