"""Two copies of one message at the same moment: PostgreSQL is asked for both before either is
written, and one alone is stored."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from models import message
from tests.builders import ACCOUNT, ASHA, arrival, rows
from triage.phone import parse_address
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.storage import Tx, messages, people
from triage.storage.messages import HeardBefore, NewMessage
from triage.storage.people import Correspondent
from triage.vocabulary import MessageStatus

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SID = "SM" + "c" * 32


@pytest.fixture
def known(house: House) -> House:
    """Asha has written before."""
    receive(house, arrival("hi"))
    return house


def _find(house: House, tx: Tx) -> Correspondent:
    hashed = house.vault.lookups(parse_address(ASHA).canonical)
    (who,) = people.find(tx, *hashed, about=(ACCOUNT, SID))
    return who


def _heard(who: Correspondent, seq: int, public_id: str) -> NewMessage:
    return NewMessage(
        conversation_id=who.conversation_id,
        address_id=who.address_id,
        seq=seq,
        direction="in",
        public_id=public_id,
        kind="text",
        body_sealed="s1.x",
        status=MessageStatus.RECEIVED,
        status_rank=0,
        created_at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC),
        account_sid=ACCOUNT,
        sid=SID,
    )


def _claim_while_another_does(house: House, mine: str, sid: str = SID) -> None:
    """Look, be overtaken by another copy, claim, and write something else as well."""
    with messages.claiming(), house.store.transaction() as tx:
        who = _find(house, tx)
        assert not who.heard_before
        with house.store.transaction() as other:
            messages.claim(other, _heard(who, 3, "quicker"))
        heard = _heard(who, 4, mine)._replace(sid=sid)
        assert messages.claim(tx, heard, who.message_id) == who.message_id
        people.touch_address(tx, who.address_id, to="nowhere", now=heard.created_at)


def test_the_slower_of_two_copies_hears_of_it_and_leaves_nothing(known: House) -> None:
    with pytest.raises(HeardBefore):
        _claim_while_another_does(known, "slower")

    (stored,) = rows(known.store, message, sid=SID)
    assert stored.public_id == "quicker"
    with known.store.transaction() as tx:
        who = _find(known, tx)
    assert who.heard_before
    assert who.our_number != "nowhere"


def test_it_stays_an_error_where_something_else_is_there_twice(known: House) -> None:
    with pytest.raises(IntegrityError):
        _claim_while_another_does(known, "quicker", "SM" + "d" * 32)

    assert [row.public_id for row in rows(known.store, message, sid=SID)] == ["quicker"]


def test_a_kept_id_is_the_messages_own_and_nobody_elses(known: House) -> None:
    with known.store.transaction() as tx:
        first = _find(known, tx).message_id
    with messages.claiming(), known.store.transaction() as tx:
        who = _find(known, tx)
        messages.claim(tx, _heard(who, 9, "kept"), who.message_id)

    (stored,) = rows(known.store, message, sid=SID)
    assert stored.id == who.message_id != first
    receive(known, arrival("2"))
    assert max(row.id for row in rows(known.store, message)) > stored.id
