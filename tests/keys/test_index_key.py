"""A new index key: everybody is found before, during and after, once."""

from __future__ import annotations

import pytest

from models import lead, person, search_word
from tests.builders import ASHA, BINA, arrival, rows, statements
from tests.console.queue_people import a_lead
from tests.keys.changing import NEW, NEWER, OLD, Keys, left, move_all, numbers, start
from tests.services.test_search import found
from triage.errors import Damaged
from triage.services.credentials import index_key
from triage.services.house import House
from triage.services.leads import search
from triage.services.messages.inbox import receive
from triage.storage import people

ASHA_SMS = ASHA.removeprefix("whatsapp:")


def test_whoever_was_known_stays_the_same_person(ours: House, keys: Keys) -> None:
    receive(ours, arrival("hi"))
    keys.index.insert(0, NEW)
    start(ours)

    receive(ours, arrival("menu"))
    receive(ours, arrival("hi", sender=ASHA_SMS))
    receive(ours, arrival("hi", sender=BINA))

    assert len(rows(ours.store, person)) == 2
    assert left(ours)[0] > 0
    move_all(ours)
    assert left(ours)[0] == 0
    expected = [f"sms {ASHA_SMS}", f"whatsapp {ASHA}", f"whatsapp {BINA}"]
    assert numbers(ours) == expected
    keys.index[:] = [NEW]
    start(ours)
    receive(ours, arrival("menu", sender=BINA))
    assert numbers(ours) == expected


def test_the_key_that_is_only_added_finds_and_writes_nothing(ours: House, keys: Keys) -> None:
    receive(ours, arrival("hi"))
    keys.index.append(NEW)
    start(ours)

    index_key.check(ours)
    assert (index_key.move_some(ours, 10), left(ours)[0]) == (0, 0)
    receive(ours, arrival("hi", sender=BINA))

    keys.index[:] = [OLD]
    start(ours)
    assert len(numbers(ours)) == 2


def test_a_message_takes_no_more_statements_than_before(ours: House, keys: Keys) -> None:
    for text in ("hi", "2", "yes"):
        receive(ours, arrival(text))
    with statements(ours.store) as before:
        receive(ours, arrival("menu"))
    keys.index.insert(0, NEW)

    with statements(ours.store) as during:
        receive(ours, arrival("menu"))

    assert len(during) - len(before) == (0 if ours.store.has_one_writer else 1)
    assert len(during) <= 10
    keys.index[:] = [OLD]
    with statements(ours.store) as after:
        receive(ours, arrival("menu"))
    assert len(after) == len(before)


def test_nobody_starts_without_a_key_that_is_needed(ours: House, keys: Keys) -> None:
    receive(ours, arrival("hi"))
    keys.index[:] = [NEW, OLD]
    index_key.move_some(ours, 1)

    for too_few in ([OLD], [NEW], [NEWER]):
        keys.index[:] = too_few
        with pytest.raises(Damaged, match="TRIAGE_INDEX_KEY"):
            start(ours)
    keys.index[:] = [NEW, OLD]
    start(ours)
    move_all(ours)
    keys.index[:] = [OLD]
    with pytest.raises(Damaged, match="TRIAGE_INDEX_KEY"):
        start(ours)


def test_a_change_that_was_given_up_goes_back(ours: House, keys: Keys) -> None:
    receive(ours, arrival("hi"))
    receive(ours, arrival("hi", sender=BINA))
    keys.index[:] = [NEW, OLD]
    index_key.move_some(ours, 1)

    keys.index[:] = [OLD, NEW]
    move_all(ours)

    assert len(numbers(ours)) == 2
    keys.index[:] = [OLD]
    start(ours)


def test_a_wrong_key_is_seen_before_it_is_used(ours: House, keys: Keys) -> None:
    receive(ours, arrival("hi"))
    keys.index[:] = [NEW]

    with pytest.raises(Damaged):
        index_key.check(ours)


def test_leads_are_searched_all_the_time(ours: House, keys: Keys) -> None:
    leads = [a_lead(ours, f"Asha Number{n}") for n in range(25)]
    search.index_words(ours)
    keys.index[:] = [NEW, OLD]

    while index_key.move_some(ours, 6):
        assert sorted(found(ours, "asha")) == sorted(leads)
    keys.index[:] = [NEW]

    assert sorted(found(ours, "asha")) == sorted(leads)
    assert all(row.words_at for row in rows(ours.store, lead))
    words = {row.lookup for row in rows(ours.store, search_word)}
    assert Keys().vault().lookup("asha") not in words


def test_an_address_that_is_there_twice_ends_no_change(ours: House, keys: Keys) -> None:
    receive(ours, arrival("hi"))
    alone = Keys(keys.data, [NEW]).house(ours)
    receive(alone, arrival("hi"))  # a process that never accepted the old key
    keys.index[:] = [NEW, OLD]

    move_all(ours)

    assert left(ours)[0] == 0
    with ours.store.transaction() as tx:
        known = people.find(tx, *ours.vault.lookups(ASHA_SMS))
    second = rows(ours.store, person)[1].id
    assert [one.person_id for one in known] == [second]


def test_what_came_in_behind_its_back_is_found_by_a_last_look(ours: House, keys: Keys) -> None:
    receive(ours, arrival("hi"))
    late = Keys(keys.data, [OLD, NEW]).house(ours)
    keys.index[:] = [NEW, OLD]
    move_all(ours)
    receive(late, arrival("hi", sender=BINA))

    index_key.look_again(ours)
    assert left(ours)[0] > 0
    move_all(ours)

    assert left(ours)[0] == 0
    assert len(numbers(ours)) == 2
