"""STOP and START: which channels of a person are closed, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import String, bindparam, select, update

from models import address, tombstone
from triage.storage.statements import Prepared
from triage.storage.store import Tx
from triage.vocabulary import Channel

_OPT_OUT = (
    update(address)
    .where(address.c.person_id == bindparam("who"), address.c.channel == bindparam("on"))
    .values(opted_out_at=bindparam("at"))
)


def opted_out_before(
    tx: Tx, person_id: int, channel: Channel, lookups: Sequence[str]
) -> datetime | None:
    """Since when nothing may be sent to an address that is new: an erasure ends no opt-out."""
    named = {f"hash_{place}": lookup for place, lookup in enumerate(lookups)}
    rows = _opted_out(len(named)).rows(tx, {"who": person_id, "on": channel, **named})
    return next((at for (at,) in rows), None)


@cache
def _opted_out(count: int) -> Prepared:
    """What the person said on this channel, or whoever was erased and wrote from the same address;
    that one may be there under several hashes: the last counts."""
    hashes = [bindparam(f"hash_{place}", type_=String) for place in range(count)]
    erased = (
        select(tombstone.c.opted_out_at)
        .where(tombstone.c.channel == bindparam("on"), tombstone.c.lookup.in_(hashes))
        .order_by(tombstone.c.erased_at.desc(), tombstone.c.id.desc())
        .limit(1)
        .subquery()
    )
    said = select(address.c.opted_out_at).where(
        address.c.person_id == bindparam("who"),
        address.c.channel == bindparam("on"),
        address.c.opted_out_at.is_not(None),
    )
    return Prepared(
        said.union_all(select(erased.c.opted_out_at).where(erased.c.opted_out_at.is_not(None)))
    )


def set_opt_out(tx: Tx, person_id: int, channel: Channel, at: datetime | None) -> None:
    """Stop a channel at `at`, or open it again with None: all addresses of the person on it."""
    tx.execute(_OPT_OUT, {"who": person_id, "on": channel, "at": at})
