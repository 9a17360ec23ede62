"""Who is asking, and what their role lets them do. Decided here: everything is denied by default.

A view says with `allowed` which roles may ask for it; one that says nothing is open to nobody, and
what needs no log-in is listed in `OPEN`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from triage.errors import StorageDown
from triage.services.coordinators import Coordinator
from triage.services.house import House
from triage.storage import coordinators
from triage.vocabulary import Role

_View = TypeVar("_View", bound=Callable[..., object])
_ROLES = "console_roles"

#: Endpoints that somebody may ask for before a log-in. Each is on this list for a reason.
OPEN: frozenset[str] = frozenset({"static", "access.log_in"})
#: Who works with patients; an operator does not.
PATIENTS = (Role.COORDINATOR, Role.LEAD_COORDINATOR)
EVERYBODY = tuple(Role)


def the_house() -> House:
    """What this application is made of."""
    house = current_app.extensions["house"]
    assert isinstance(house, House)  # noqa: S101 - tells the type checker; set in create_console
    return house


def allowed(*roles: Role) -> Callable[[_View], _View]:
    """Open a view to these roles. Use it below the route: `@bp.get(...)` then `@allowed(...)`."""

    def mark(view: _View) -> _View:
        setattr(view, _ROLES, frozenset(roles))
        return view

    return mark


def roles_of(endpoint: str) -> frozenset[Role]:
    """Who may ask for an endpoint; nobody where its view does not say."""
    view = current_app.view_functions.get(endpoint)
    roles: frozenset[Role] = getattr(view, _ROLES, frozenset())
    return roles


def current() -> Coordinator:
    """Who is logged in; 401 where nobody is."""
    found = _found()
    if found is None:
        abort(401)
    return found


def _found() -> Coordinator | None:
    if "coordinator" not in g:
        mark = session.get("_user_id")
        g.coordinator = None
        if isinstance(mark, str):
            with the_house().store.reading() as tx:
                found = coordinators.find_by_uniquifier(tx, mark)
            g.coordinator = found if found and found.active else None
    coordinator: Coordinator | None = g.coordinator
    return coordinator


def guard() -> Response | None:
    """Before every request: log in first, and only what the role allows."""
    if request.endpoint is None:
        return None  # no such page: the error handler says so
    if request.endpoint in OPEN:
        return None
    try:
        found = _found()
    except StorageDown:
        abort(503)
    if found is None:
        return redirect(url_for("access.log_in", next=request.full_path.rstrip("?")))
    if found.role not in roles_of(request.endpoint):
        abort(404)
    return None
