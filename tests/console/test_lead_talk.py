"""The talk on a lead's page: long ones by pages, and fresh while somebody looks at it."""

from __future__ import annotations

import re

from sqlalchemy import update

from models import audit_event, message
from tests.builders import arrival, rows, statements
from tests.console.made_leads import FORM, lead_of, page_of
from tests.console.visitor import Visitor
from tests.fakes import FakeClock
from triage.services.house import House
from triage.services.leads import lead_work
from triage.services.messages.inbox import receive
from triage.services.staff.coordinators import Coordinator


def bubbles(text: str) -> list[str]:
    """The anchors of messages and notes on a page, in order."""
    return re.findall(r'<li class="bubble [^"]*" id="([mn]-\w+)"', text)


def mark(text: str) -> str:
    """What the page says it has seen."""
    found = re.search(r'id="seen" name="seen" value="([^"]+)"', text)
    assert found
    return found[1]


def poll(visitor: Visitor, public_id: str, seen: str, status: int = 200) -> str:
    """What an open page asks for every few seconds."""
    return visitor.get(page_of(public_id, f"/talk?seen={seen}"), status=status)


def long_talk(house: House, clock: FakeClock, count: int) -> str:
    """A lead with this many messages of theirs, each answered."""
    public_id = lead_of(house)
    for number in range(count - len(FORM)):
        clock.tick(seconds=5)
        receive(house, arrival(f"What about {number}?"))
    return public_id


def test_a_long_talk_is_read_by_pages_and_no_message_twice(
    house: House, as_bina: Visitor, clock: FakeClock
) -> None:
    public_id = long_talk(house, clock, 120)
    everything = [f"m-{row.public_id}" for row in rows(house.store, message)]

    text = as_bina.get(page_of(public_id))
    seen: list[str] = []
    while True:
        seen = [*bubbles(text), *seen]
        older = re.search(r'href="([^"]+)">Older messages', text)
        if older is None:
            break
        assert len(bubbles(text)) == 100
        text = as_bina.get(older[1].replace("&amp;", "&"))
        assert "Back to the newest" in text
        assert "hx-trigger" not in text  # what is old does not change

    assert seen == everything


def test_a_note_stands_between_the_messages_of_its_time_on_one_page_only(
    house: House, as_bina: Visitor, clock: FakeClock, bina: Coordinator
) -> None:
    public_id = lead_of(house)
    clock.tick(seconds=5)
    lead_work.add_note(house, public_id, "An early note", bina)
    for number in range(60):
        clock.tick(seconds=5)
        # the same answer again and again would be taken for a loop
        receive(house, arrival(f"What about {number}?" if number % 2 else "hi"))

    newest, older = as_bina.get(page_of(public_id)), as_bina.get(page_of(public_id, "?before=31"))

    assert "An early note" not in newest
    shown = bubbles(older)
    first = rows(house.store, message)[9].public_id
    assert shown[shown.index(f"m-{first}") + 1].startswith("n-")


def test_a_fact_from_long_ago_links_to_the_page_that_has_its_message(
    house: House, as_bina: Visitor, clock: FakeClock
) -> None:
    public_id = long_talk(house, clock, 120)
    text = as_bina.get(page_of(public_id))

    told = text[text.index('id="fact-name"') : text.index('id="fact-age"')]
    link = re.search(r'href="([^"]+#(m-\w+))"', told)

    assert link
    assert link[2] not in bubbles(text)
    assert link[2] in bubbles(as_bina.get(page_of(public_id, link[1].partition("#")[0])))


def test_of_many_questions_the_newest_are_listed(
    house: House, as_bina: Visitor, clock: FakeClock
) -> None:
    text = as_bina.get(page_of(long_talk(house, clock, 25)))

    listed = text[text.index("They asked") : text.index('class="facts"')]
    assert re.findall(r"What about (\d+)", listed) == [str(number) for number in range(10, 20)]
    assert "The newest of 15" in listed


def test_an_unreadable_place_shows_the_newest_messages(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)

    for wrong in ("x", "-1", "9" * 40, "²"):
        assert len(bubbles(as_bina.get(page_of(public_id, f"?before={wrong}")))) == 10


def test_nothing_new_is_answered_with_nothing(house: House, as_bina: Visitor) -> None:
    public_id = lead_of(house)
    seen = mark(as_bina.get(page_of(public_id)))

    with statements(house.store) as asked:
        assert poll(as_bina, public_id, seen, status=204) == ""

    assert len(asked) <= 2
    assert len(rows(house.store, audit_event, action="view_lead")) == 1


def test_a_new_message_comes_with_the_next_step_and_without_any_form_but_flags(
    house: House, as_bina: Visitor
) -> None:
    public_id = lead_of(house)
    seen = mark(as_bina.get(page_of(public_id)))
    receive(house, arrival("chest pain"))

    text = poll(as_bina, public_id, seen)

    assert "<bdi>chest pain</bdi>" in text
    assert 'hx-swap-oob="outerMorph"' in text
    assert "Red flag: call now" in text
    assert "<textarea" not in text
    assert 'name="value"' not in text
    poll(as_bina, public_id, mark(text), status=204)


def test_a_tick_a_note_and_a_status_are_news_too(
    house: House, as_bina: Visitor, bina: Coordinator
) -> None:
    public_id = lead_of(house)
    seen = mark(as_bina.get(page_of(public_id)))

    with house.store.transaction() as tx:
        last = rows(house.store, message, direction="out")[-1].id
        read = update(message).where(message.c.id == last)
        tx.execute(read.values(status="read", status_rank=5))
    text = poll(as_bina, public_id, seen)
    assert '<span class="words">read</span>' in text
    lead_work.add_note(house, public_id, "Call late", bina)

    assert "Call late" in poll(as_bina, public_id, mark(text))


def test_it_is_made_anew_every_minute_for_the_times_in_it(
    house: House, as_bina: Visitor, clock: FakeClock
) -> None:
    public_id = lead_of(house)
    seen = mark(as_bina.get(page_of(public_id)))
    clock.tick(minutes=1)

    assert mark(poll(as_bina, public_id, seen)) != seen


def test_there_is_no_talk_of_a_lead_that_is_not_there(as_bina: Visitor) -> None:
    poll(as_bina, "zzzzzzzzzz", "x", status=404)
    poll(as_bina, "%00", "x", status=404)
