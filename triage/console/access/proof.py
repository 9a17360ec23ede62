"""Proof in between: who reveals or takes out personal data gives password or code once more.

`proven()` says whether that was done in the last ten minutes. A view that needs it stands under
`needs_proof`, or returns `ask_for_proof(back)`: the visitor proves it and comes back to `back`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from triage.console import who
from triage.console.access import door
from triage.console.access.door import bp
from triage.console.asker import this_asker
from triage.console.session import this_session
from triage.console.who import EVERYBODY, allowed
from triage.errors import TooMany
from triage.services.staff import log_in, sessions
from triage.services.staff.sessions import Session

_View = TypeVar("_View", bound=Callable[..., Any])


def proven() -> bool:
    """Whether password or code was given in the last ten minutes (a log-in counts)."""
    kept = this_session().kept
    return kept is not None and sessions.is_proven(who.the_house(), kept)


def ask_for_proof(back: str) -> Response:
    """To the page that asks; `back` is a page of the console (a GET), and nothing else works."""
    address = url_for("access.prove", next=door.local(back))
    if "HX-Request" in request.headers:
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, code=303)


def needs_proof(back: Callable[..., str] | None = None) -> Callable[[_View], _View]:
    """Ask for proof before a view. `back` gets the view's arguments and says where to come back to;
    without it a GET comes back to itself and anything else to the front page.

    Use it below `allowed`: `@bp.post(...)`, `@allowed(...)`, `@needs_proof(lambda public_id: ...)`.
    """

    def wrap(view: _View) -> _View:
        @wraps(view)
        def asked_first(*args: Any, **kwargs: Any) -> Any:
            if proven():
                return view(*args, **kwargs)
            if back is not None:
                return ask_for_proof(back(*args, **kwargs))
            is_page = request.method in ("GET", "HEAD")
            page = request.full_path.rstrip("?") if is_page else door.front(who.current())
            return ask_for_proof(page)

        return cast(_View, asked_first)

    return wrap


@bp.get("/proof")
@allowed(*EVERYBODY)
def prove() -> str:
    """Ask for password or code."""
    return _page(wrong=False)


@bp.post("/proof")
@allowed(*EVERYBODY)
def check_proof() -> Response | str:
    """The same session goes on under another token."""
    kept = this_session().kept
    assert kept is not None  # noqa: S101 - tells the type checker; the guard saw to it
    try:
        by = _proof_of(kept)
    except TooMany:
        door.too_many()
        raise
    if by is None:
        return _page(wrong=True)
    this_session().become(*log_in.prove(who.the_house(), kept, by=by))
    return redirect(door.next_or_front(door.wanted(), kept.coordinator), code=303)


def _proof_of(kept: Session) -> str | None:
    """What they gave, None when it is wrong."""
    house, coordinator, asker = who.the_house(), kept.coordinator, this_asker()
    if is_bare():
        return "demo"
    given = request.form.get("code", "")
    if given.strip():
        return log_in.check_code(house, coordinator, given, asker)
    password, hasher = request.form.get("password", ""), door.the_hasher()
    fits = log_in.check_own_password(house, hasher, coordinator, password, asker)
    return "password" if fits else None


def is_bare() -> bool:
    """Whether there is nothing to prove with: the demo's coordinator, who came by a link."""
    coordinator = who.current()
    has_nothing = not (coordinator.has_password or coordinator.has_two_factor)
    return has_nothing and who.the_house().settings.current().is_demo


def _page(*, wrong: bool) -> str:
    return render_template("console/proof.html", next=door.wanted(), wrong=wrong, is_bare=is_bare())
