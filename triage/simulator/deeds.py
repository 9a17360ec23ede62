"""What the demo's staff do about a lead, in the words of cast.toml: each is what the console's
buttons do.
"""

from __future__ import annotations

from collections.abc import Callable

from triage.errors import NotFound
from triage.phone import parse_address
from triage.services.answers import replies, take_over
from triage.services.answers.replies import Wish
from triage.services.answers.take_over import Until
from triage.services.answers.ways import Kind
from triage.services.house import House
from triage.services.leads import lead_facts, lead_work
from triage.services.messages import outbox
from triage.services.promises import left_alone, promises
from triage.services.promises.promises import Call, Outcome
from triage.services.staff.coordinators import Coordinator
from triage.simulator.playbook import Line
from triage.storage import call_attempts, callbacks, lead_pages, people
from triage.vocabulary import Channel, Flag, LeadStatus

Deed = Callable[[House, str, str, Line, Coordinator], None]


def do(house: House, line: Line, by: Coordinator) -> None:
    """Do what the line says about this person's lead. A word that nobody knows is a ValueError."""
    lead_id = _lead_of(house, line.person)
    for word, deed in DEEDS.items():
        if line.text == word or line.text.startswith(f"{word} "):
            deed(house, lead_id, line.text.removeprefix(word).strip(), line, by)
            return
    raise ValueError("a line of the cast that nobody knows how to do")


def _lead_of(house: House, wire: str) -> str:
    """The public id of the lead that this person's talk is about."""
    with house.store.transaction() as tx:
        found = people.find(tx, *house.vault.lookups(parse_address(wire).canonical))
    lead_id = next((one.current_lead_public_id for one in found), None)
    if lead_id is None:
        raise NotFound("they have no lead yet")
    return lead_id


def _say(house: House, lead_id: str, text: str, line: Line, by: Coordinator) -> None:
    is_sms = parse_address(line.person).channel is Channel.SMS
    kind = Kind.SMS if is_sms else Kind.WHATSAPP
    once = f"cast-{line.at:%Y%m%d%H%M%S}"
    replies.send(house, lead_id, Wish(kind, once, text), by)
    outbox.deliver_due(house, house.send, house.find_sent)


def _call(outcome: Outcome) -> Deed:
    def record(house: House, lead_id: str, _text: str, _line: Line, by: Coordinator) -> None:
        with house.store.reading() as tx:
            page = lead_pages.find(tx, lead_id)
            assert page is not None  # noqa: S101 - tells the type checker; it was found just now
            promised = callbacks.open_of_lead(tx, page.id)
            seen = call_attempts.count(tx, page.id)
        promises.record(house, lead_id, Call(promised.id if promised else None, seen, outcome), by)

    return record


#: By the word that the line begins with.
DEEDS: dict[str, Deed] = {
    "take over": lambda house, lead_id, _text, _line, by: _ignore(
        take_over.take_over(house, lead_id, Until.FOUR_HOURS, by, seen=None)
    ),
    "hand back": lambda house, lead_id, _text, _line, by: _ignore(
        take_over.hand_back(house, lead_id, by, tell=False)
    ),
    "take": lambda house, lead_id, _text, _line, by: lead_work.take(house, lead_id, by),
    "note": lambda house, lead_id, text, _line, by: lead_facts.add_note(house, lead_id, text, by),
    "status": lambda house, lead_id, text, _line, by: lead_work.set_status(
        house, lead_id, LeadStatus(text), by
    ),
    "settle": lambda house, lead_id, text, _line, by: lead_work.settle_flag(
        house, lead_id, Flag(text), by
    ),
    "leave alone": lambda house, lead_id, _text, _line, by: left_alone.leave_alone(
        house, lead_id, by
    ),
    "reached": _call(Outcome.REACHED),
    "no answer": _call(Outcome.NO_ANSWER),
    "say": _say,
}


def _ignore(_result: object) -> None:
    """Nobody looks at the screen."""
