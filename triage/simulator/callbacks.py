"""Status callbacks: one background thread that moves REST messages on and tells our webhook.

Decided here: the order of statuses (queued, sent, delivered, and read on WhatsApp), each told once
and signed like any webhook; and that free text on WhatsApp fails with 63016 once 24 hours have
passed, which Twilio also finds out only after it took the message.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Mapping
from itertools import count

import requests

from triage.simulator.delivery import post_signed
from triage.simulator.exchange import Exchange
from triage.simulator.records import Record, new_sid
from triage.simulator.settings import StandinSettings

Step = tuple[str, int | None]


class Callbacks:
    """Tells our status webhook what became of each message that came by REST."""

    def __init__(self, settings: StandinSettings, exchange: Exchange) -> None:
        self._settings = settings
        self._exchange = exchange
        self._due: list[tuple[float, int, str, str, Step]] = []
        self._order = count()
        self._changed = threading.Condition()
        threading.Thread(target=self._run, name="callbacks", daemon=True).start()

    def follow(self, record: Record, url: str, failure: Mapping[str, object] | None) -> None:
        """Plan the callbacks of a message just taken; `failure` may script how it ends."""
        steps = _steps(record, self._exchange, failure)
        with self._changed:
            for n, step in enumerate(steps, 1):
                due = time.monotonic() + n * self._settings.callback_pause
                heapq.heappush(self._due, (due, next(self._order), record.sid, url, step))
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._due:
                    self._changed.wait()
                wait = self._due[0][0] - time.monotonic()
                if wait > 0:
                    self._changed.wait(wait)
                    continue
                _, _, sid, url, step = heapq.heappop(self._due)
            self._tell(sid, url, step)

    def _tell(self, sid: str, url: str, step: Step) -> None:
        status, code = step
        record = self._exchange.change(sid, status=status, error_code=code)
        if record is None or not url:
            return
        fields = {
            "SmsSid": sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": record.to,
            "MessageSid": sid,
            "AccountSid": self._settings.account_sid,
            "From": record.sender,
            "ApiVersion": "2010-04-01",
        }
        if code is not None:
            fields["ErrorCode"] = str(code)
        if record.service_sid:
            fields["MessagingServiceSid"] = record.service_sid
        try:
            post_signed(self._settings, url, tuple(fields.items()), new_sid(""))
        except requests.RequestException:
            self._exchange.note((record.to, record.sender), "A status callback found nobody.")


def _may_come(record: Record, exchange: Exchange) -> bool:
    """An approved template at any time; free words while the person wrote within 24 hours."""
    return record.is_template or exchange.window_open((record.to, record.sender))


def _steps(
    record: Record, exchange: Exchange, failure: Mapping[str, object] | None
) -> tuple[Step, ...]:
    taken: tuple[Step, ...] = (("queued", None),) if record.service_sid else ()
    whatsapp = record.to.startswith("whatsapp:")
    if failure and failure.get("kind") in ("undelivered", "failed"):
        end: tuple[Step, ...] = ((str(failure["kind"]), int(str(failure.get("code") or 30008))),)
    elif whatsapp and not _may_come(record, exchange):
        end = (("failed", 63016),)
    else:
        end = (("sent", None), ("delivered", None)) + ((("read", None),) if whatsapp else ())
    return taken + end
