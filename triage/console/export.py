"""Taking leads out: what the queue shows with these filters, as a file.

For lead coordinators, who prove who they are and say why. Few leads come at once; many are made by
the worker, wait here for a day, and can be fetched by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from triage.console import PREFIX
from triage.console.access import needs_proof
from triage.console.queue_page import FILTER_WORDS, zone_of_viewer
from triage.console.session import this_session
from triage.console.who import allowed, current, the_house
from triage.errors import NotFound
from triage.exports import FORMATS, Row
from triage.services.figures import lead_export
from triage.services.figures.lead_export import REASONS, SMALL, Asked, Reason
from triage.services.leads import queue_filters
from triage.services.leads.leads import COLUMNS
from triage.services.leads.queue_filters import Filters
from triage.vocabulary import Role

bp = Blueprint("export", __name__, url_prefix=f"{PREFIX}/export")


@bp.get("")
@allowed(Role.LEAD_COORDINATOR)
def show() -> str:
    """How many leads that would be, in which form, and why; and what is being made."""
    this_session().is_passive = "HX-Request" in request.headers  # the page asks how far it is
    return _page(None)


@bp.post("")
@allowed(Role.LEAD_COORDINATOR)
@needs_proof(lambda: _here())
def take_out() -> AnyResponse | tuple[str, int]:
    """The file itself, or a place in the worker's queue."""
    form, reason = request.form.get("format", ""), request.form.get("reason", "")
    if form not in FORMATS or reason not in set(Reason):
        return _page("Choose a kind of file, and say why the leads are taken out."), 422
    asked = Asked(_filters(), zone_of_viewer(), form, Reason(reason))
    rows = lead_export.take_out(the_house(), asked, current())
    if rows is not None:
        return _file(form, rows)
    flash("That is a lot of leads. They are being made ready; this page shows how far they are.")
    return redirect(_here(), code=303)


@bp.get("/<public_id>")
@allowed(Role.LEAD_COORDINATOR)
@needs_proof()
def fetch(public_id: str) -> AnyResponse:
    """A file that was made ready. 404 when there is none, or not of theirs, or not any more."""
    try:
        export, rows = lead_export.fetch(the_house(), public_id, current())
    except NotFound:
        flash("That export is not there any more. Take the leads out once more.", "bad")
        return redirect(url_for("export.show"), code=303)
    return _file(export.format, rows)


def _page(problem: str | None) -> str:
    house, me, filters = the_house(), current(), _filters()
    made = lead_export.made_for(house, me)
    return render_template(
        "console/export.html",
        count=lead_export.count(house, filters, me, zone_of_viewer()),
        given=_given(),
        filter_words=FILTER_WORDS,
        formats=FORMATS,
        reasons=REASONS,
        small=SMALL,
        made=made,
        is_making=any(one.state == "due" for one in made),
        problem=problem,
    )


def _filters() -> Filters:
    filters, _ = queue_filters.read(the_house().script, request.args)
    return filters


def _given() -> dict[str, str]:
    """The filters as they stand in the address, as far as they are known."""
    return _filters().given()


def _here() -> str:
    """This page with these filters."""
    query = _filters().query()
    return f"{url_for('export.show')}?{query}" if query else url_for("export.show")


def _file(form: str, rows: Iterable[Row]) -> Response:
    chosen = FORMATS[form]
    name = f"leads-{the_house().clock.now():%Y%m%d-%H%M}.{chosen.suffix}"
    chunks: Iterator[bytes] = chosen.write(COLUMNS, rows)
    response = Response(chunks, content_type=chosen.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
