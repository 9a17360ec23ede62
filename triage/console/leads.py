"""One lead: everything known of it on a page, and what is changed there.

Each look at the page is recorded; the fragment that keeps it fresh is not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as browser
from werkzeug.wrappers import Response as Answer

from triage.console import PREFIX, files, promises, reply
from triage.console.session import this_session
from triage.console.who import PATIENTS, allowed, current, the_house
from triage.errors import Conflict, NotFound
from triage.services.house import House
from triage.services.leads import lead_pages, lead_work, phones
from triage.services.leads.lead_words import STATUSES
from triage.services.leads.opened import OpenedLead, open_lead
from triage.services.leads.phones import REASONS, Reason
from triage.storage import Tx, transcripts
from triage.vocabulary import Flag, LeadStatus

bp = Blueprint("leads", __name__, url_prefix=f"{PREFIX}/leads")

#: A part of the page that another file makes: read in our look at the database, and shown by
#: `console/lead_<noun>.html` (which gets it under its noun) with the sheet `<noun>.css`.
Panel = Callable[[House, Tx, OpenedLead], dict[str, Any]]
PANELS: tuple[tuple[str, Panel], ...] = (
    ("promises", promises.panel),
    ("reply", reply.panel),
    ("files", files.panel),
)
#: How long a number stays unmasked for who asked for it.
REVEALED_FOR = timedelta(minutes=10)
_REVEALED = "revealed"
_MOST_REVEALED = 20
_LONGEST_PLACE = 9


@bp.get("/<public_id>")
@allowed(*PATIENTS)
def show(public_id: str) -> str:
    """The page of a lead; `?before=SEQ` shows older messages."""
    house = the_house()
    told = _read(house, public_id, before=_before(), panels=True)
    lead_pages.record_view(house, told["lead"], current())
    return render_template("console/lead.html", **told)


@bp.get("/<public_id>/talk")
@allowed(*PATIENTS)
def talk(public_id: str) -> Answer | str:
    """What may have changed since the page was made; nothing (204) when `?seen=` still holds."""
    this_session().is_passive = True
    house = the_house()
    with house.store.reading() as tx:
        mark = transcripts.mark(tx, public_id)
    if mark is None:
        abort(404)
    if _with_minute(mark) == request.args.get("seen"):
        return Response(status=204)
    told = _read(house, public_id)
    return render_template("console/lead_fresh.html", **told)


@bp.post("/<public_id>/status")
@allowed(*PATIENTS)
def set_status(public_id: str) -> Answer:
    """Where the lead stands now."""
    name = request.form.get("status", "")
    if name not in frozenset(LeadStatus):
        abort(400)
    status = LeadStatus(name)
    change = partial(lead_work.set_status, the_house(), public_id, status, current())
    return _done(public_id, change, f"Status: {STATUSES[status]}.")


@bp.post("/<public_id>/owner")
@allowed(*PATIENTS)
def set_owner(public_id: str) -> Answer:
    """Whose lead it is now; an empty value is nobody's."""
    told = request.form.get("owner", "")
    if told and not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_PLACE):
        abort(400)
    owner_id = int(told) if told else None
    change = partial(lead_work.set_owner, the_house(), public_id, owner_id, current())
    words = "The lead has its new owner." if told else "The lead is nobody's now."
    return _done(public_id, change, words)


@bp.post("/<public_id>/take")
@allowed(*PATIENTS)
def take(public_id: str) -> Answer:
    """Make the lead one's own."""
    change = partial(lead_work.take, the_house(), public_id, current())
    return _done(public_id, change, "This lead is yours.")


@bp.post("/<public_id>/facts/<field>")
@allowed(*PATIENTS)
def set_fact(public_id: str, field: str) -> Answer:
    """Put a fact right."""
    value = request.form.get("value", "")
    if value == request.form.get("was"):
        flash("Nothing was changed.")
        return _back(public_id, "facts")
    try:
        kept = lead_work.set_fact(the_house(), public_id, field, value, current())
    except NotFound:
        abort(404)
    except Conflict as problem:
        flash(str(problem), "bad")
        return _back(public_id, "facts")
    told = "Saved." if kept.understood else "Kept as you wrote it: it could not be read as usual."
    flash(told if value.strip() else "Emptied.")
    return _back(public_id, f"fact-{field}")


@bp.post("/<public_id>/notes")
@allowed(*PATIENTS)
def add_note(public_id: str) -> Answer:
    """Keep a private note."""
    text = request.form.get("text", "")
    change = partial(lead_work.add_note, the_house(), public_id, text, current())
    return _done(public_id, change, "Note kept. Only the staff sees it.", "talk")


@bp.post("/<public_id>/flags/<flag>")
@allowed(*PATIENTS)
def settle(public_id: str, flag: str) -> Answer:
    """Somebody has seen to what the flag asks for."""
    if flag not in frozenset(Flag):
        abort(404)
    change = partial(lead_work.settle_flag, the_house(), public_id, Flag(flag), current())
    return _done(public_id, change, "Settled.")


@bp.post("/<public_id>/reveal")
@allowed(*PATIENTS)
def reveal(public_id: str) -> Answer:
    """Show the lead's numbers to who asks, for ten minutes; who, when and why is recorded."""
    reason = request.form.get("reason", "")
    if reason not in frozenset(Reason):
        flash("Say why you need the number.", "bad")
        return _back(public_id, "phones")
    house, who = the_house(), current()
    try:
        phones.record_reveal(house, public_id, Reason(reason), who)
    except NotFound:
        abort(404)
    now = house.clock.now()
    kept = {name: at for name, at in _all_revealed().items() if _is_fresh(at, now)}
    newest = sorted(kept.items(), key=lambda pair: pair[1])[1 - _MOST_REVEALED :]
    browser[_REVEALED] = {**dict(newest), f"{who.id}:{public_id}": now.isoformat()}
    return _back(public_id, "phones")


def _read(
    house: House, public_id: str, *, before: int | None = None, panels: bool = False
) -> dict[str, Any]:
    """What the templates need, from one look at the database; 404 for an unknown id."""
    who = current()
    zone = who.zone or house.settings.current().office.zone
    try:
        with house.store.reading() as tx:
            lead = open_lead(house, tx, public_id)
            page = lead_pages.read_page(
                house, tx, lead, my_zone=zone, revealed=_is_revealed(public_id), before=before
            )
            parts = {noun: panel(house, tx, lead) for noun, panel in PANELS} if panels else {}
    except NotFound:
        abort(404)
    return {
        "lead": lead,
        "page": page,
        "mark": _with_minute(page.mark),
        "statuses": STATUSES,
        "reasons": REASONS,
        "now": house.clock.now(),
        "panels": tuple(parts),
        **parts,
    }


def _with_minute(mark: str) -> str:
    """A page is made anew every minute too: "in 20 min" does not stay true."""
    return f"{mark}-{int(the_house().clock.now().timestamp()) // 60}"


def _done(public_id: str, change: Callable[[], None], words: str, place: str = "") -> Answer:
    """Make a change, say how it went, and go back to the page."""
    try:
        change()
    except NotFound:
        abort(404)
    except Conflict as problem:
        flash(str(problem), "bad")
    else:
        flash(words)
    return _back(public_id, place)


def _back(public_id: str, place: str = "") -> Answer:
    return redirect(url_for("leads.show", public_id=public_id, _anchor=place or None))


def _before() -> int | None:
    told = request.args.get("before", "")
    fits = told.isascii() and told.isdigit() and len(told) <= _LONGEST_PLACE
    return int(told) if fits else None


def _is_revealed(public_id: str) -> bool:
    at = _all_revealed().get(f"{current().id}:{public_id}")
    return at is not None and _is_fresh(at, the_house().clock.now())


def _all_revealed() -> dict[str, str]:
    found = browser.get(_REVEALED)
    return found if isinstance(found, dict) else {}


def _is_fresh(at: str, now: datetime) -> bool:
    return now - datetime.fromisoformat(at) < REVEALED_FOR
