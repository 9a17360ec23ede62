"""The second step of a log-in: a code of the app, or a recovery code."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from triage.console import who
from triage.console.access import door
from triage.console.access.door import bp
from triage.console.asker import this_asker
from triage.console.session import this_session
from triage.errors import TooMany
from triage.services.staff import log_in
from triage.services.staff.sessions import Session
from triage.services.staff.two_factor import Factor


@bp.get("/log-in/code")
def code() -> Response | str:
    """Ask for the code."""
    waiting = _waiting()
    if waiting is None:
        return _again()
    return render_template("console/code.html", next=door.wanted(), wrong=False)


@bp.post("/log-in/code")
def check_code() -> Response | str:
    """Let them in with the right one."""
    waiting = _waiting()
    if waiting is None:
        return _again()
    who_waits, given = waiting.coordinator, request.form.get("code", "")
    try:
        factor = log_in.check_code(who.the_house(), who_waits, given, this_asker())
    except TooMany:
        door.too_many()
        raise
    if factor is None:
        return render_template("console/code.html", next=door.wanted(), wrong=True)
    onward = door.let_in(who_waits, by=factor, to=door.wanted())
    if factor is Factor.RECOVERY:
        flash("That recovery code is used up. New ones are made on your own page.", "good")
    return onward


def _waiting() -> Session | None:
    """The session of somebody whose password was right."""
    kept = this_session().kept
    return kept if kept is not None and kept.pending else None


def _again() -> Response:
    return redirect(url_for("access.log_in", next=door.wanted() or None), code=303)
