"""A lead's promised calls: what came of one, the next one, who makes it; and a family in peace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from triage.console import PREFIX
from triage.console.who import PATIENTS, allowed, current, the_house
from triage.errors import Conflict, NotFound
from triage.services.house import House
from triage.services.leads.opened import OpenedLead, open_lead
from triage.services.promises import left_alone, promises
from triage.services.promises.promise_panel import read_promises
from triage.services.promises.promise_times import Planned, read_typed
from triage.services.promises.promises import Call, Outcome
from triage.storage import Tx

bp = Blueprint("promises", __name__, url_prefix=f"{PREFIX}/leads/<public_id>")

OUTCOMES = {
    Outcome.REACHED: "Reached",
    Outcome.NO_ANSWER: "No answer",
    Outcome.WRONG_NUMBER: "Wrong number",
    Outcome.AGAIN: "Reached, call again",
}
#: How a promise stands, in a word and how much it presses.
CAME = {
    "open": ("promised", ""),
    "overdue": ("overdue", "alarm"),
    "tried": ("no answer yet", "warn"),
    "kept": ("kept", "good"),
    "late": ("kept late", "warn"),
    "missed": ("missed", "alarm"),
    "withdrawn": ("withdrawn", ""),
    "unasked": ("a call", ""),
}
_LONGEST_NUMBER = 9


def panel(house: House, tx: Tx, lead: OpenedLead) -> dict[str, Any]:
    """What the lead's page shows of its promises. Two statements."""
    seen, now = read_promises(house, tx, lead), house.clock.now()
    again = seen.again.start.astimezone(ZoneInfo(seen.zone)) if seen.again else None
    return {
        "seen": seen,
        "outcomes": OUTCOMES,
        "came": CAME,
        "again": f"{again:%Y-%m-%dT%H:%M}" if again else "",
        "soonest": f"{now.astimezone(ZoneInfo(seen.zone)) - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "due": _due_words(seen.open.start - now, seen.open.end - now) if seen.open else "",
    }


@bp.post("/calls")
@allowed(*PATIENTS)
def record(public_id: str) -> Response | str:
    """What came of a call."""
    told = request.form.get("outcome", "")
    if told not in frozenset(Outcome):
        abort(400)
    outcome, planned = Outcome(told), None
    call = Call(_number("promise"), _number("seen") or 0, outcome)
    if outcome is Outcome.AGAIN:
        planned = _planned(public_id)
        if planned is None:
            return _back(public_id)
        if planned.doubts and not request.form.get("sure"):
            return _ask(public_id, planned)
    return _done(
        public_id,
        lambda: promises.record(the_house(), public_id, call, current(), planned),
        {
            True: f"{OUTCOMES[outcome]}. {_ASKED}",
            False: f"{OUTCOMES[outcome]}. It is written down.",
        },
    )


_ASKED = "They were asked for the right number by message."


@bp.post("/promise")
@allowed(*PATIENTS)
def plan(public_id: str) -> Response | str:
    """Promise a call by hand."""
    planned = _planned(public_id)
    if planned is None:
        return _back(public_id)
    if planned.doubts and not request.form.get("sure"):
        return _ask(public_id, planned)
    tell = bool(request.form.get("tell"))
    unheard = "The call is planned. They could not be written to now." if tell else "It is planned."
    return _done(
        public_id,
        lambda: promises.plan(the_house(), public_id, planned, current(), tell=tell),
        {True: "The call is planned, and they are told by message.", False: unheard},
    )


@bp.post("/caller")
@allowed(*PATIENTS)
def assign(public_id: str) -> Response:
    """Who makes the promised call."""
    to = _number("caller")

    def change() -> bool:
        promises.assign(the_house(), public_id, to, current())
        return True

    return _done(public_id, change, {True: "The call has its caller."})


@bp.post("/ask-when")
@allowed(*PATIENTS)
def ask_when(public_id: str) -> Response:
    """Write, after calls without an answer, and ask when to call."""
    no = "They cannot be written to now: opted out, or too long since they wrote."
    return _done(
        public_id,
        lambda: promises.write_instead(the_house(), public_id, current()),
        {True: "They are asked by message when to call.", False: no},
    )


@bp.post("/left-alone")
@allowed(*PATIENTS)
def leave_alone(public_id: str) -> Response:
    """The patient has died."""

    def change() -> bool:
        left_alone.leave_alone(the_house(), public_id, current())
        return True

    return _done(public_id, change, {True: "They are left in peace: no calls, no reminders."})


@bp.post("/left-alone/end")
@allowed(*PATIENTS)
def end_leaving_alone(public_id: str) -> Response:
    """That was a mistake."""

    def change() -> bool:
        left_alone.end_leaving_alone(the_house(), public_id, current())
        return True

    words = "Taken back. Calls that were promised are not: plan one if they want it."
    return _done(public_id, change, {True: words})


def _planned(public_id: str) -> Planned | None:
    """The time that was typed; None, and said why, where it is none."""
    house, who = the_house(), current()
    office = house.settings.current().office.zone
    try:
        with house.store.reading() as tx:
            theirs = read_promises(house, tx, open_lead(house, tx, public_id)).zone
        read_in = (who.zone or office) if request.form.get("clock") == "mine" else theirs
        return read_typed(house, request.form.get("at", ""), read_in=read_in, zone=theirs)
    except NotFound:
        abort(404)
    except Conflict as problem:
        flash(str(problem), "bad")
    return None


def _ask(public_id: str, planned: Planned) -> str:
    """Whether they mean it: the form again, with what is odd about the time."""
    kept = {name: value for name, value in request.form.items() if name != "csrf_token"}
    return render_template(
        "console/promise_sure.html", planned=planned, kept=kept, public_id=public_id
    )


def _done(public_id: str, change: Callable[[], bool], words: dict[bool, str]) -> Response:
    """Make a change, say how it went, and go back to the page."""
    try:
        flash(words[change()])
    except NotFound:
        abort(404)
    except Conflict as problem:
        flash(str(problem), "bad")
    return _back(public_id)


def _back(public_id: str) -> Response:
    return redirect(url_for("leads.show", public_id=public_id, _anchor="promises"), 303)


def _number(name: str) -> int | None:
    told = request.form.get(name, "")
    if told and not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER):
        abort(400)
    return int(told) if told else None


def _due_words(to_start: timedelta, to_end: timedelta) -> str:
    if to_start > timedelta():
        return f"in {_span(to_start)}"
    return (
        f"due now, {_span(to_end)} left" if to_end > timedelta() else f"over {_span(-to_end)} ago"
    )


def _span(span: timedelta) -> str:
    """How long, as people say it."""
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours, days = round(minutes / 60), round(minutes / 1440)
    if hours < 36:
        return f"{hours} hour{'s' if hours != 1 else ''}"
    return f"{days} days"
