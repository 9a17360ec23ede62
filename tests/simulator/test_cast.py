"""The demo's people: they really talk, the play is played once, and whenever it starts the diary
holds a call that was missed and calls to come.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models import call_attempt, callback, coordinator, lead, message, note
from tests.builders import NOW, only, rows
from tests.conversation.talk import OFFICE
from tests.fakes import FakeClock
from tests.shipped import shipped_reader
from triage.arrival import Sending
from triage.content import load_script
from triage.content.countries import country_names
from triage.conversation.office import is_open
from triage.services import audit
from triage.services.house import House
from triage.services.leads.leads import LeadView, list_leads
from triage.services.staff.coordinators import DEMO_EMAIL, DEMO_NAME
from triage.simulator import cast
from triage.simulator.playbook import Line, read_play, times_to_call


@dataclass
class Log:
    """Twilio's log, as the stand-in keeps it."""

    messages: list[tuple[str, float]] = field(default_factory=list)
    delivered: list[Line] = field(default_factory=list)
    breaks_at: int = 10_000

    def heard(self, line: Line, minutes_ago: float) -> str:
        """Somebody wrote."""
        if len(self.messages) == self.breaks_at:
            raise ConnectionError("cut off")
        self.messages.append((line.text, minutes_ago))
        return f"SM{len(self.messages):032x}"

    def said(self, sending: Sending, minutes_ago: float) -> str:
        """We wrote."""
        self.messages.append((sending.body, minutes_ago))
        return f"SM{len(self.messages):032x}"

    def deliver(self, line: Line) -> None:
        """Somebody sends a file."""
        self.delivered.append(line)


@pytest.fixture
def talking(house: House) -> House:
    """A house with the real reader and the real texts."""
    settings = house.settings.current()
    script = load_script(
        office=settings.office,
        call_number=settings.triage_call_number,
        served=settings.triage_languages,
        unreviewed=True,
        countries=country_names(settings.triage_languages),
    )
    return replace(house, reader=shipped_reader(), script=script)


def test_the_play_leaves_leads_of_every_sort(talking: House, clock: FakeClock) -> None:
    log = Log()
    cast.play(talking, log)

    leads = list(list_leads(talking))
    flags = Counter(flag for one in leads for flag in one.flags.split(";") if flag)
    assert len(leads) >= 25
    assert {one.service for one in leads} == {1, 2, 3, 4, 5, None}
    assert len({one.country for one in leads}) >= 10
    assert {one.language for one in leads} == {"en", "hi"}
    assert {one.status for one in leads} >= {"new", "in_progress", "won", "closed"}
    assert flags["emergency"] >= 2
    assert flags["concern"] == 1
    assert flags["question"] >= 4
    assert "self_harm" not in flags  # Meera saw to it
    assert [one.patient_name for one in leads if one.opted_out] == ["Latha Nair"]
    assert _patients(leads, "Chen Wei") == {"Chen Wei", "Mei Lin"}
    assert len(rows(talking.store, note)) >= 5
    assert len(rows(talking.store, call_attempt, outcome="reached")) >= 4
    assert audit.first_bad_row(talking) is None
    _check_calls(talking, clock)
    _check_letters(talking, log)
    assert cast.is_over(talking)
    assert cast.play(talking, log) == 0


def _patients(leads: list[LeadView], enquirer: str) -> set[str]:
    return {one.patient_name for one in leads if one.enquirer_name == enquirer}


def _check_calls(house: House, clock: FakeClock) -> None:
    """Some calls were missed, some are still to come."""
    promised = rows(house.store, callback, state="open")
    assert sum(one.end < clock.now() for one in promised) >= 2
    assert sum(one.start > clock.now() for one in promised) >= 4
    assert all(one.created_at <= clock.now() for one in rows(house.store, lead))


def _check_letters(house: House, log: Log) -> None:
    """What the staff wrote was sent once and arrived; a file is left to the webhook."""
    by_hand = [one for one in rows(house.store, message) if one.coordinator_id is not None]
    assert [one.status for one in by_hand] == ["delivered", "delivered"]
    assert sum(text.startswith(("This is Meera", "I am glad")) for text, _ in log.messages) == 2
    assert [line.sample for line in log.delivered] == ["document"]


SMALL = """
[staff]
tom = { name = "Tom Okafor", email = "tom@demo.example", role = "coordinator" }
[[person]]
name = "Asha Rao"
from = "+12025550123"
talk = \"\"\"
@ -2 10:00
hi
2
@ +1h
tom: take
tom: note She rings back.
@ -3m
yes
\"\"\"
"""


def test_a_play_that_was_cut_off_goes_on_where_it_was(house: House, tmp_path: Path) -> None:
    script, log = tmp_path / "small.toml", Log(breaks_at=2)
    script.write_text(SMALL)
    with pytest.raises(ConnectionError):
        cast.play(house, log, script)
    assert not cast.is_over(house)
    log.breaks_at = 100

    assert cast.play(house, log, script) == 1
    assert cast.play(house, log, script) == 0

    assert [one[0] for one in log.messages] == ["hi", "2", "yes"]
    assert only(house.store, coordinator).name == "Tom Okafor"
    assert only(house.store, note)
    first = rows(house.store, message)[0]
    assert first.created_at == datetime.fromisoformat("2026-11-21T10:00:00-05:00")


def test_whoever_comes_in_by_the_link_has_work_waiting() -> None:
    play = read_play(NOW, OFFICE)

    assert (play.staff["you"].name, play.staff["you"].email) == (DEMO_NAME, DEMO_EMAIL)
    assert any((line.staff, line.text) == ("you", "take") for line in play.lines)


def test_an_unknown_deed_is_refused(house: House, tmp_path: Path) -> None:
    script = tmp_path / "small.toml"
    script.write_text(SMALL.replace("tom: take", "tom: dance"))

    with pytest.raises(ValueError, match="nobody knows"):
        cast.play(house, Log(), script)


@pytest.mark.parametrize("hour", range(0, 168, 7))
def test_whenever_it_begins_there_are_times_to_call(hour: int) -> None:
    now = NOW + timedelta(hours=hour)

    times = times_to_call(now, OFFICE)

    assert times["soon"][0] >= now + timedelta(minutes=45)
    assert times["next"][0] >= now + timedelta(hours=14)
    assert times["missed"][0] <= now - timedelta(hours=2)
    for at in (times["soon"][0], times["next"][0], times["missed"][0]):
        assert is_open(OFFICE, at)
        assert (at.minute, at.second) in {(0, 0), (30, 0)}
        assert abs(at - now) < timedelta(hours=64)


def test_the_same_moment_gives_the_same_script() -> None:
    lines = read_play(NOW, OFFICE).lines

    assert lines == read_play(NOW, OFFICE).lines
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert all(line.at <= NOW for line in lines)
