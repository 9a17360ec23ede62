"""One-time links: to look at one changes nothing (programs look at links before people do)."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from triage.console import who
from triage.console.access import door
from triage.console.access.door import bp
from triage.console.access.new_password import problem_with_new
from triage.errors import NotFound
from triage.services.staff import links, password_rules
from triage.services.staff.links import Link


@bp.get("/link/<token>")
def link(token: str) -> str | tuple[str, int]:
    """What the link is for: one press, or a first password."""
    try:
        found = links.get(who.the_house(), token)
    except NotFound:
        return _gone()
    return _page(found, None)


@bp.post("/link/<token>")
def use_link(token: str) -> Response | str | tuple[str, int]:
    """Use it up and let its owner in."""
    house = who.the_house()
    try:
        found = links.get(house, token)
        hashed = None
        if found.purpose != "demo":
            problem = problem_with_new(found.owner)
            if problem:
                return _page(found, problem)
            text = password_rules.normal(request.form["password"])
            hashed = door.the_hasher().hash(text)
        owner = links.use(house, token, hashed)
    except NotFound:
        return _gone()
    return door.let_in(owner, by="link", to=None)


def _page(found: Link, problem: str | None) -> str:
    return render_template("console/link.html", link=found, problem=problem)


def _gone() -> tuple[str, int]:
    return render_template("console/link_gone.html"), 404
