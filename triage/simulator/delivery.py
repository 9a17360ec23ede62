"""A message on its way from the phone to our webhook and back, with Twilio's own habits.

Decided here: how the request is signed, timed and retried (once, and only when no connection came
about), what STOP does before we are asked, and how our answer reaches the phone.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from urllib.parse import urlencode

import requests
from urllib3.exceptions import NewConnectionError

from triage.simulator.answers import BadAnswer, replies_in
from triage.simulator.exchange import Delivered, Exchange, Pair
from triage.simulator.records import Record, new_sid
from triage.simulator.settings import OptOutMode, StandinSettings
from triage.twilio_gateway.signature import sign

Form = tuple[tuple[str, str], ...]

CONNECT_SECONDS = 5.0
STOP_WORDS = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
)
START_WORDS = frozenset(["START", "YES", "UNSTOP"])
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this"
    " number. Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help."
    " Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)


def post_signed(settings: StandinSettings, url: str, form: Form, token: str) -> requests.Response:
    """POST a signed form as Twilio does. Raises requests' exceptions after its one retry."""
    newest = (settings.auth_tokens() or ("",))[0]
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "User-Agent": "TwilioProxy/1.1",
        "I-Twilio-Idempotency-Token": token,
        "X-Twilio-Signature": sign(url.partition("#")[0], form, newest),
    }
    deadline = time.monotonic() + settings.answer_within
    with requests.Session() as session:
        session.trust_env = False  # no proxy between two processes of one machine
        for attempt in (1, 2):
            left = max(0.1, deadline - time.monotonic())
            try:
                return session.post(
                    url,
                    data=urlencode(form).encode(),
                    headers=headers,
                    timeout=(min(CONNECT_SECONDS, left), left),
                )
            except requests.ConnectionError as failure:
                if attempt == 2 or not _never_connected(failure):
                    raise
    raise AssertionError("the second attempt returns or raises")


def deliver(settings: StandinSettings, exchange: Exchange, pair: Pair, form: Form) -> None:
    """Bring one message of a person to our webhook; replies and faults go into the thread."""
    token = new_sid("")
    exchange.remember(pair, Delivered(form, token))
    exchange.compose(pair, 1)
    try:
        replies = _ask(settings, exchange, pair, form, token)
    finally:
        exchange.compose(pair, -1)
    if replies is None:
        exchange.change(dict(form)["MessageSid"], status="failed")
        return
    exchange.remember(pair, Delivered(form, token, replies))
    for reply in replies:
        _reply(exchange, pair, reply)
    exchange.change(dict(form)["MessageSid"], status="read")


def deliver_again(settings: StandinSettings, exchange: Exchange, pair: Pair) -> bool:
    """Repeat the last webhook with the same id, as a retry does; False when there was none.

    An answer that the phone already has is not shown twice: Twilio only retries when the first
    answer was lost, and then the person sees one.
    """
    last = exchange.last(pair)
    if last is None:
        return False
    replies = _ask(settings, exchange, pair, last.form, last.token)
    if replies is None:
        return True
    if not replies:
        exchange.note(pair, "Delivered twice with one id: the bot stayed silent.")
    elif replies == last.replies:
        exchange.note(pair, "Delivered twice with one id: the same answer came back, shown once.")
    else:
        exchange.note(pair, "Delivered twice with one id: the bot gave another answer.")
        for reply in replies:
            _reply(exchange, pair, reply)
    return True


def opt_out_first(
    settings: StandinSettings, exchange: Exchange, pair: Pair, body: str
) -> Mapping[str, str]:
    """What Twilio does with STOP and START before we are asked; the fields that it adds."""
    advanced = settings.opt_out is OptOutMode.ADVANCED
    sms = not pair[0].startswith("whatsapp:")
    if not advanced and not (sms and settings.opt_out is OptOutMode.DEFAULT):
        return {}
    word = body.strip().upper()
    if word in STOP_WORDS:
        if exchange.block(pair, True):
            _store(exchange, pair, STOPPED, "delivered")
        return {"OptOutType": "STOP"} if advanced else {}
    if word in START_WORDS and (word != "YES" or exchange.is_blocked(pair)):
        if exchange.block(pair, False):
            _store(exchange, pair, STARTED, "delivered")
        return {"OptOutType": "START"} if advanced else {}
    return {}


def _never_connected(failure: requests.ConnectionError) -> bool:
    reason = getattr(failure.args[0], "reason", None) if failure.args else None
    return isinstance(reason, NewConnectionError)


def _ask(
    settings: StandinSettings, exchange: Exchange, pair: Pair, form: Form, token: str
) -> tuple[str, ...] | None:
    """What our webhook answers; None when Twilio could make nothing of it, which is noted."""
    try:
        answer = post_signed(settings, settings.inbound_url, form, token)
        kind = answer.headers.get("Content-Type", "")
        replies = replies_in(answer.status_code, kind, answer.content)
    except BadAnswer as bad:
        exchange.note(pair, f"Twilio could not use the bot's answer (error {bad.code}).")
    except requests.ReadTimeout:
        exchange.note(pair, "The bot did not answer in time (error 11200).")
    except requests.RequestException:
        exchange.note(pair, "The bot could not be reached (error 11205).")
    else:
        return replies
    return None


def _reply(exchange: Exchange, pair: Pair, body: str) -> None:
    if exchange.is_blocked(pair):
        _store(exchange, pair, body, "failed", 21610)
        exchange.note(pair, "Twilio held back the bot's reply: this number sent STOP (21610).")
    else:
        _store(exchange, pair, body, "delivered")


def _store(exchange: Exchange, pair: Pair, body: str, status: str, code: int | None = None) -> None:
    person, ours = pair
    exchange.add(
        Record(
            sid=new_sid("SM"),
            direction="outbound-reply",
            sender=ours,
            to=person,
            body=body,
            status=status,
            at=exchange.now(),
            error_code=code,
        )
    )
