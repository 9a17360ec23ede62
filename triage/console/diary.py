"""The diary of promised calls, by day or week and by coordinator; and its feed for calendars.

The feed is read without a log-in, for calendars have none: its secret address stands for one, and
nothing of a person is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request, url_for

from triage.console import PREFIX
from triage.console.promises import CAME
from triage.console.who import PATIENTS, allowed, current, the_house
from triage.services.promises import calendar_feed, diary, diary_feed
from triage.storage import coordinators
from triage.vocabulary import Role

bp = Blueprint("diary", __name__, url_prefix=f"{PREFIX}/diary")

_SPANS = {"day": 1, "week": 7}
_LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for: `who` is mine, all, nobody, or a coordinator's id."""

    first: date
    span: str
    who: str

    def link(self, **other: object) -> str:
        """The address of a page like this one."""
        told: dict[str, Any] = {"day": self.first.isoformat(), "span": self.span, "who": self.who}
        return url_for("diary.show", **(told | other))

    def moved(self, by: int) -> str:
        """The page before or after."""
        return self.link(day=(self.first + timedelta(days=by * _SPANS[self.span])).isoformat())


@bp.get("/")
@allowed(*PATIENTS)
def show() -> str:
    """Promised calls; `?day=2026-11-23&span=week&who=all`."""
    house, who = the_house(), current()
    zone = who.zone or house.settings.current().office.zone
    today = house.clock.now().astimezone(ZoneInfo(zone)).date()
    asked = _asked(today)
    with house.store.reading() as tx:
        staff = coordinators.all_of_them(tx)
        read = diary.read_diary(
            house,
            tx,
            first=asked.first,
            days=_SPANS[asked.span],
            zone=zone,
            whose=_whose(asked.who, who.id),
            nobodys=asked.who == "nobody",
        )
        weeks = diary.by_week(house, tx)
    callers = [one for one in staff if one.active and one.role is not Role.OPERATOR]
    return render_template(
        "console/diary.html",
        asked=asked,
        diary=read,
        weeks=weeks,
        today=today,
        callers=callers,
        names={one.id: one.name for one in staff},
        came=CAME,
    )


@bp.get("/<token>.ics")
def feed(token: str) -> Response:
    """The open promises of whoever has this secret address; 404 for any other."""
    house = the_house()
    with house.store.reading() as tx:
        who = diary_feed.owner(house, tx, token) if len(token) <= _LONGEST_TOKEN else None
        if who is None or who.role is Role.OPERATOR:
            return Response(status=404, mimetype="text/plain")
        rows = diary.open_calls(house, tx, who.id)
    base = house.settings.current().public_base_url
    answer = Response(calendar_feed.calendar(rows, base_url=base), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="calls.ics"'
    return answer


def _asked(today: date) -> _Asked:
    """What the address asks for; what cannot be read counts as not asked."""
    span = request.args.get("span", "")
    span = span if span in _SPANS else "day"
    try:
        first = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        first = today
    if not date(2000, 1, 3) <= first <= date(2999, 12, 1):
        first = today
    if span == "week":
        first -= timedelta(days=first.weekday())
    who = request.args.get("who", "")
    is_id = who.isascii() and who.isdigit() and len(who) < 10
    mine = "all" if current().role is Role.LEAD_COORDINATOR else "mine"
    return _Asked(first, span, who if who in ("mine", "all", "nobody") or is_id else mine)


def _whose(who: str, me: int) -> int | None:
    if who == "mine":
        return me
    return int(who) if who.isdigit() else None
