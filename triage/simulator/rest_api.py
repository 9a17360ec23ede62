"""Twilio's Messages resource as the worker sees it: create, list, fetch, redact, delete, media.

Decided here: which requests are refused and with which of Twilio's codes, and how scripted
failures (429, 500, hang) look on the wire.
"""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.wrappers import Response as Redirect

from triage.simulator.callbacks import Callbacks
from triage.simulator.cdn import send_on
from triage.simulator.exchange import Exchange
from triage.simulator.records import API, Record, as_resource, new_sid
from triage.simulator.settings import StandinSettings
from triage.simulator.templates import BadTemplate, words_of

_TO = re.compile(r"(?:whatsapp:)?\+[1-9][0-9]{6,14}|whatsapp:[A-Z]{2}\.[A-Za-z0-9.]{1,130}")
_HANG_SECONDS = 30.0
Answer = tuple[Response, int]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every route needs."""

    settings: StandinSettings
    exchange: Exchange
    callbacks: Callbacks


def rest_blueprint(
    settings: StandinSettings, exchange: Exchange, callbacks: Callbacks
) -> Blueprint:
    """The routes under /2010-04-01/Accounts/{our account}."""
    rest = Blueprint("rest", __name__, url_prefix=f"{API}/{settings.account_sid}")
    desk = _Desk(settings, exchange, callbacks)

    @rest.before_request
    def check_credentials() -> Answer | None:
        return None if may_enter(settings) else refusal(401, 20003, "Authenticate")

    for method, path, view in (
        ("POST", "/Messages.json", _create),
        ("GET", "/Messages.json", _list),
        ("GET", "/Messages/<sid>.json", _fetch),
        ("POST", "/Messages/<sid>.json", _redact),
        ("DELETE", "/Messages/<sid>.json", _delete),
        ("GET", "/Messages/<sid>/Media.json", _list_media),
        ("GET", "/Messages/<sid>/Media/<media_sid>", _fetch_media),
        ("DELETE", "/Messages/<sid>/Media/<media_sid>", _delete_media),
    ):
        rest.add_url_rule(
            path, endpoint=view.__name__, view_func=partial(view, desk), methods=[method]
        )
    return rest


def _create(desk: _Desk) -> Answer:
    failure = desk.exchange.next_failure() or {}
    fails_now = failure.get("kind") in ("429", "500", "hang")
    if fails_now and not failure.get("after_taking"):
        return _scripted(failure)
    form = request.form
    try:
        record = _asked_for(form, desk.settings, desk.exchange)
    except BadTemplate as bad:
        return refusal(400, bad.code, "The template was refused")
    code = _objection(form, record, desk.settings, desk.exchange)
    if code:
        return refusal(400, code, "The message was refused")
    taken = desk.exchange.add(record)
    desk.callbacks.follow(taken, form.get("StatusCallback", ""), failure)
    if fails_now:
        return _scripted(failure)
    return jsonify(as_resource(taken, desk.settings.account_sid)), 201


def _list(desk: _Desk) -> Answer:
    try:
        wanted = _wanted(desk.exchange.messages(), request.args)
    except ValueError:
        return refusal(400, 20001, "DateSent is no date")
    return jsonify(_page(wanted, desk.settings)), 200


def _fetch(desk: _Desk, sid: str) -> Answer:
    return _shown(desk, desk.exchange.find(sid))


def _redact(desk: _Desk, sid: str) -> Answer:
    if request.form.get("Body") != "":
        return refusal(400, 20001, "Only an empty Body is taken")
    return _shown(desk, desk.exchange.change(sid, body=""))


def _delete(desk: _Desk, sid: str) -> Answer | tuple[str, int]:
    return ("", 204) if desk.exchange.remove(sid) else refusal(404, 20404, "Not found")


def _list_media(desk: _Desk, sid: str) -> Answer:
    record = desk.exchange.find(sid)
    if record is None:
        return refusal(404, 20404, "Not found")
    listed = [
        {"sid": f.sid, "parent_sid": sid, "content_type": f.content_type} for f in record.files
    ]
    return jsonify(media_list=listed, next_page_uri=None), 200


def _fetch_media(desk: _Desk, sid: str, media_sid: str) -> Answer | Redirect:
    record = desk.exchange.find(sid)
    for file in record.files if record else ():
        if file.sid == media_sid:
            return send_on(desk.settings, desk.exchange, media_sid)
    return refusal(404, 20404, "Not found")


def _delete_media(desk: _Desk, sid: str, media_sid: str) -> Answer | tuple[str, int]:
    record = desk.exchange.find(sid)
    files = record.files if record else ()
    kept = tuple(file for file in files if file.sid != media_sid.removesuffix(".json"))
    if len(kept) == len(files):
        return refusal(404, 20404, "Not found")
    desk.exchange.change(sid, files=kept)
    return "", 204


def _shown(desk: _Desk, record: Record | None) -> Answer:
    if record is None:
        return refusal(404, 20404, "Not found")
    return jsonify(as_resource(record, desk.settings.account_sid)), 200


def may_enter(settings: StandinSettings) -> bool:
    """Whether a request brings credentials of the account."""
    given = request.authorization
    if given is None or given.type != "basic" or not given.username:
        return False
    password = (given.password or "").encode()
    if given.username == settings.account_sid:
        accepted = [token.encode() for token in settings.auth_tokens()]
    else:
        secret = settings.api_keys().get(given.username)
        accepted = [secret.encode()] if secret else []
    return any(hmac.compare_digest(password, secret) for secret in accepted)


def _asked_for(form: Mapping[str, str], settings: StandinSettings, exchange: Exchange) -> Record:
    to, service = form.get("To", ""), form.get("MessagingServiceSid", "")
    channel = "whatsapp" if to.startswith("whatsapp:") else "sms"
    return Record(
        sid=new_sid("SM"),
        direction="outbound-api",
        sender=form.get("From") or (settings.our_number(channel) if service else ""),
        to=to,
        body=words_of(form, settings.templates()),
        is_template=bool(form.get("ContentSid")),
        status="accepted" if service and not form.get("From") else "queued",
        at=exchange.now(),
        service_sid=service,
    )


def _objection(
    form: Mapping[str, str], record: Record, settings: StandinSettings, exchange: Exchange
) -> int | None:
    """Twilio's code for the first thing that is wrong with a message, or None."""
    whatsapp = record.to.startswith("whatsapp:")
    rules = (
        (not record.to, 21604),
        (not _TO.fullmatch(record.to), 21211),
        (not record.sender, 21603),
        (
            bool(record.service_sid) and record.service_sid != settings.messaging_service_sid,
            21701,
        ),
        (
            record.sender not in (settings.sms_number, settings.whatsapp_number),
            63007 if whatsapp else 21606,
        ),
        (record.sender.startswith("whatsapp:") is not whatsapp, 21612),
        (not record.body and not form.get("MediaUrl"), 21602),
        (len(record.body) > 1600, 21617),
        (exchange.is_blocked((record.to, record.sender)), 21610),
    )
    return next((code for wrong, code in rules if wrong), None)


def _wanted(records: list[Record], query: Mapping[str, str]) -> list[Record]:
    tests: dict[str, Callable[[Record, str], bool]] = {
        "From": lambda record, value: record.sender == value,
        "To": lambda record, value: record.to == value,
        "DateSent": lambda record, value: record.at.date() == _time(value).date(),
        "DateSent>": lambda record, value: record.at >= _time(value),
        "DateSent<": lambda record, value: record.at <= _time(value),
    }
    for name, fits in tests.items():
        value = query.get(name)
        if value:
            records = [record for record in records if fits(record, value)]
    return records


def _time(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _page(records: list[Record], settings: StandinSettings) -> dict[str, Any]:
    size = min(max(request.args.get("PageSize", 50, type=int), 1), 1000)
    page = max(request.args.get("Page", 0, type=int), 0)
    start = page * size
    shown = records[start : start + size]
    path = f"{API}/{settings.account_sid}/Messages.json"
    more = f"{path}?PageSize={size}&Page={page + 1}" if len(records) > start + size else None
    return {
        "messages": [as_resource(record, settings.account_sid) for record in shown],
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + max(len(shown) - 1, 0),
        "uri": f"{path}?PageSize={size}&Page={page}",
        "first_page_uri": f"{path}?PageSize={size}&Page=0",
        "next_page_uri": more,
        "previous_page_uri": None,
    }


def _scripted(failure: Mapping[str, object]) -> Answer:
    if failure.get("kind") == "hang":
        time.sleep(float(str(failure.get("seconds") or _HANG_SECONDS)))
        return refusal(503, 20503, "Service unavailable")
    if failure.get("kind") == "429":
        answer, status = refusal(429, 20429, "Too many requests")
        answer.headers["Retry-After"] = str(failure.get("retry_after") or 1)
        return answer, status
    return refusal(500, 20500, "Internal server error")


def refusal(status: int, code: int, message: str) -> Answer:
    """An error as Twilio words it."""
    info = f"https://www.twilio.com/docs/errors/{code}"
    return jsonify(code=code, message=message, more_info=info, status=status), status
