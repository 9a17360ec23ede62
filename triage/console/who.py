"""Who is asking, and what their role lets them do. Decided here: everything is denied by default.

A view says with `allowed` which roles may ask for it; one that says nothing is open to nobody, and
what needs no log-in is listed in `OPEN`. Whoever still has to set a second factor up is led there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from triage.console.session import this_session
from triage.services.house import House
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role

_View = TypeVar("_View", bound=Callable[..., object])
_ROLES = "console_roles"

#: Endpoints that somebody may ask for before a log-in. Each is on this list for a reason.
OPEN: frozenset[str] = frozenset(
    {
        "static",
        "access.log_in",  # password
        "access.check_log_in",
        "access.code",  # second factor: needs a session that waits for one
        "access.check_code",
        "access.link",  # one-time link: needs its token
        "access.use_link",
        "diary.feed",  # calendars cannot log in: needs its secret address, holds nothing personal
    }
)
#: Where somebody may go who still has to set a second factor up.
_SETTING_UP = frozenset(
    {
        *("two_factor.show", "two_factor.turn_on", "access.log_out"),
        *("access.prove", "access.check_proof"),  # a set-up that was begun long ago asks for it
    }
)
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
    """Whose session this is: it came with the request, and was loaded in one statement with it."""
    if "coordinator" not in g:
        kept = this_session().kept
        g.coordinator = None if kept is None or kept.pending else kept.coordinator
    coordinator: Coordinator | None = g.coordinator
    return coordinator


def must_set_up_two_factor(coordinator: Coordinator) -> bool:
    """Whether they cannot do anything before they have a second factor."""
    is_required = the_house().settings.current().is_two_factor_required
    return is_required and not coordinator.has_two_factor


def guard() -> Response | None:
    """Before every request: log in first, and only what the role allows."""
    if request.endpoint is None:
        return None  # no such page: the error handler says so
    if request.endpoint == "static":
        return None
    if this_session().is_down:
        abort(503)
    found = _found()
    if request.endpoint in OPEN:
        return None
    if found is None:
        return _to_log_in()
    if must_set_up_two_factor(found) and request.endpoint not in _SETTING_UP:
        return redirect(url_for("two_factor.show"))
    if found.role not in roles_of(request.endpoint):
        abort(404)
    return None


def _to_log_in() -> Response:
    """Log in and come back: to this page, or from a form to the front page."""
    back = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
    address = url_for("access.log_in", next=back)
    if "HX-Request" in request.headers:  # a piece of a page: the whole page has to go there
        return Response(status=204, headers={"HX-Redirect": url_for("access.log_in")})
    return redirect(address)
