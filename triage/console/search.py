"""Search by name, phone or words of a note.

Decided here: what is searched for may be a name or a number, so it is sent by POST, kept in the
session (which is sealed) and never stands in an address, a log or the audit chain. The results have
an address of their own that says nothing; going back to them works.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Answer

from triage.console import PREFIX
from triage.console.queue_page import FILTER_WORDS, shown, statuses
from triage.console.who import PATIENTS, allowed, the_house
from triage.services.leads import search
from triage.services.leads.queue_filters import Filters
from triage.storage.queue_filters import Wanted

bp = Blueprint("search", __name__, url_prefix=f"{PREFIX}/search")
_KEPT = "searched"
_LONGEST = 200


@bp.post("")
@allowed(*PATIENTS)
def find() -> Answer:
    """Take what is searched for; a lead's own id leads straight to it."""
    text = " ".join(request.form.get("q", "").split())[:_LONGEST]
    house = the_house()
    lead = search.lead_of_id(house, text)
    if lead is not None:
        return redirect(url_for("leads.show", public_id=lead))
    if not search.lookups(house, text):
        flash("Write a name, some digits of a number, or words of a note.", "bad")
        return redirect(url_for("queue.show"))
    session[_KEPT] = text
    return redirect(url_for("search.show"))


@bp.get("")
@allowed(*PATIENTS)
def show() -> Answer | str:
    """The leads that were found, done ones too, in the order of the queue."""
    text = session.get(_KEPT)
    if not isinstance(text, str):
        return redirect(url_for("queue.show"))
    words = search.lookups(the_house(), text)
    return render_template(
        "console/queue.html",
        **shown(Wanted(open_only=False, words=words), Filters(), "search"),
        filter_words=FILTER_WORDS,
        left_out=[],
        statuses=statuses(),
        searched=text,
    )
