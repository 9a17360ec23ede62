"""The staff, for lead coordinators: who is there, as what, and a way in for them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from triage.console import PREFIX, who
from triage.console.access import needs_proof
from triage.console.shown_once import show_once, take_shown
from triage.console.who import allowed
from triage.errors import Conflict, NotFound
from triage.services import audit
from triage.services.staff import coordinators, links
from triage.vocabulary import Role

bp = Blueprint("staff", __name__, url_prefix=f"{PREFIX}/staff")

ROLE_WORDS = {
    Role.COORDINATOR: "Coordinator",
    Role.LEAD_COORDINATOR: "Lead coordinator",
    Role.OPERATOR: "Operator",
}


def _back() -> str:
    return url_for("staff.show")


@bp.get("/")
@allowed(Role.LEAD_COORDINATOR)
def show() -> str:
    """Everybody, those who left too."""
    return render_template(
        "console/staff.html",
        staff=coordinators.everybody(who.the_house()),
        roles=ROLE_WORDS,
        link=take_shown("link"),
    )


@bp.post("/")
@allowed(Role.LEAD_COORDINATOR)
@needs_proof(_back)
def create() -> Response:
    """Somebody new, and the link for them."""
    house, by = who.the_house(), audit.actor_of(who.current().id)
    form = request.form

    def make() -> str:
        made = coordinators.create(
            house,
            name=form.get("name", ""),
            email=form.get("email", ""),
            role=_role(),
            by=by,
        )
        show_once("link", [made.name, links.make(house, made, "invite", by=by)])
        return f"{made.name} was added."

    return _do(make)


@bp.post("/<int:coordinator_id>/role")
@allowed(Role.LEAD_COORDINATOR)
@needs_proof(lambda coordinator_id: _back())
def set_role(coordinator_id: int) -> Response:
    """Another role for somebody else."""

    def change() -> str:
        coordinators.set_role(who.the_house(), coordinator_id, _role(), by=_actor())
        return "The role was changed; their sessions have ended."

    return _do(change)


@bp.post("/<int:coordinator_id>/disable")
@allowed(Role.LEAD_COORDINATOR)
@needs_proof(lambda coordinator_id: _back())
def disable(coordinator_id: int) -> Response:
    """Keep somebody out."""

    def change() -> str:
        coordinators.disable(who.the_house(), coordinator_id, by=_actor())
        return "They cannot log in any more; their sessions have ended."

    return _do(change)


@bp.post("/<int:coordinator_id>/enable")
@allowed(Role.LEAD_COORDINATOR)
@needs_proof(lambda coordinator_id: _back())
def enable(coordinator_id: int) -> Response:
    """Let somebody in again."""

    def change() -> str:
        coordinators.enable(who.the_house(), coordinator_id, by=_actor())
        return "They may log in again."

    return _do(change)


@bp.post("/<int:coordinator_id>/reset")
@allowed(Role.LEAD_COORDINATOR)
@needs_proof(lambda coordinator_id: _back())
def reset(coordinator_id: int) -> Response:
    """A new link for somebody who cannot get in."""

    def change() -> str:
        address = coordinators.reset(who.the_house(), coordinator_id, by=_actor())
        show_once("link", ["them", address])
        return "Their password and second factor were taken away; their sessions have ended."

    return _do(change)


def _do(change: Callable[[], str]) -> Response:
    """Do it and say so, or say in plain words why not."""
    try:
        flash(change(), "good")
    except (Conflict, NotFound) as refused:
        words = str(refused)
        flash(f"{words[:1].upper()}{words[1:]}.", "bad")
    return redirect(_back(), code=303)


def _actor() -> str:
    return audit.actor_of(who.current().id)


def _role() -> Role:
    try:
        return Role(request.form.get("role", ""))
    except ValueError:
        raise Conflict("choose a role") from None
