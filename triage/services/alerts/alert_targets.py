"""Who is told: everybody's addresses from the settings, and what each coordinator chose.

Decided here: what may be somebody's own address, and when they are left in peace. Addresses hold
secrets: they are opened for the one who sends, and named by a hash elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from triage.errors import Conflict, Damaged
from triage.logs import get_logger
from triage.services.house import House
from triage.services.sealing import for_alerts
from triage.storage import Tx, coordinators
from triage.storage.coordinators import AlertTarget
from triage.vocabulary import Role

#: What the due work of one target is called begins so.
PREFIX = "tell:"
_PATIENTS = frozenset({Role.COORDINATOR, Role.LEAD_COORDINATOR})
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
#: Services with a fixed address of their own: nobody can point our server at a machine of ours.
OWN_SERVICES = frozenset(
    {
        *("discord", "gchat", "line", "pbul", "pover", "slack", "tgram", "threema"),
        *("twilio", "webex", "whatsapp", "workflows", "zoom"),
    }
)

#: Where Teams takes messages: the one service of those above whose address names a host.
_TEAMS = re.compile(
    r"workflows://(?:[a-z0-9-]+\.)+(?:logic\.azure\.com|api\.powerplatform\.com)(?::443)?/\S+"
)
_MAIL_SERVICES = frozenset({"mailto", "mailtos"})
_RECIPIENTS = frozenset({"to", "cc", "bcc"})

log = get_logger("triage.alerts")


@dataclass(frozen=True, slots=True)
class Target:
    """One who is told. `work` is the kind of their due work; `coordinator_id` None is everybody's.

    `zone` (IANA) and `quiet_hours` ("22:00-07:00") are None where they are never left in peace.
    """

    work: str
    address: str = field(repr=False)
    coordinator_id: int | None = None
    zone: str | None = None
    quiet_hours: str | None = None

    def quiet_until(self, now: datetime) -> datetime | None:
        """When their quiet hours end (aware UTC), or None when it is not quiet now."""
        if self.quiet_hours is None or self.zone is None:
            return None
        return quiet_until(now, self.quiet_hours, self.zone)


def all_targets(house: House, tx: Tx) -> list[Target]:
    """Everybody who is told today. An address that cannot be opened is left out, and said."""
    settings = house.settings.current()
    shared = [Target(_name_of(house, url), url) for url in settings.alert_urls]
    own = []
    for row in coordinators.find_alert_targets(tx):
        address = _own_address(house, row, settings.alert_urls) if row.role in _PATIENTS else None
        if address is not None:
            zone = row.zone or settings.triage_timezone
            name = f"{PREFIX}c{row.coordinator_id}"
            own.append(Target(name, address, row.coordinator_id, zone, row.quiet_hours))
    return list({target.work: target for target in (*shared, *own)}.values())


def check_own(text: str) -> str:
    """Somebody's own address as it is kept: a mail address, or one of a known service.

    Raises Conflict with words for them.
    """
    given = text.strip()
    if not given or _MAIL_ADDRESS.fullmatch(given):
        return given
    scheme, separator, rest = given.partition("://")
    # what stands behind a question mark may name a file of ours
    plain = re.fullmatch(r"[!->@-~]{1,500}", given) is not None
    known_place = scheme != "workflows" or _TEAMS.fullmatch(given)
    if separator and rest and plain and scheme in OWN_SERVICES and known_place:
        return given
    known = ", ".join(sorted(OWN_SERVICES))
    raise Conflict(f"Give a mail address, or an address of one of these services: {known}.")


def quiet_until(now: datetime, hours: str, zone: str) -> datetime | None:
    """The end (aware UTC) of the quiet hours that `now` lies in, or None. Equal ends are none."""
    found = _HOURS.fullmatch(hours)
    if found is None:
        return None
    start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time()
    over_night = start > end
    is_quiet = (clock >= start or clock < end) if over_night else start <= clock < end
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1 if over_night and clock >= start else 0)
    return datetime.combine(day, end, ZoneInfo(zone)).astimezone(UTC)


def _own_address(house: House, row: AlertTarget, shared: tuple[str, ...]) -> str | None:
    try:
        own = house.vault.unseal_house(row.alerts_sealed, for_alerts(row.coordinator_id))
    except Damaged:
        log.warning("alert_address_damaged", coordinator_id=row.coordinator_id)
        return None
    if "://" in own:
        return own
    mail = next((url for url in shared if url.partition("://")[0].lower() in _MAIL_SERVICES), None)
    if mail is None:
        log.warning("alert_address_without_mail_service", coordinator_id=row.coordinator_id)
        return None
    return mail_to(mail, own)


def mail_to(house_mail: str, recipient: str) -> str:
    """The house's own mail service (mailtos://...) led to one recipient and nobody else."""
    parts = urlsplit(house_mail)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in _RECIPIENTS]
    query = urlencode([*kept, ("to", recipient)])
    return urlunsplit((parts.scheme, parts.netloc, "", query, ""))


def _name_of(house: House, url: str) -> str:
    return f"{PREFIX}u{house.vault.lookup(url)[:16]}"
