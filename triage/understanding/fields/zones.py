"""Whose clock counts: the zone and the country that a situation speaks of."""

from __future__ import annotations

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from triage.meaning import Situation
from triage.understanding.fields.places import Places
from triage.vocabulary import Field


def zone_in(places: Places, situation: Situation) -> tzinfo:
    """The patient's zone: of a known place, else the situation's, the country's, that of now."""
    known = {fact.field: fact.value for fact in situation.known}
    country = known.get(Field.COUNTRY) or situation.country
    zones = (
        known.get(Field.ZONE),
        places.zone(known.get(Field.COUNTRY), known.get(Field.CITY)),
        situation.zone,
        places.zone(country, known.get(Field.CITY)),
    )
    return next(
        (found for zone in zones if zone and (found := _zone(zone))), situation.now.tzinfo or UTC
    )


def region_of(situation: Situation) -> str | None:
    for fact in reversed(situation.known):
        if fact.field is Field.COUNTRY:
            return fact.value or situation.country
    return situation.country


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
