"""How often something may be tried. Decided here: the numbers, and that guessing from strange
places never locks somebody out of a device on which they have logged in before.

Every try is counted before it is looked at, so that many at once do not slip through; one that was
right is forgiven afterwards. The counts are rows, so all processes share them and a restart keeps
them; who is counted cannot be read from them.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from triage.errors import TooMany
from triage.services.house import House
from triage.storage import Tx, throttles

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries in so long."""

    name: str
    most: int
    window: timedelta


SOURCE = Limit("source", 30, _MINUTE)
ACCOUNT_AT_SOURCE = Limit("account-source", 5, _MINUTE)
ACCOUNT = Limit("account", 100, _HOUR)  # from strange devices together
DEVICE = Limit("device", 5, _MINUTE)
DEVICE_LONG = Limit("device-long", 50, _HOUR)
CODE = Limit("code", 5, _MINUTE)
CODE_LONG = Limit("code-long", 30, _HOUR)

#: What is counted: a limit and who it is for.
Bucket = tuple[Limit, str]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who tries: an address on the network, and the mark that their device was given."""

    source: str
    device: str | None = None


def password_buckets(house: House, account: str, asker: Asker) -> list[Bucket]:
    """What a try with a password counts for; `account` is the e-mail address as it was given."""
    if is_known_device(house, asker.device, account):
        here = f"{account}:{asker.device}"
        return [(DEVICE, here), (DEVICE_LONG, here)]
    return [
        (SOURCE, asker.source),
        (ACCOUNT_AT_SOURCE, f"{account}:{asker.source}"),
        (ACCOUNT, account),
    ]


def code_buckets(house: House, coordinator_id: int, account: str, asker: Asker) -> list[Bucket]:
    """What a try with a code counts for: the account, wherever it comes from; it needs the
    password first. A device that is known counts by itself."""
    known = is_known_device(house, asker.device, account)
    here = f"{coordinator_id}:{asker.device}" if known else str(coordinator_id)
    return [(CODE, here), (CODE_LONG, here)]


def count(house: House, buckets: Sequence[Bucket]) -> None:
    """Count a try; raises TooMany when it is one too many for any of them."""
    now = house.clock.now()
    with house.store.transaction() as tx:
        blocked = any(
            throttles.count(tx, _lookup(house, b), now=now, window_from=now - b[0].window)
            > b[0].most
            for b in buckets
        )
    if blocked:
        raise TooMany("tried too often")


def forgive(house: House, tx: Tx, buckets: Sequence[Bucket]) -> None:
    """The try was a right one: it does not count. Drops what is long over, too."""
    for bucket in buckets:
        throttles.forgive(tx, _lookup(house, bucket))
    throttles.forget(tx, before=house.clock.now() - 2 * _HOUR)


def new_device(house: House, account: str) -> str:
    """The mark of a device on which this account has logged in."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{house.vault.lookup(_marked(nonce, account))}"


def is_known_device(house: House, device: str | None, account: str) -> bool:
    """Whether this account has logged in on the device before."""
    nonce, _, mark = (device or "").partition(".")
    return bool(nonce and mark.isascii()) and any(
        hmac.compare_digest(mark, one) for one in house.vault.lookups(_marked(nonce, account))
    )


def _marked(nonce: str, account: str) -> str:
    return f"device:{nonce}:{account}"


def _lookup(house: House, bucket: Bucket) -> str:
    return house.vault.lookup(f"throttle:{bucket[0].name}:{bucket[1]}")
