"""The account's secrets at Twilio: auth tokens (a secondary one, its promotion) and API keys.

Decided here: webhooks are signed with the primary token alone, whatever our files say; REST takes
either until the promotion, which ends the old one at once. Until a secondary token is asked for,
the files rule, so that a token changed by hand reaches the stand-in too.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request

from triage.simulator.records import API
from triage.simulator.rest_api import may_enter, refusal
from triage.simulator.settings import StandinSettings

Answer = tuple[Response | str, int]
_TOKENS = "/v1/AuthTokens"


class AccountKeys:
    """What Twilio keeps; safe to share between threads."""

    def __init__(self, settings: StandinSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._primary: str | None = None  # None: as the files say
        self._secondary: str | None = None
        self._made: dict[str, tuple[str, str]] = {}  # API key -> its secret, friendly name
        self._deleted: set[str] = set()

    def tokens(self) -> tuple[str, ...]:
        """The primary token and, if there is one, the secondary."""
        with self._lock:
            told = self._settings.auth_tokens()
            if self._secondary is None and told == (self._primary,):
                self._primary = None
            if self._primary is None:
                return told
            return (self._primary, self._secondary) if self._secondary else (self._primary,)

    def create_secondary(self) -> str | None:
        """A fresh one; None when there is one already."""
        primary = self.tokens()[0]
        with self._lock:
            if self._secondary is not None:
                return None
            self._primary, self._secondary = primary, secrets.token_hex(16)
            return self._secondary

    def delete_secondary(self) -> bool:
        """Whether there was one."""
        with self._lock:
            was, self._secondary = self._secondary, None
            return was is not None

    def promote(self) -> str | None:
        """The new primary token; None when there was no secondary one."""
        with self._lock:
            if self._secondary is not None:
                self._primary, self._secondary = self._secondary, None
                return self._primary
            return None

    def api_keys(self) -> Mapping[str, str]:
        """API key -> secret."""
        known = {**self._settings.api_keys(), **{sid: one[0] for sid, one in self._made.items()}}
        return {sid: secret for sid, secret in known.items() if sid not in self._deleted}

    def create_key(self, name: str) -> tuple[str, str]:
        """A new API key and its secret."""
        sid, secret = f"SK{secrets.token_hex(16)}", secrets.token_hex(16)
        self._made[sid] = (secret, name)
        return sid, secret

    def delete_key(self, sid: str) -> bool:
        """Whether there was one."""
        there = sid in self.api_keys()
        self._deleted.add(sid)
        return there

    def named(self) -> list[dict[str, Any]]:
        """Every key as Twilio lists it."""
        names = {sid: self._made[sid][1] if sid in self._made else "" for sid in self.api_keys()}
        return [{"sid": sid, "friendly_name": name} for sid, name in names.items()]


def keys_blueprint(settings: StandinSettings, keys: AccountKeys) -> Blueprint:
    """The routes; `settings` are those whose tokens and keys `keys` gives."""
    rest = Blueprint("keys", __name__)
    account = f"{API}/{settings.account_sid}"

    @rest.before_request
    def check_credentials() -> tuple[Response, int] | None:
        """Only the account itself: an API key may not manage keys."""
        given = request.authorization
        ours = given is not None and given.username == settings.account_sid
        return None if ours and may_enter(settings) else refusal(401, 20003, "Authenticate")

    @rest.post(f"{_TOKENS}/Secondary")
    def create_secondary() -> Answer:
        token = keys.create_secondary()
        if token is None:
            return refusal(400, 20001, "A secondary auth token exists")
        return jsonify(account_sid=settings.account_sid, secondary_auth_token=token), 201

    @rest.delete(f"{_TOKENS}/Secondary")
    def delete_secondary() -> Answer:
        return ("", 204) if keys.delete_secondary() else refusal(404, 20404, "Not found")

    @rest.post(f"{_TOKENS}/Promote")
    def promote() -> Answer:
        token = keys.promote()
        if token is None:
            return refusal(404, 20404, "There is no secondary auth token")
        return jsonify(account_sid=settings.account_sid, auth_token=token), 200

    @rest.get(f"{account}/Keys.json")
    def list_keys() -> Answer:
        return jsonify(keys=keys.named(), next_page_uri=None), 200

    @rest.post(f"{account}/Keys.json")
    def create_key() -> Answer:
        name = request.form.get("FriendlyName", "")
        sid, secret = keys.create_key(name)
        return jsonify(sid=sid, friendly_name=name, secret=secret), 201

    @rest.delete(f"{account}/Keys/<sid>.json")
    def delete_key(sid: str) -> Answer:
        return ("", 204) if keys.delete_key(sid) else refusal(404, 20404, "Not found")

    return rest
