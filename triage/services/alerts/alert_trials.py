"""A trial message to everybody who would be told of something: does each address work?"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from triage.services.alerts.alert_targets import Target, all_targets
from triage.services.house import House

TITLE = "CancerFax: this is a test"
BODY = "This is a test of the alerts. Nothing happened, and nothing is to be done."
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Trial:
    """How it went with one target: `whose` is `everybody` or `coordinator 3`, `address` masked."""

    whose: str
    address: str
    ok: bool


def try_all(house: House) -> list[Trial]:
    """Send a test message to each target, whatever the hour; each at most fifteen seconds."""
    with house.store.reading() as tx:
        targets = all_targets(house, tx)
    with ThreadPoolExecutor(_AT_ONCE) as several:
        return list(several.map(_try, targets))


def try_addresses(addresses: Iterable[str]) -> list[Trial]:
    """The same for addresses that nobody is told at yet."""
    with ThreadPoolExecutor(_AT_ONCE) as several:
        return list(several.map(_try, (Target("trial", address) for address in addresses)))


def _try(target: Target) -> Trial:
    from triage import notify  # loads apprise: only whoever tells pays for it

    ok = notify.tell(target.address, title=TITLE, body=BODY, urgent=False)
    one = target.coordinator_id
    whose = "everybody" if one is None else f"coordinator {one}"
    return Trial(whose, notify.masked(target.address), ok)
