"""Times as operators write them: "2026-11-23", "2026-11-23T09:30+05:30", or how long ago: "6h"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

_AGO = re.compile(r"([0-9]{1,5})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Since(click.ParamType[datetime | timedelta]):
    """A date or time in ISO 8601 (without a zone it is the office's), or minutes, hours, days."""

    name = "since"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime | timedelta:
        """The instant, or how long ago."""
        if isinstance(value, (datetime, timedelta)):
            return value
        ago = _AGO.fullmatch(str(value))
        if ago:
            return timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        try:
            return datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(
                "not a time such as 2026-11-23T09:30+05:30, and not 90m, 6h or 2d", param, ctx
            )


def instant(since: datetime | timedelta, now: datetime, zone: str) -> datetime:
    """When that was, aware; `now` is aware, `zone` the office's. A time to come is wrong usage."""
    if isinstance(since, timedelta):
        return now - since
    start = since if since.tzinfo else since.replace(tzinfo=ZoneInfo(zone))
    if start > now:
        raise click.BadParameter(f"{start:%Y-%m-%d %H:%M %z} is yet to come", param_hint="--since")
    return start
