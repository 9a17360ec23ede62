"""How the account is set up, as Twilio's REST interface shows it: numbers, services, senders.

Decided here: everything leads to our webhook, as an operator would have set it, until a test or a
visitor leads a sender elsewhere (`POST /standin/lines`).
"""

from __future__ import annotations

import threading
from typing import Any

from flask import Blueprint, Response, jsonify, request

from triage.simulator.records import API
from triage.simulator.rest_api import may_enter, refusal
from triage.simulator.settings import StandinSettings

Answer = tuple[Response, int]
_EVERYTHING = "account"


class _Book:
    """What was set otherwise, by sender; `account` stands for the account itself."""

    def __init__(self, settings: StandinSettings) -> None:
        self.settings = settings
        self._lock = threading.Lock()
        self._changed: dict[str, dict[str, Any]] = {}

    def change(self, name: str, values: dict[str, Any]) -> None:
        """Set some fields of a resource."""
        with self._lock:
            self._changed.setdefault(name, {}).update(values)

    def shown(self, name: str, usual: dict[str, Any]) -> dict[str, Any]:
        """The resource with what was changed in it."""
        with self._lock:
            return {**usual, **self._changed.get(name, {})}


def account_blueprint(settings: StandinSettings) -> Blueprint:
    """The account, its phone numbers, its Messaging Service and its WhatsApp senders."""
    rest = Blueprint("account", __name__)
    book = _Book(settings)

    @rest.before_request
    def check_credentials() -> Answer | None:
        is_ours = request.path.startswith("/standin/") or may_enter(settings)
        return None if is_ours else refusal(401, 20003, "Authenticate")

    @rest.post("/standin/lines")
    def change() -> Answer:
        values = request.get_json(silent=True) or {}
        book.change(str(values.pop("sender", _EVERYTHING)), values)
        return jsonify(changed=True), 200

    @rest.get(f"{API}/{settings.account_sid}.json")
    def account() -> Answer:
        usual = {"sid": settings.account_sid, "status": "active", "type": "Full"}
        return jsonify(book.shown(_EVERYTHING, usual)), 200

    @rest.get(f"{API}/{settings.account_sid}/IncomingPhoneNumbers.json")
    def numbers() -> Answer:
        wanted = request.args.get("PhoneNumber", settings.sms_number)
        found = [_number(book)] if wanted == settings.sms_number else []
        return jsonify(incoming_phone_numbers=found, next_page_uri=None), 200

    @rest.get("/v1/Services/<sid>")
    def service(sid: str) -> Answer:
        if not settings.messaging_service_sid or sid != settings.messaging_service_sid:
            return refusal(404, 20404, "Not found")
        return jsonify(book.shown(sid, _service(settings))), 200

    @rest.get("/v2/Channels/Senders")
    def senders() -> Answer:
        return jsonify(senders=[_sender(book)], meta={"next_page_url": None, "key": "senders"}), 200

    return rest


def _number(book: _Book) -> dict[str, Any]:
    settings = book.settings
    usual = {
        "account_sid": settings.account_sid,
        "phone_number": settings.sms_number,
        "sms_url": settings.inbound_url,
        "sms_method": "POST",
        "sms_fallback_url": "",
        "status_callback": "",
    }
    return book.shown(settings.sms_number, usual)


def _service(settings: StandinSettings) -> dict[str, Any]:
    return {
        "sid": settings.messaging_service_sid,
        "inbound_request_url": settings.inbound_url,
        "inbound_method": "POST",
        "fallback_url": None,
        "status_callback": None,
        "use_inbound_webhook_on_number": False,
    }


def _sender(book: _Book) -> dict[str, Any]:
    settings = book.settings
    webhook = {
        "callback_url": settings.inbound_url,
        "callback_method": "POST",
        "fallback_url": None,
        "status_callback_url": f"{settings.public_base_url.rstrip('/')}/twilio/status",
    }
    return {
        "sid": "XE" + "0" * 32,
        "sender_id": settings.whatsapp_number,
        "status": "ONLINE",
        "webhook": book.shown(settings.whatsapp_number, webhook),
    }
