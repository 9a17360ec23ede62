"""The console's sessions as Flask sees them. Decided here: what the cookies are.

Before a log-in the cookie is a small signed note (the form token, nothing else), so strangers fill
no table. After it, it is a random token, and everything else is a row
(`services/staff/sessions.py`). Over https the names begin with `__Host-`: no other host and no
plain connection can set them.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response, session
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature, URLSafeTimedSerializer

from triage.console import PREFIX
from triage.errors import StorageDown
from triage.logs import get_logger
from triage.services.credentials import uses
from triage.services.house import House
from triage.services.staff import sessions
from triage.services.staff.sessions import Session

_SESSION, _DEVICE = "triage-console", "triage-device"
_DEVICE_LIFE = timedelta(days=180)
_NOTE_LIFE = timedelta(hours=12)
_FORM_TOKEN = "csrf_token"  # noqa: S105 - the name that Flask-WTF keeps it under

log = get_logger("triage.console")
_json = TaggedJSONSerializer()


class ConsoleSession(SecureCookieSession):
    """What a view keeps between requests. `kept` is the row behind it, None before a log-in;
    `is_down` says that the database could not be asked."""

    kept: Session | None = None
    token: str | None = None  # what the browser gets at the end of this request
    is_down = False
    is_void = False  # what the browser brought does not work (any more)
    is_passive = False  # asked by a script on its own: no sign that anybody is there

    def become(self, token: str, kept: Session) -> None:
        """From now on this is that session: another token, and what it remembers."""
        self.clear()
        self.update(_json.loads(kept.data))
        self.kept, self.token, self.modified = kept, token, False

    def forget(self) -> None:
        """Nobody's session any more; what was said to the visitor (a flash) may be said again."""
        self.clear()
        self.kept, self.token, self.is_void = None, None, True


def this_session() -> ConsoleSession:
    """The session of this request."""
    found = session._get_current_object()  # type: ignore[attr-defined]  # behind Flask's proxy
    assert isinstance(found, ConsoleSession)  # noqa: S101 - tells the type checker; see below
    return found


def new_data() -> str:
    """What a session remembers at its start: a form token of its own, so that no two first pages
    race to make one."""
    return _json.dumps({_FORM_TOKEN: secrets.token_hex(20)})


class Sessions(SecureCookieSessionInterface):
    """Loads a session before a request and stores it after."""

    session_class = ConsoleSession

    def __init__(self, house: House) -> None:
        self._house = house

    def open_session(self, app: Flask, request: Request) -> ConsoleSession:
        """The session that the browser's cookie names, an empty one without."""
        keys = self._house.settings.current().secret_keys  # re-read: a rotation needs no restart
        app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"] = keys[0], list(keys[1:])
        made = ConsoleSession()
        value = request.cookies.get(self.get_cookie_name(app))
        if not value or request.path.startswith(f"{PREFIX}/static/"):
            return made
        if "." in value:
            return self._open_note(value)
        try:
            kept = sessions.find(self._house, value)
        except StorageDown:
            made.is_down = True
            return made
        if kept is None:
            made.is_void = True
        else:
            made.update(_json.loads(kept.data))
            made.kept, made.modified, made.accessed = kept, False, False
        return made

    def _open_note(self, value: str) -> ConsoleSession:
        for key in self._house.settings.current().secret_keys:
            signer = URLSafeTimedSerializer(key, salt=self.salt, serializer=self.serializer)
            signer.signer_kwargs.update(
                key_derivation=self.key_derivation, digest_method=self.digest_method
            )
            try:
                made = ConsoleSession(signer.loads(value, max_age=int(_NOTE_LIFE.total_seconds())))
            except BadSignature:
                continue
            uses.note("session-key", key)
            return made
        made = ConsoleSession()
        made.is_void = True
        return made

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Store what changed, and give the browser its cookie when it needs another one."""
        if session.is_down:
            return  # whoever was logged in still is, once the database answers
        if session.accessed or session.kept:
            response.vary.add("Cookie")
        if session.kept is not None:
            self._keep(session)
            if session.token is not None:
                self._set(app, response, session.token)
        elif session and (session.modified or session.is_void):
            signer = self.get_signing_serializer(app)
            assert signer is not None  # noqa: S101 - tells the type checker; settings require a key
            self._set(app, response, str(signer.dumps(dict(session))))
        elif session.is_void:
            response.delete_cookie(self.get_cookie_name(app), **self._manners())

    def _keep(self, session: ConsoleSession) -> None:
        assert session.kept is not None  # noqa: S101 - tells the type checker; asked by the caller
        data = _json.dumps(dict(session)) if session.modified else None
        if data is None and session.is_passive:
            return
        try:
            sessions.keep(self._house, session.kept, data)
        except StorageDown:
            log.warning("session_not_kept")

    def get_cookie_name(self, app: Flask) -> str:
        """The name of the session's cookie."""
        return cookie_name(self._house, _SESSION)

    def _set(self, app: Flask, response: Response, value: str) -> None:
        response.set_cookie(self.get_cookie_name(app), value, **self._manners())

    def _manners(self) -> dict[str, Any]:
        return cookie_manners(self._house)


def cookie_name(house: House, name: str) -> str:
    """A cookie's name: with `__Host-` where browsers hold us to it."""
    return f"__Host-{name}" if _is_https(house) else name


def cookie_manners(house: House) -> dict[str, Any]:
    """How every cookie of the console is set: for this host alone, never for scripts."""
    return {"path": "/", "secure": _is_https(house), "httponly": True, "samesite": "Lax"}


def device_mark(house: House, request: Request) -> str | None:
    """The mark of a device on which somebody logged in before."""
    return request.cookies.get(cookie_name(house, _DEVICE))


def set_device_mark(house: House, response: Any, mark: str) -> None:
    """Know this device again."""
    name, life = cookie_name(house, _DEVICE), int(_DEVICE_LIFE.total_seconds())
    response.set_cookie(name, mark, max_age=life, **cookie_manners(house))


def _is_https(house: House) -> bool:
    return house.settings.current().public_base_url.startswith("https://")
