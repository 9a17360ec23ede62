"""What a page of leads is made of, for the queue and for the results of a search.

Decided here: a place in the queue stands in an address as rank, time and id of a lead, never as
anything that tells of a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import request, url_for

from triage.console.who import current, the_house
from triage.ranks import Rank
from triage.services.leads import lead_words, queue, queue_filters
from triage.services.leads.queue import Look, QueueLead
from triage.services.leads.queue_filters import ANY_STATUS, Filters
from triage.services.staff.coordinators import Coordinator
from triage.storage import coordinators, saved_views
from triage.storage.queue import Spot
from triage.storage.queue_filters import Wanted
from triage.vocabulary import Flag, LeadStatus, Role, Service

SECTIONS = {
    Rank.RED_FLAG: "Red flags",
    Rank.CONCERN: "Worrying words",
    Rank.PROMISE: "Promised calls that are due",
    Rank.WAITING: "Waiting for a person",
    Rank.NEW: "New",
    Rank.IN_PROGRESS: "In progress",
    Rank.DONE: "Done",
}
FILTER_WORDS = {
    "owner": "whose",
    "section": "part of the queue",
    "due": "promised call",
    "status": "status",
    "service": "service",
    "country": "country",
    "language": "language",
    "flag": "flag",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_LONGEST = 64


def zone_of_viewer() -> str:
    """The IANA zone in which the viewer reads times."""
    return current().zone or the_house().settings.current().office.zone


def look(wanted: Wanted) -> Look:
    """The page that the address names, unopened."""
    after, before = _spot(request.args.get("after")), _spot(request.args.get("before"))
    house = the_house()
    with house.store.reading() as tx:
        return queue.look(house, tx, current(), wanted, after=after, before=before)


def shown(wanted: Wanted, filters: Filters, action: str) -> dict[str, Any]:
    """Everything that a whole page shows; that these leads were seen is recorded."""
    house, me = the_house(), current()
    after, before = _spot(request.args.get("after")), _spot(request.args.get("before"))
    with house.store.reading() as tx:
        seen = queue.look(house, tx, me, wanted, after=after, before=before)
        leads = queue.opened(house, tx, seen, me)
        colleagues = coordinators.all_of_them(tx) if _may_give(me) else []
        views = saved_views.of(tx, me.id)
    queue.record_view(house, me, action=action, count=len(leads), filters=filters.names)
    return {
        **table(seen, leads),
        "views": views,
        "colleagues": [one for one in colleagues if one.active and one.role is not Role.OPERATOR],
        "choices": _choices(),
        "filters": filters,
        "me": me,
    }


def table(seen: Look, leads: list[QueueLead]) -> dict[str, Any]:
    """What the part of a page shows that is kept fresh."""
    return {
        "sections": list(_by_section(leads)),
        "counts": seen.counts,
        "version": seen.version,
        "after": _written(seen.after),
        "before": _written(seen.before),
        "in_front": seen.counts.red_flags + seen.counts.concerns,
    }


def _by_section(leads: list[QueueLead]) -> Iterator[tuple[Rank, str, list[QueueLead]]]:
    for rank, found in groupby(leads, key=lambda lead: lead.rank):
        yield rank, SECTIONS[rank], list(found)


def _may_give(me: Coordinator) -> bool:
    return me.role is Role.LEAD_COORDINATOR


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Value and words of each filter's options."""
    script = the_house().script
    sections = {name: SECTIONS[rank] for name, rank in queue_filters.SECTIONS.items()}
    countries = script.countries.get("en", {})
    return {
        "owner": [("all", "Everybody's"), ("mine", "Mine"), ("nobody", "Nobody's")],
        "section": list(sections.items()),
        "due": [("now", "Due now"), ("today", "Today"), ("overdue", "Overdue")],
        "status": [*lead_words.STATUSES.items(), (ANY_STATUS, "Any, done ones too")],
        "service": [(str(int(one)), lead_words.service_words(script, int(one))) for one in Service],
        "country": sorted(countries.items(), key=lambda country: country[1]),
        "language": sorted(queue_filters.languages_of(script).items(), key=lambda one: one[1]),
        "flag": [(flag.value, lead_words.FLAGS[flag]) for flag in Flag],
    }


def address_of(filters: Filters) -> str:
    """Where the queue is seen with these filters."""
    query = filters.query()
    return url_for("queue.show") + (f"?{query}" if query else "")


def unknown_words(names: tuple[str, ...]) -> list[str]:
    """The filters whose value nobody knows, as the page calls them."""
    return [FILTER_WORDS[name] for name in names]


def statuses() -> list[tuple[str, str]]:
    """What a lead's status may be set to."""
    return [(status.value, lead_words.STATUSES[status]) for status in LeadStatus]


def _written(spot: Spot | None) -> str | None:
    if spot is None:
        return None
    return f"{int(spot.rank)}.{(spot.at - _EPOCH) // _TICK}.{spot.public_id}"


def _spot(text: str | None) -> Spot | None:
    """A place from an address; None, which is the first page, for what is none."""
    rank, _, rest = (text or "")[:_LONGEST].partition(".")
    ticks, _, public_id = rest.partition(".")
    if not (rank.isascii() and rank.isdigit() and int(rank) in set(Rank) and public_id.isalnum()):
        return None
    try:
        at = _EPOCH + int(ticks) * _TICK
    except (ValueError, OverflowError):
        return None
    return Spot(Rank(int(rank)), at, public_id)
