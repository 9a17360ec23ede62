"""Logging in and out."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template

from triage.console import PREFIX
from triage.services.house import House

bp = Blueprint("access", __name__, url_prefix=PREFIX)


def set_up(app: Flask, house: House) -> None:
    """What the application needs so that somebody can log in."""


@bp.get("/log-in")
def log_in() -> str:
    """The page to log in on."""
    return render_template("console/log_in.html")
