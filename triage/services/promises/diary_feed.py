"""The address of a coordinator's diary feed. Decided here: whoever has it may read the diary, so it
holds a secret of its own that is kept only as a keyed hash, and a new one ends the old one.
"""

from __future__ import annotations

import secrets

from triage.services import audit
from triage.services.credentials import past_keys
from triage.services.house import House
from triage.storage import Tx, coordinators
from triage.storage.coordinators import CoordinatorRow

#: Where the console serves a feed; it needs no log-in, its secret decides.
PATH = "/console/diary/{}.ics"


def owner(house: House, tx: Tx, token: str) -> CoordinatorRow | None:
    """Whose feed this is the secret of, if active; it outlives a change of the index key."""
    return coordinators.find_by_diary(tx, past_keys.lookups(house, tx, _named(token)))


def address_of(house: House, token: str) -> str:
    """The full address of a feed with this secret."""
    return f"{house.settings.current().public_base_url}{PATH.format(token)}"


def make_token(house: House, who: CoordinatorRow) -> str:
    """A fresh secret for the feed of this coordinator, to be shown once; the old one is dead."""
    token = secrets.token_urlsafe(32)
    with house.store.transaction() as tx:
        coordinators.change(tx, who.id, diary_lookup=house.vault.lookup(_named(token)))
        actor = audit.actor_of(who.id)
        audit.record(
            tx, at=house.clock.now(), actor=actor, action="make_diary_address", subject=actor
        )
    return token


def end_address(house: House, who: CoordinatorRow) -> None:
    """No feed any more."""
    with house.store.transaction() as tx:
        coordinators.change(tx, who.id, diary_lookup=None)
        actor = audit.actor_of(who.id)
        audit.record(
            tx, at=house.clock.now(), actor=actor, action="end_diary_address", subject=actor
        )


def _named(token: str) -> str:
    return f"diary:{token}"
