"""The queue: which lead comes next, kept fresh while somebody looks at it.

A page that is looked at is recorded once, with the number of leads and the names of the filters;
the script that keeps it fresh (`static/queue.js`) says which version it has and mostly gets 204.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from triage.console import PREFIX
from triage.console.queue_page import (
    FILTER_WORDS,
    address_of,
    look,
    shown,
    statuses,
    table,
    unknown_words,
    zone_of_viewer,
)
from triage.console.session import this_session
from triage.console.who import PATIENTS, allowed, current, the_house
from triage.errors import Conflict, NotFound
from triage.services.leads import lead_work, queue, queue_filters
from triage.services.leads.lead_words import STATUSES
from triage.services.leads.queue_filters import Filters
from triage.storage.queue_filters import Wanted
from triage.vocabulary import LeadStatus

bp = Blueprint("queue", __name__, url_prefix=PREFIX)
_LONGEST_ID = 9


@bp.get("/")
@allowed(*PATIENTS)
def show() -> str:
    """The leads, the most urgent first, as the address filters them."""
    filters, unknown = queue_filters.read(the_house().script, request.args)
    return render_template(
        "console/queue.html",
        **shown(_wanted(filters), filters, "view_queue"),
        filter_words=FILTER_WORDS,
        left_out=unknown_words(unknown),
        statuses=statuses(),
    )


@bp.get("/queue/live")
@allowed(*PATIENTS)
def live() -> Response:
    """The table and the counters alone, for the script; 204 while what it has seen still holds."""
    this_session().is_passive = True
    house = the_house()
    filters, _ = queue_filters.read(house.script, request.args)
    seen = look(_wanted(filters))
    if seen.version == request.args.get("seen"):
        return Response(status=204)
    with house.store.reading() as tx:
        leads = queue.opened(house, tx, seen, current())
    page = render_template("console/queue_live.html", **table(seen, leads), filters=filters)
    return Response(page)


@bp.post("/queue/change")
@allowed(*PATIENTS)
def change() -> Answer:
    """Give the ticked leads an owner or a status, all of them in one go."""
    filters, _ = queue_filters.read(the_house().script, request.args)
    is_found = request.args.get("from") == "search"
    page = url_for("search.show") if is_found else address_of(filters)
    back = redirect(page)
    ticked = request.form.getlist("lead")
    what, _, to = request.form.get("do", "").partition(":")
    if not ticked:
        flash("Tick the leads first.", "bad")
        return back
    try:
        flash(_change(ticked, what, to))
    except (Conflict, NotFound) as problem:
        flash(str(problem), "bad")
    return back


def _change(ticked: list[str], what: str, to: str) -> str:
    """Do it, and say what was done. Raises Conflict."""
    house, me = the_house(), current()
    if what == "status" and to in set(LeadStatus):
        status = LeadStatus(to)
        count = lead_work.set_status_of_many(house, ticked, status, me)
        return f"{_leads(count)} set to “{STATUSES[status]}”."
    if what == "owner" and to == "nobody":
        count = lead_work.set_owner_of_many(house, ticked, None, me)
        return f"{_leads(count)} given back: nobody's now."
    if what == "owner" and to == "me":
        count = lead_work.set_owner_of_many(house, ticked, me.id, me)
        return f"{_leads(count)} yours now."
    if what == "owner" and to.isascii() and to.isdigit() and len(to) <= _LONGEST_ID:
        count = lead_work.set_owner_of_many(house, ticked, int(to), me)
        return f"{_leads(count)} given away."
    raise Conflict("Choose what to do with the ticked leads.")


def _leads(count: int) -> str:
    return "No lead changed: none was" if count == 0 else f"{count} lead{'s' * (count > 1)}"


def _wanted(filters: Filters) -> Wanted:
    return queue_filters.wanted(the_house(), filters, current(), zone_of_viewer())
