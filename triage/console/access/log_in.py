"""The log-in page: e-mail address and password."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from triage.console import who
from triage.console.access import door
from triage.console.access.door import bp
from triage.console.asker import this_asker
from triage.console.session import new_data, this_session
from triage.console.who import EVERYBODY, allowed
from triage.errors import TooMany
from triage.services.staff import log_in as service
from triage.services.staff import sessions
from triage.services.staff.coordinators import Coordinator


@bp.get("/log-in")
def log_in() -> Response | str:
    """The page to log in on; whoever is logged in goes on."""
    kept = this_session().kept
    if kept is not None and not kept.pending:
        return redirect(door.next_or_front(door.wanted(), kept.coordinator))
    return render_template("console/log_in.html", next=door.wanted(), wrong=False)


@bp.post("/log-in")
def check_log_in() -> Response | str:
    """Let them in, or ask for the second factor; else one answer, whatever was wrong."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        found = service.check_password(
            who.the_house(), door.the_hasher(), email, password, this_asker()
        )
    except TooMany:
        door.too_many()
        raise
    if found is None:
        return render_template("console/log_in.html", next=door.wanted(), wrong=True)
    if found.has_two_factor:
        _wait_for_code(found)
        return redirect(url_for("access.code", next=door.wanted() or None), code=303)
    return door.let_in(found, by="password", to=door.wanted())


def _wait_for_code(found: Coordinator) -> None:
    """A session that lets nobody in yet."""
    house, before = who.the_house(), this_session().kept
    with house.store.transaction() as tx:
        if before is not None:
            sessions.end(tx, before)
        made = sessions.start(house, tx, found, proven=False, data=new_data(), began=None)
    this_session().become(*made)


@bp.post("/log-out")
@allowed(*EVERYBODY)
def log_out() -> Response:
    """End this session, or with `everywhere` all of theirs."""
    kept = this_session().kept
    if kept is not None:
        service.leave(who.the_house(), kept, everywhere="everywhere" in request.form)
    this_session().forget()
    return redirect(url_for("access.log_in"), code=303)
