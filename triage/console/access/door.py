"""What all ways in share: the blueprint, who is asking, letting them in, and where they go next."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from triage.console import PREFIX, who
from triage.console.access.origin import refuse_foreign
from triage.console.access.passwords import Argon2
from triage.console.asker import this_asker
from triage.console.session import Sessions, new_data, set_device_mark, this_session
from triage.services.house import House
from triage.services.staff import log_in, sessions, throttling
from triage.services.staff.coordinators import Coordinator
from triage.services.staff.log_in import Hasher

bp = Blueprint("access", __name__, url_prefix=PREFIX)

_HASHER = "console_hasher"
_LONGEST_NEXT = 2000


def set_up(app: Flask, house: House) -> None:
    """What the application needs so that somebody can log in."""
    app.session_interface = Sessions(house)
    app.extensions[_HASHER] = Argon2()
    app.before_request(refuse_foreign)
    app.after_request(_say_when)


def _say_when(response: Response) -> Response:
    """A program that is refused learns when to come back."""
    if response.status_code == 429:
        response.headers["Retry-After"] = "60"
    return response


def the_hasher() -> Hasher:
    """How passwords are hashed here."""
    hasher: Hasher = current_app.extensions[_HASHER]
    return hasher


def let_in(coordinator: Coordinator, *, by: str, to: str | None) -> Response:
    """A new session for them, and on to where they wanted to go. The old one is dead."""
    house = who.the_house()
    waiting = this_session().kept
    made = log_in.enter(house, coordinator, by=by, data=new_data(), replaces=waiting)
    this_session().become(*made)
    onward = redirect(next_or_front(to, coordinator), code=303)
    if not throttling.is_known_device(house, this_asker().device, coordinator.email):
        set_device_mark(house, onward, throttling.new_device(house, coordinator.email))
    return onward


def go_on(coordinator: Coordinator, *, to: str) -> Response:
    """The account was changed, which ended all its sessions: this browser goes on in a new one."""
    house, before = who.the_house(), this_session().kept
    began = before.created_at if before is not None else None
    with house.store.transaction() as tx:
        made = sessions.start(house, tx, coordinator, proven=True, data=new_data(), began=began)
    this_session().become(*made)
    return redirect(to, code=303)


def next_or_front(to: str | None, coordinator: Coordinator) -> str:
    """The page of ours that `to` names; without one, what this role begins with."""
    return local(to) or front(coordinator)


def front(coordinator: Coordinator) -> str:
    """The first page of somebody's work."""
    sees_leads = coordinator.role in who.roles_of("queue.show")
    return url_for("queue.show") if sees_leads else url_for("me.show")


def local(to: str | None) -> str | None:
    """An address, if it is a page of the console and nothing else; None for any other."""
    if not to or len(to) > _LONGEST_NEXT or not to.isprintable() or "\\" in to or not to.isascii():
        return None
    parts = urlsplit(to)
    inside = parts.path == PREFIX or parts.path.startswith(f"{PREFIX}/")
    climbs = ".." in parts.path.split("/") or "//" in parts.path
    return to if inside and not climbs and not (parts.scheme or parts.netloc) else None


def wanted() -> str:
    """Where the visitor wanted to go: "" for nowhere that we know."""
    return local(request.values.get("next")) or ""


def too_many() -> None:
    """Tried too often: the same page for everybody."""
    abort(429)
