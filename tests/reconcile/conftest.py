"""A house beside a stand-in for Twilio over real HTTP: some webhooks reach it, some are lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import delete

import models
from tests.builders import ACCOUNT
from tests.fakes import FakeClock
from tests.simulator.conftest import serving
from triage.services.house import House
from triage.services.messages.inbox import Received, receive
from triage.services.messages.outbox import deliver_due
from triage.services.recovery import reconcile
from triage.services.recovery.reconcile import Reconciled
from triage.simulator.server import make_standin
from triage.simulator.settings import StandinSettings
from triage.twilio_gateway.account import AccountBook
from triage.twilio_gateway.message_log import Logged
from triage.twilio_gateway.rest import Credentials, TwilioRest

ASHA, SMS, WHATSAPP = "+12025550123", "+12025550100", "whatsapp:+12025550101"
TOKEN = "a-token-of-the-stand-in"


class RunningClock(FakeClock):
    """Real time, moved by what was ticked: the stand-in lives in real time too."""

    def __init__(self) -> None:
        super().__init__(datetime.now(UTC))
        self._shift = timedelta()

    def now(self) -> datetime:
        """This instant, moved."""
        return datetime.now(UTC) + self._shift

    def tick(self, **by: float) -> None:
        """Move it: `tick(minutes=3)`."""
        self._shift += timedelta(**by)


@dataclass
class Outside:
    """Twilio's side of the house."""

    address: str
    house: House
    clock: FakeClock

    def lost(self, text: str, *, minutes_ago: float = 5, sender: str = ASHA, **more: Any) -> str:
        """Somebody writes and nobody here is told; Twilio's id of the message."""
        data = {"from": sender, "channel": "whatsapp", "text": text, "lost": True}
        asked: dict[str, Any] = {**data, "minutes_ago": minutes_ago, **more}
        answer = requests.post(f"{self.address}/phone/send", json=asked, timeout=10)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["sid"])

    def told(self, sid: str) -> Received:
        """The webhook of a message arrives after all."""
        entry = self.entry(sid)
        ours = {SMS, WHATSAPP}
        return receive(self.house, self.house.at_twilio.arrival_of(entry, ours))

    def said(self, text: str, *, at: datetime) -> None:
        """Twilio's log shows that we said this to Asha then, in the answer to a webhook."""
        ago = (datetime.now(UTC) - at).total_seconds() / 60
        asked: dict[str, Any] = {"to": f"whatsapp:{ASHA}", "text": text, "minutes_ago": ago}
        answer = requests.post(f"{self.address}/standin/said", json=asked, timeout=10)
        assert answer.status_code == 200, answer.text

    def forget_everything(self) -> None:
        """The database of an earlier day: here, of the day before the first message."""
        with self.house.store.transaction() as tx:
            for table in reversed(models.metadata.sorted_tables):
                tx.execute(delete(table))

    def entry(self, sid: str) -> Logged:
        """A message in Twilio's log."""
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        heard = self.house.at_twilio.heard(
            long_ago, datetime(2100, 1, 1, tzinfo=UTC), {SMS, WHATSAPP}
        )
        return next(entry for entry in heard if entry.sid == sid)

    def reconcile(self, **more: Any) -> Reconciled:
        """A run over all that the tests make."""
        since = self.clock.now() - reconcile.FURTHEST
        return reconcile.run(self.house, since=since, **more)

    def deliver(self) -> list[str]:
        """What reaches Asha after the worker's next round, oldest first."""
        self.clock.tick(seconds=30)
        deliver_due(self.house, self.house.send, self.house.find_sent)
        return self.heard_from_us()

    def heard_from_us(self) -> list[str]:
        """All that Asha got on WhatsApp."""
        query = {"from": ASHA, "channel": "whatsapp", "after": "0"}
        answer = requests.get(f"{self.address}/phone/thread", params=query, timeout=10)
        return [line["text"] for line in answer.json()["messages"] if line["kind"] == "theirs"]


@pytest.fixture
def clock() -> FakeClock:
    """The stand-in's time."""
    return RunningClock()


@pytest.fixture
def outside(house: House, clock: FakeClock) -> Iterator[Outside]:
    """The stand-in, and the house wired to it as in life."""
    settings = StandinSettings(
        account_sid=ACCOUNT,
        public_base_url="http://127.0.0.1:1",
        sms_number=SMS,
        whatsapp_number=WHATSAPP,
        auth_tokens=lambda: (TOKEN,),
        callback_pause=60,
    )
    with serving(make_standin("127.0.0.1", 0, settings)) as address:
        rest = TwilioRest(lambda: Credentials(ACCOUNT, ACCOUNT, TOKEN), base_url=address)
        wired = replace(
            house,
            send=rest.send,
            find_sent=rest.find_sent,
            at_twilio=AccountBook(rest.ask, lambda: ACCOUNT),
        )
        yield Outside(address, wired, clock)
