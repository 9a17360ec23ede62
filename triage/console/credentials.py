"""The secrets as `triage credentials status` shows them: ids, ages, uses. Only for looking: what
changes a secret is the command line.
"""

from __future__ import annotations

from flask import Blueprint, render_template

from triage.console import PREFIX
from triage.console.who import allowed, the_house
from triage.services.credentials import attendance, status
from triage.vocabulary import Role

bp = Blueprint("credentials", __name__, url_prefix=f"{PREFIX}/system/credentials")


@bp.get("/")
@allowed(Role.OPERATOR, Role.LEAD_COORDINATOR)
def show() -> str:
    """Every secret, and the processes that say which keys they accept."""
    house = the_house()
    return render_template(
        "console/credentials.html",
        secrets=status.look(house, note=False),
        now=house.clock.now(),
        processes=attendance.present(house),
    )
