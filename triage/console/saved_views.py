"""Views of the queue that a coordinator keeps by a name of their own."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from triage.console import PREFIX
from triage.console.queue_page import address_of
from triage.console.who import PATIENTS, allowed, current, the_house
from triage.services.leads import queue_filters
from triage.storage import saved_views

bp = Blueprint("saved_views", __name__, url_prefix=f"{PREFIX}/views")
_LONGEST, _MOST = 60, 30


@bp.post("")
@allowed(*PATIENTS)
def save() -> Answer:
    """Keep the filters of this address under a name; the same name again replaces it."""
    house, me = the_house(), current()
    filters, _ = queue_filters.read(house.script, request.args)
    name = " ".join(request.form.get("name", "").split())[:_LONGEST]
    back = redirect(address_of(filters))
    if not name:
        flash("Give the view a name.", "bad")
        return back
    with house.store.transaction() as tx:
        kept = {view.name for view in saved_views.of(tx, me.id)}
        is_full = name not in kept and len(kept) >= _MOST
        if not is_full:
            saved_views.put(tx, me.id, name, filters.query(), now=house.clock.now())
    if is_full:
        flash(f"You have {_MOST} views. Delete one first.", "bad")
    else:
        flash(f"Saved as “{name}”.")
    return back


@bp.post("/<int(max=2147483647):view_id>/delete")
@allowed(*PATIENTS)
def delete(view_id: int) -> Answer:
    """Forget one of one's own views."""
    house = the_house()
    with house.store.transaction() as tx:
        gone = saved_views.drop(tx, current().id, view_id)
    if gone:
        flash("The view is gone.")
    else:
        flash("There is no such view of yours.", "bad")
    return redirect(url_for("queue.show"))
