"""Whoever works here notices nothing of a new index key, and goes on after it."""

from __future__ import annotations

import pytest

from tests.keys.changing import NEW, OLD, Keys, move_all
from triage.errors import NotFound
from triage.services.house import House
from triage.services.promises import diary_feed
from triage.services.staff import coordinators, links, sessions, throttling
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role


@pytest.fixture
def bina(ours: House) -> Coordinator:
    """A coordinator."""
    email = "bina@clinic.example"
    return coordinators.create(ours, name="Bina", email=email, role=Role.COORDINATOR, by="operator")


def _logged_in(house: House, who: Coordinator) -> str:
    with house.store.transaction() as tx:
        return sessions.start(house, tx, who, proven=True, data="{}", began=None)[0]


def _owner(house: House, token: str) -> str | None:
    with house.store.reading() as tx:
        who = diary_feed.owner(house, tx, token)
    return who.name if who else None


def test_sessions_links_and_devices_are_known_by_both_keys(
    ours: House, keys: Keys, bina: Coordinator
) -> None:
    token = _logged_in(ours, bina)
    device = throttling.new_device(ours, bina.email)
    link = links.make(ours, bina, "reset", by="operator").rpartition("/")[2]

    for both in ([OLD, NEW], [NEW, OLD]):
        keys.index[:] = both
        session = sessions.find(ours, token)
        assert session is not None
        sessions.keep(ours, session, "[]")
        assert throttling.is_known_device(ours, device, bina.email)
        assert links.get(ours, link).owner.id == bina.id
    again = sessions.find(ours, token)
    assert again is not None
    assert again.data == "[]"

    keys.index[:] = [NEW]
    assert sessions.find(ours, token) is None
    assert not throttling.is_known_device(ours, device, bina.email)
    with pytest.raises(NotFound):
        links.get(ours, link)


def test_a_session_can_be_ended_under_either_key(
    ours: House, keys: Keys, bina: Coordinator
) -> None:
    token = _logged_in(ours, bina)
    keys.index[:] = [NEW, OLD]

    session = sessions.find(ours, token)
    assert session is not None
    with ours.store.transaction() as tx:
        sessions.end(tx, session)

    assert sessions.find(ours, token) is None


def test_a_diary_feed_outlives_the_old_key(ours: House, keys: Keys, bina: Coordinator) -> None:
    token = diary_feed.make_token(ours, bina)
    keys.index[:] = [NEW, OLD]
    assert _owner(ours, token) == "Bina"
    move_all(ours)
    keys.index[:] = [NEW]

    assert _owner(keys.house(ours), token) == "Bina"
    assert _owner(ours, token) == "Bina"
    assert _owner(ours, token + "x") is None
    renewed = diary_feed.make_token(ours, bina)
    assert (_owner(ours, token), _owner(ours, renewed)) == (None, "Bina")
