"""Answering a person: taking the talk over, writing to them, and giving the talk back to the bot.

A part of the lead's page, and a page of its own, which also keeps what was typed when it could not
be sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from triage.console import PREFIX
from triage.console.reply_panel import Typed, read_panel
from triage.console.who import PATIENTS, allowed, current, the_house
from triage.errors import Conflict, NotFound
from triage.services.answers import replies, take_over
from triage.services.answers.replies import Wish
from triage.services.answers.take_over import Until
from triage.services.answers.ways import Kind
from triage.services.house import House
from triage.services.leads import lead_pages
from triage.services.leads.opened import OpenedLead, open_lead
from triage.storage import Tx

bp = Blueprint("reply", __name__, url_prefix=f"{PREFIX}/leads")

_MOST_VALUES = 20
_LONGEST_ID = 9


def panel(house: House, tx: Tx, lead: OpenedLead) -> dict[str, Any]:
    """What `console/lead_reply.html` shows on the lead's page; two statements."""
    return read_panel(house, tx, lead, current())


@bp.get("/<public_id>/reply")
@allowed(*PATIENTS)
def show(public_id: str) -> str:
    """The same on a page of its own; `?as=` says which way and `?draft=` what to begin with."""
    return _page(public_id, _picked(public_id))


@bp.post("/<public_id>/reply")
@allowed(*PATIENTS)
def send(public_id: str) -> Response | tuple[str, int]:
    """Have an answer sent by the worker."""
    wish = _wish()
    try:
        queued = replies.send(the_house(), public_id, wish, current())
    except NotFound:
        abort(404)
    except Conflict as problem:
        typed = Typed(wish.kind, wish.text, wish.template, wish.values, str(problem))
        return _page(public_id, typed), 422
    if queued.again:
        flash("That was sent already. Nothing was sent twice.")
    elif queued.until is not None:
        flash(f"Your message is on its way. The bot keeps quiet until {_clock(queued.until)}.")
    else:
        flash("Your message is on its way.")
    return _back(public_id)


@bp.post("/<public_id>/take-over")
@allowed(*PATIENTS)
def take(public_id: str) -> Response:
    """Have the talk for a while; `seen` is who had it on the page that was sent."""
    choice, seen = _until(request.form.get("until")), request.form.get("seen", "")
    if choice is None:
        abort(400)
    try:
        until = take_over.take_over(the_house(), public_id, choice, current(), seen=_number(seen))
    except NotFound:
        abort(404)
    except Conflict as problem:
        flash(str(problem), "bad")
    else:
        flash(f"You have this talk until {_clock(until)}. The bot keeps quiet.")
    return _back(public_id)


@bp.post("/<public_id>/hand-back")
@allowed(*PATIENTS)
def hand_back(public_id: str) -> Response:
    """Let the bot answer again; with `tell` the person hears so at once."""
    tell = request.form.get("tell") == "yes"
    try:
        told = take_over.hand_back(the_house(), public_id, current(), tell=tell)
    except NotFound:
        abort(404)
    except Conflict as problem:
        flash(str(problem), "bad")
        return _back(public_id)
    if tell and not told:
        flash(
            "The bot answers here again. No message may go there now, so its next answer says so."
        )
    else:
        flash(f"The bot answers here again. {'They are told now.' if told else ''}".strip())
    return _back(public_id)


def _wish() -> Wish:
    """What the form asks for; 400 for one that no page of ours made."""
    form = request.form
    if form.get("kind") not in frozenset(Kind):
        abort(400)
    values = (form.get(f"value{n}") for n in range(1, _MOST_VALUES + 1))
    return Wish(
        kind=Kind(form["kind"]),
        once=form.get("once", ""),
        text=form.get("text", ""),
        template=form.get("template", ""),
        values=tuple(value.strip() for value in values if value is not None),
        quiet=_until(form.get("quiet")),
    )


def _picked(public_id: str) -> Typed:
    """The text that was picked to begin with, where the address says so."""
    kind = request.args.get("as", "")
    name, _, language = request.args.get("draft", "").partition(":")
    if kind not in frozenset({Kind.WHATSAPP, Kind.SMS}):
        return Typed()
    house = the_house()
    with house.store.reading() as tx:
        shown = read_panel(house, tx, _open(house, tx, public_id), current())
    way = next((one for one in shown["ways"] if one.kind == kind), None)
    for group, drafts in way.groups if way else ():
        for draft in drafts:
            if draft.name == name and language in ("", group):
                return Typed(Kind(kind), draft.text)
    return Typed(Kind(kind))


def _page(public_id: str, typed: Typed) -> str:
    house = the_house()
    with house.store.reading() as tx:
        lead = _open(house, tx, public_id)
        shown = read_panel(house, tx, lead, current(), typed)
    lead_pages.record_view(house, lead, current())
    return render_template("console/reply.html", lead=lead, reply=shown)


def _open(house: House, tx: Tx, public_id: str) -> OpenedLead:
    try:
        return open_lead(house, tx, public_id)
    except NotFound:
        abort(404)


def _until(word: str | None) -> Until | None:
    return Until(word) if word in frozenset(Until) else None


def _number(text: str) -> int | None:
    fits = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return int(text) if fits else None


def _clock(at: datetime) -> str:
    """A time on the clock of who reads."""
    zone = current().zone or the_house().settings.current().office.zone
    return at.astimezone(ZoneInfo(zone)).strftime("%a %-d %b %H:%M")


def _back(public_id: str) -> Response:
    return redirect(url_for("leads.show", public_id=public_id, _anchor="reply"), 303)
