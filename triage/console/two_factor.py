"""The second factor: an app, and recovery codes. Decided here: the secret waits in the sealed
session until the app has shown that it has it.
"""

from __future__ import annotations

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from triage.console import PREFIX, who
from triage.console.access import door, needs_proof
from triage.console.session import this_session
from triage.console.shown_once import show_once, take_shown
from triage.console.who import EVERYBODY, allowed
from triage.services.staff import totp, two_factor

bp = Blueprint("two_factor", __name__, url_prefix=f"{PREFIX}/me/two-factor")

_WAITING = "totp.waiting"


@bp.get("/")
@allowed(*EVERYBODY)
@needs_proof()
def show() -> str:
    """Set it up, or make new recovery codes."""
    return _page(wrong=False)


@bp.post("/")
@allowed(*EVERYBODY)
@needs_proof(lambda: url_for("two_factor.show"))
def turn_on() -> Response | str:
    """Use the app from now on, if it shows the right code."""
    secret = this_session().get(_WAITING)
    given = request.form.get("code", "")
    made = secret and two_factor.turn_on(who.the_house(), who.current(), str(secret), given)
    if not made:
        return _page(wrong=True)
    now_is, codes = made
    onward = door.go_on(now_is, to=url_for("two_factor.codes"))
    show_once("recovery", codes)
    return onward


@bp.get("/codes")
@allowed(*EVERYBODY)
def codes() -> Response | str:
    """The recovery codes, once."""
    shown = take_shown("recovery")
    if not shown:
        return redirect(url_for("me.show"))
    onward = door.front(who.current())
    return render_template("console/recovery_codes.html", codes=shown, onward=onward)


@bp.post("/codes")
@allowed(*EVERYBODY)
@needs_proof(lambda: url_for("two_factor.show"))
def new_codes() -> Response:
    """Fresh recovery codes instead of the old ones."""
    now_is, made = two_factor.make_recovery_codes(who.the_house(), who.current())
    onward = door.go_on(now_is, to=url_for("two_factor.codes"))
    show_once("recovery", made)
    return onward


@bp.post("/off")
@allowed(*EVERYBODY)
@needs_proof(lambda: url_for("two_factor.show"))
def turn_off() -> Response:
    """Do without it, where the settings allow that."""
    if who.the_house().settings.current().is_two_factor_required:
        flash("Everybody needs a second factor here.", "bad")
        return redirect(url_for("two_factor.show"), code=303)
    now_is = two_factor.turn_off(who.the_house(), who.current())
    onward = door.go_on(now_is, to=url_for("me.show"))
    flash("Your second factor was removed.", "good")
    return onward


def _page(*, wrong: bool) -> str:
    coordinator, session = who.current(), this_session()
    secret = session.get(_WAITING)
    if secret is None:
        secret = session[_WAITING] = totp.new_secret()
    address = totp.address_of(secret, coordinator.email)
    picture = segno.make(address, micro=False, error="m").svg_data_uri(scale=5, border=2)
    return render_template(
        "console/two_factor.html",
        picture=picture,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        wrong=wrong,
        is_required=who.the_house().settings.current().is_two_factor_required,
    )
