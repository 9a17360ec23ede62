"""One's own page: zone, quiet hours, alerts, diary address, password, sessions."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from triage.console import PREFIX, who
from triage.console.access import door, needs_proof
from triage.console.access.new_password import problem_with_new
from triage.console.shown_once import show_once, take_shown
from triage.console.who import EVERYBODY, PATIENTS, allowed
from triage.errors import Conflict
from triage.services.promises import diary_feed
from triage.services.staff import coordinators, log_in, password_rules, two_factor
from triage.storage import staff_secrets

bp = Blueprint("me", __name__, url_prefix=f"{PREFIX}/me")


@bp.get("/")
@allowed(*EVERYBODY)
def show() -> str:
    """What they may set, and what they have."""
    return _page(None)


@bp.post("/")
@allowed(*EVERYBODY)
def change() -> Response | str:
    """Zone, quiet hours and alert address."""
    given = {name: request.form.get(name, "").strip() for name in ("zone", "from", "to", "alerts")}
    quiet = f"{given['from']}-{given['to']}" if given["from"] or given["to"] else ""
    try:
        coordinators.set_preferences(
            who.the_house(),
            who.current(),
            zone=given["zone"],
            quiet_hours=quiet,
            alerts=given["alerts"],
        )
    except Conflict as refused:
        return _page(str(refused))
    flash("Saved.", "good")
    return redirect(url_for("me.show"), code=303)


@bp.get("/password")
@allowed(*EVERYBODY)
@needs_proof()
def password() -> str:
    """Ask for a new password."""
    return render_template("console/password.html", problem=None)


@bp.post("/password")
@allowed(*EVERYBODY)
@needs_proof(lambda: url_for("me.password"))
def change_password() -> Response | str:
    """Another password; every other session of theirs ends, this one goes on anew."""
    coordinator = who.current()
    problem = problem_with_new(coordinator)
    if problem:
        return render_template("console/password.html", problem=problem)
    hashed = door.the_hasher().hash(password_rules.normal(request.form["password"]))
    now_is = log_in.change_password(who.the_house(), coordinator, hashed)
    onward = door.go_on(now_is, to=url_for("me.show"))
    flash("Your password was changed, and every other session of yours has ended.", "good")
    return onward


@bp.post("/diary")
@allowed(*PATIENTS)
@needs_proof(lambda: url_for("me.show"))
def diary() -> Response:
    """A new address for the diary feed, shown once; or none any more."""
    house, coordinator = who.the_house(), who.current()
    if "end" in request.form:
        diary_feed.end_address(house, coordinator)
        flash("Your diary address does not work any more.", "good")
    else:
        show_once(
            "diary", [diary_feed.address_of(house, diary_feed.make_token(house, coordinator))]
        )
    return redirect(url_for("me.show"), code=303)


def _page(problem: str | None) -> str:
    house, coordinator = who.the_house(), who.current()
    with house.store.reading() as tx:
        kept = staff_secrets.find(tx, coordinator.id)
    assert kept is not None  # noqa: S101 - tells the type checker; accounts are never deleted
    shown = {
        "zone": coordinator.zone or "",
        "quiet": (coordinator.quiet_hours or "-").split("-"),
        "alerts": coordinators.alerts_of(house, coordinator.id, kept.alerts_sealed),
    }
    if problem:
        form = request.form
        shown = {
            "zone": form.get("zone", ""),
            "quiet": [form.get("from", ""), form.get("to", "")],
            "alerts": form.get("alerts", ""),
        }
    return render_template(
        "console/me.html",
        shown=shown,
        problem=problem,
        kept=kept,
        codes_left=two_factor.recovery_codes_left(house, kept),
        zones=sorted(available_timezones()),
        diary=take_shown("diary"),
        sees_diary=coordinator.role in PATIENTS,
    )
