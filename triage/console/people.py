"""One person: how their consent stands, a copy of everything about them, and their erasure.

For lead coordinators, who prove who they are and say why. The worker erases; the page shows how far
it is. Nothing here is named by a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from triage.console import PREFIX
from triage.console.access import needs_proof
from triage.console.who import allowed, current, the_house
from triage.errors import Conflict, NotFound
from triage.services import audit
from triage.services.people import desk
from triage.services.people import export as exporting
from triage.services.people.desk import REASONS, SURE, Reason
from triage.vocabulary import Role

bp = Blueprint("people", __name__, url_prefix=f"{PREFIX}/people")
_CHUNK = 1 << 16


@bp.get("/<public_id>")
@allowed(Role.LEAD_COORDINATOR)
def show(public_id: str) -> str:
    """What they decided, and what can be done in their name."""
    return _page(public_id, None)


@bp.post("/<public_id>/copy")
@allowed(Role.LEAD_COORDINATOR)
@needs_proof(lambda public_id: url_for("people.show", public_id=public_id))
def copy(public_id: str) -> AnyResponse | tuple[str, int]:
    """Everything that is kept about them, as a zip."""
    reason = _reason()
    if reason is None:
        return _page(public_id, "Say why you take a copy."), 422
    house, by = the_house(), audit.actor_of(current().id)
    try:
        who = desk.find(house, public_id)
    except NotFound:
        abort(404)
    if who.erased:
        flash("This person was erased: nothing is kept.", "bad")
        return redirect(url_for("people.show", public_id=public_id), code=303)
    file = TemporaryFile()  # noqa: SIM115 - closed when the answer was read to its end
    exporting.export_person(house, who, file, by=by, reason=reason.value)
    response = Response(_chunks(file), content_type="application/zip")
    name = exporting.file_name(house)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(file.tell())
    file.seek(0)
    response.call_on_close(file.close)
    return response


@bp.post("/<public_id>/erase")
@allowed(Role.LEAD_COORDINATOR)
@needs_proof(lambda public_id: url_for("people.show", public_id=public_id))
def erase(public_id: str) -> AnyResponse | tuple[str, int]:
    """Have them erased, for good."""
    reason = _reason()
    if reason is None or request.form.get("sure", "").strip().upper() != SURE:
        return _page(public_id, f"Say why, and type {SURE}. Nothing was erased."), 422
    try:
        desk.have_erased(the_house(), public_id, current(), reason)
    except NotFound:
        abort(404)
    except Conflict as late:
        flash(str(late), "bad")
    else:
        flash("They are being erased. This page shows the receipt.")
    return redirect(url_for("people.show", public_id=public_id), code=303)


def _page(public_id: str, problem: str | None) -> str:
    try:
        found = desk.look(the_house(), public_id, current())
    except NotFound:
        abort(404)
    return render_template(
        "console/person.html", desk=found, reasons=REASONS, sure=SURE, problem=problem
    )


def _reason() -> Reason | None:
    given = request.form.get("reason", "")
    return Reason(given) if given in set(Reason) else None


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
