"""What the phone page asks the stand-in, and what tests script: /phone/... and /standin/fail.

Decided here: a message is taken at once and delivered by a thread of its own, so that a page
served by the very process we deliver to can never wait for itself; `wait` is for tests.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, request

from triage.simulator.delivery import deliver, deliver_again, opt_out_first
from triage.simulator.exchange import Exchange
from triage.simulator.handset import BadRequest, form_of, read_outgoing, record_of
from triage.simulator.records import NOTE, Record, new_sid
from triage.simulator.settings import StandinSettings

MAX_REQUEST = 8 * 1024 * 1024
MAX_SHIFT_HOURS = 24 * 366
MAX_MINUTES_AGO = 60.0 * 24 * 30
Answer = tuple[Response, int]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every route needs."""

    settings: StandinSettings
    exchange: Exchange


def phone_blueprint(settings: StandinSettings, exchange: Exchange) -> Blueprint:
    """The routes of the phone page and of test scripts."""
    phone = Blueprint("phone", __name__)
    desk = _Desk(settings, exchange)
    for method, path, view in (
        ("POST", "/phone/send", _send),
        ("GET", "/phone/thread", _thread),
        ("GET", "/phone/media/<sid>", _media),
        ("POST", "/phone/clock", _clock),
        ("POST", "/standin/fail", _fail),
        ("POST", "/standin/said", _said),
    ):
        phone.add_url_rule(
            path, endpoint=view.__name__, view_func=partial(view, desk), methods=[method]
        )
    return phone


def _said(desk: _Desk) -> Answer:
    """Write down that we said something in the past, as the answer to a webhook."""
    data = _json()
    ago = timedelta(minutes=float(data.get("minutes_ago") or 0))
    person = str(data.get("to"))
    channel = "whatsapp" if person.startswith("whatsapp:") else "sms"
    said = Record(
        sid=new_sid("SM"),
        direction="outbound-reply",
        sender=desk.settings.our_number(channel),
        to=person,
        body=str(data.get("text")),
        status="delivered",
        at=desk.exchange.now() - ago,
    )
    desk.exchange.add(said)
    return jsonify(sid=said.sid), 200


def _send(desk: _Desk) -> Answer:
    data = _json()
    if data.get("duplicate"):
        return _send_again(desk, data)
    try:
        outgoing = read_outgoing(data)
    except BadRequest as bad:
        return jsonify(error=str(bad)), 400
    settings, exchange = desk.settings, desk.exchange
    sid = new_sid("MM" if outgoing.files else "SM")
    pair = (outgoing.wire, settings.our_number(outgoing.channel))
    ago = timedelta(minutes=min(max(float(data.get("minutes_ago") or 0), 0), MAX_MINUTES_AGO))
    exchange.add(record_of(outgoing, sid, settings, exchange.now() - ago))
    added = opt_out_first(settings, exchange, pair, outgoing.text)
    if data.get("lost"):  # our webhook was out of reach: only Twilio's log has it
        return jsonify(sid=sid), 202
    form = form_of(outgoing, sid, settings, added)
    _start(lambda: deliver(settings, exchange, pair, form), wait=bool(data.get("wait")))
    return jsonify(sid=sid), 202


def _send_again(desk: _Desk, data: dict[str, Any]) -> Answer:
    pair = _pair(desk.settings, str(data.get("from")), str(data.get("channel")))
    if desk.exchange.last(pair) is None:
        return jsonify(error="nothing was sent yet"), 409
    again = partial(deliver_again, desk.settings, desk.exchange, pair)
    _start(again, wait=bool(data.get("wait")))
    return jsonify(duplicate=True), 202


def _thread(desk: _Desk) -> Answer:
    exchange = desk.exchange
    pair = _pair(desk.settings, request.args.get("from", ""), request.args.get("channel", ""))
    changed, revision, busy = exchange.thread(pair, request.args.get("after", 0, type=int))
    return jsonify(
        messages=[_line(record, pair[0]) for record in changed],
        revision=revision,
        busy=busy,
        blocked=exchange.is_blocked(pair),
        now=exchange.now().isoformat(),
        shift_hours=exchange.shift_hours,
    ), 200


def _media(desk: _Desk, sid: str) -> Response | Answer:
    file = desk.exchange.file(sid)
    if file is None:
        return jsonify(error="no such file"), 404
    return Response(file.content, content_type=file.content_type)


def _clock(desk: _Desk) -> Answer:
    hours = _json().get("hours")
    if not isinstance(hours, int) or not 0 <= hours <= MAX_SHIFT_HOURS:
        return jsonify(error="hours must be a number from 0 up"), 400
    desk.exchange.shift_hours = hours
    return jsonify(shift_hours=hours), 200


def _fail(desk: _Desk) -> Answer:
    data = _json()
    if data.get("kind") not in ("429", "500", "hang", "undelivered", "failed"):
        return jsonify(error="kind: 429, 500, hang, undelivered or failed"), 400
    for _ in range(min(int(data.get("count") or 1), 50)):
        desk.exchange.script_failure(data)
    return jsonify(scripted=data["kind"]), 200


def _json() -> dict[str, Any]:
    data = request.get_json(silent=True)
    return data if isinstance(data, dict) else {}


def _pair(settings: StandinSettings, sender: str, channel: str) -> tuple[str, str]:
    person = f"whatsapp:{sender}" if channel == "whatsapp" else sender
    return person, settings.our_number(channel)


def _start(work: Callable[[], object], *, wait: bool) -> None:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    if wait:
        thread.join()


def _line(record: Record, person: str) -> dict[str, Any]:
    mine = record.sender == person
    return {
        "id": record.sid,
        "kind": NOTE if record.direction == NOTE else "mine" if mine else "theirs",
        "text": record.body,
        "at": record.at.isoformat(),
        "status": record.status,
        "place": record.place,
        "files": [{"id": file.sid, "type": file.content_type} for file in record.files],
        "revision": record.revision,
    }
