"""The overview: look, not read. Charts are drawn here, on the server; under each is its table.

Everybody may look at the counts. What people asked, in their words, is a page of its own, for those
who work with patients, and each look at it is recorded.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Blueprint, current_app, render_template, request

from triage.console import PREFIX
from triage.console.charts import Chart, Column, durations, length_of, stacked
from triage.console.flow import flow_of
from triage.console.queue_page import zone_of_viewer
from triage.console.who import EVERYBODY, PATIENTS, allowed, current, the_house
from triage.services.figures import overview as counting
from triage.services.figures import unanswered
from triage.services.figures.overview import Overview
from triage.vocabulary import Service

bp = Blueprint("overview", __name__, url_prefix=f"{PREFIX}/overview")

#: How many days may be looked at; the second is shown first.
CHOICES = (7, 30, 90)
#: Counting is not done again for so long: many may have the page open.
_FRESH = timedelta(minutes=1)
_MOST_COUNTRIES = 10
_KEPT = "overview_kept"

_Kept = dict[tuple[int, str], tuple[datetime, Overview]]


@bp.get("")
@allowed(*EVERYBODY)
def show() -> str:
    """The charts of the last days."""
    days = request.args.get("days", CHOICES[1], type=int)
    days = days if days in CHOICES else CHOICES[1]
    seen = _look(days, zone_of_viewer())
    services = _services(seen)
    return render_template(
        "console/overview.html",
        seen=seen,
        days=days,
        choices=CHOICES,
        services=services,
        legend_of_services=[(kind, f"{name}: {count}") for kind, name, count in services],
        by_day=_by_day(seen),
        countries=_countries(seen),
        flow=flow_of(seen.places),
        answers=_answers(seen),
        promises=_promises(seen),
        may_read=current().role in PATIENTS,
    )


@bp.get("/questions")
@allowed(*PATIENTS)
def questions() -> str:
    """What people asked that the bot could not answer, grouped."""
    return render_template(
        "console/questions.html",
        found=unanswered.look(the_house(), current()),
        most=unanswered.MOST,
    )


def _look(days: int, zone: str) -> Overview:
    """Counted now, or less than a minute ago."""
    kept: _Kept = current_app.extensions.setdefault(_KEPT, {})
    now = the_house().clock.now()
    found = kept.get((days, zone))
    if found and timedelta() <= now - found[0] < _FRESH:
        return found[1]
    seen = counting.look(the_house(), days=days, zone=zone)
    kept[days, zone] = (now, seen)
    return seen


def _services(seen: Overview) -> list[tuple[str, str, int]]:
    """CSS class, name and count of each service, and of the leads without one."""
    script = the_house().script
    named = [(f"s{n:d}", script.text(f"option.menu.{n:d}", "en").whatsapp, n) for n in Service]
    return [
        (kind, name, sum(day.services.get(number, 0) for day in seen.days))
        for kind, name, number in (*named, ("s0", "No service yet", None))
    ]


def _by_day(seen: Overview) -> Chart:
    kinds: list[tuple[str, int | None]] = [(f"s{n:d}", n) for n in Service]
    columns = []
    for day in seen.days:
        parts = tuple((kind, day.services.get(n, 0)) for kind, n in (*kinds, ("s0", None)))
        total = sum(count for _, count in parts)
        columns.append(Column(_day(day.date), f"{day.date:%a} {_day(day.date)}: {total}", parts))
    return stacked(columns)


def _countries(seen: Overview) -> list[tuple[str, int, float]]:
    """Name, leads and share of the largest; beyond the first ten they are one line."""
    script = the_house().script

    def name(code: str | None) -> str:
        return script.country(code, "en") if code else "Not known"

    first = [(name(code), count) for code, count in seen.countries[:_MOST_COUNTRIES]]
    rest = seen.countries[_MOST_COUNTRIES:]
    if rest:
        first.append((f"{len(rest)} more", sum(count for _, count in rest)))
    most = max((count for _, count in first), default=1)
    return [(told, count, round(count / most, 4)) for told, count in first]


def _answers(seen: Overview) -> Chart:
    def told(monday: date, median: str, p90: str) -> str:
        return f"Week of {_day(monday)}: half within {median}, nine in ten within {p90}"

    return durations(
        [
            Column(
                _day(week.monday),
                told(week.monday, _length(week.median), _length(week.p90)),
                (("median", _seconds(week.median)), ("p90", _seconds(week.p90))),
            )
            for week in seen.answers
        ]
    )


def _promises(seen: Overview) -> Chart:
    return stacked(
        [
            Column(
                _day(week.monday),
                f"Week of {_day(week.monday)}: {week.kept} kept, {week.late} late, "
                f"{week.missed} missed",
                (("kept", week.kept), ("late", week.late), ("missed", week.missed)),
            )
            for week in seen.promises
        ]
    )


def _length(time: timedelta | None) -> str:
    return length_of(time) if time is not None else "-"


def _seconds(time: timedelta | None) -> float:
    return time.total_seconds() if time is not None else 0.0


def _day(on: date) -> str:
    return f"{on.day} {on:%b}"


bp.add_app_template_filter(_length, "how_long")
bp.add_app_template_filter(_day, "day")
