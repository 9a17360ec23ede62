"""The queue: which lead comes next."""

from __future__ import annotations

from flask import Blueprint, render_template

from triage.console import PREFIX
from triage.console.who import PATIENTS, allowed

bp = Blueprint("queue", __name__, url_prefix=PREFIX)


@bp.get("/")
@allowed(*PATIENTS)
def show() -> str:
    """The leads, the most urgent first."""
    return render_template("console/queue.html")
