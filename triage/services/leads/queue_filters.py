"""What a coordinator wants to see of the queue, as it stands in a page's address.

Decided here: what is not known (a mistyped status, a service that we do not have) is left out, and
the page says which filter that was; a filter never names a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from triage.conversation.script import Script
from triage.phone import zones_by_country
from triage.ranks import Rank
from triage.services.house import House
from triage.services.leads import search
from triage.services.staff.coordinators import Coordinator
from triage.storage.queue_filters import Wanted
from triage.vocabulary import Flag, LeadStatus, Service

#: A promised call is due this long before it begins.
DUE_BEFORE = timedelta(minutes=30)
Owner = Literal["all", "mine", "nobody"]
Due = Literal["now", "today", "overdue"]
#: Sections that can be asked for by themselves.
SECTIONS = {
    rank.name.lower(): rank
    for rank in (Rank.RED_FLAG, Rank.CONCERN, Rank.WAITING, Rank.NEW, Rank.IN_PROGRESS)
}
ANY_STATUS = "any"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; None asks nothing. `status` None is all that is not done."""

    owner: Owner = "all"
    section: str | None = None
    due: Due | None = None
    status: str | None = None
    service: int | None = None
    country: str | None = None
    language: str | None = None
    flag: Flag | None = None

    @property
    def names(self) -> list[str]:
        """Which filters are set, for the audit chain."""
        return sorted(self._set())

    def query(self) -> str:
        """The address's query; empty where nothing is filtered."""
        return urlencode(self.given())

    def given(self) -> dict[str, str]:
        """The same, by name."""
        return {name: str(value) for name, value in self._set().items()}

    def _set(self) -> dict[str, Any]:
        usual = Filters()
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(usual, name)}


def languages_of(script: Script) -> dict[str, str]:
    """Languages that a person may be answered in: code and English name."""
    return {code: language.name for code, language in script.languages.items()}


def read(script: Script, given: Mapping[str, str]) -> tuple[Filters, tuple[str, ...]]:
    """The filters of an address, and the names of those whose value nobody knows."""
    readers: dict[str, Callable[[str], Any]] = {
        "owner": _one_of("all", "mine", "nobody"),
        "section": _one_of(*SECTIONS),
        "due": _one_of("now", "today", "overdue"),
        "status": _one_of(ANY_STATUS, *LeadStatus),
        "service": {str(int(one)): int(one) for one in Service}.get,
        "country": lambda value: value.upper() if value.upper() in zones_by_country() else None,
        "language": _one_of(*languages_of(script)),
        "flag": lambda value: Flag(value) if value in set(Flag) else None,
    }
    found, unknown = Filters(), []
    for name, reader in readers.items():
        value = given.get(name, "").strip()
        if not value:
            continue
        known = reader(value)
        if known is None:
            unknown.append(name)
        else:
            found = replace(found, **{name: known})
    return found, tuple(unknown)


def wanted(house: House, filters: Filters, me: Coordinator, zone: str) -> Wanted:
    """The filters as storage takes them; "today" is that of the zone (IANA)."""
    now = house.clock.now()
    status = filters.status
    country = filters.country
    return Wanted(
        open_only=status is None,
        owner_id=me.id if filters.owner == "mine" else None,
        unassigned=filters.owner == "nobody",
        rank=SECTIONS[filters.section] if filters.section else None,
        service=filters.service,
        status=LeadStatus(status) if status and status != ANY_STATUS else None,
        language=filters.language,
        flag=filters.flag,
        called_before=_called_before(filters.due, now, zone),
        call_over_by=now if filters.due == "overdue" else None,
        words=(search.country_lookups(house, country),) if country else (),
    )


def _called_before(due: Due | None, now: datetime, zone: str) -> datetime | None:
    if due == "now":
        return now + DUE_BEFORE
    if due == "today":
        here = now.astimezone(ZoneInfo(zone))
        tomorrow = here.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        return tomorrow + timedelta(days=1)
    return None


def _one_of(*values: str) -> Callable[[str], str | None]:
    known = {str(value) for value in values}
    return lambda value: value if value in known else None
