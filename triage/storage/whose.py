"""Whom an id is about: from leads and files to the person behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select

from models import attachment, lead, person
from triage.storage.store import Tx

_AT_ONCE = 500


def of_leads(tx: Tx, public_ids: Collection[str]) -> Mapping[str, str]:
    """Lead -> person, by public ids; a lead that is not there is left out."""
    return _owners(tx, lead.c.public_id, lead.c.person_id, public_ids)


def of_files(tx: Tx, public_ids: Collection[str]) -> Mapping[str, str]:
    """File -> person, by public ids; a file that is not there is left out."""
    return _owners(tx, attachment.c.public_id, attachment.c.person_id, public_ids)


def _owners(
    tx: Tx, name: ColumnElement[Any], person_id: ColumnElement[Any], public_ids: Collection[str]
) -> dict[str, str]:
    wanted, found = sorted(public_ids), {}
    for start in range(0, len(wanted), _AT_ONCE):
        chosen = select(name, person.c.public_id).where(
            person_id == person.c.id, name.in_(wanted[start : start + _AT_ONCE])
        )
        found.update({row[0]: row[1] for row in tx.execute(chosen)})
    return found
