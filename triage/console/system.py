"""The system page: the lines of `triage doctor` as a worker found them last. Only for looking.

The web process asks neither Twilio nor the disk: people's messages would wait meanwhile.
"""

from __future__ import annotations

from flask import Blueprint, render_template

from triage.console import PREFIX
from triage.console.who import allowed, the_house
from triage.services.doctor import rounds, work
from triage.services.doctor.report import State, worst
from triage.vocabulary import Role

bp = Blueprint("system", __name__, url_prefix=f"{PREFIX}/system")

_ORDER = (State.FAIL, State.WARN, State.OK)


@bp.get("/")
@allowed(Role.OPERATOR, Role.LEAD_COORDINATOR)
def show() -> str:
    """What is not well first, then what is."""
    house = the_house()
    report = rounds.last_report(house)
    lines = [*work.worker(house), *(report.lines if report else ())]
    return render_template(
        "console/system.html",
        at=report.at if report else None,
        state=worst(lines),
        lines=sorted(lines, key=lambda line: _ORDER.index(line.state)),
    )
