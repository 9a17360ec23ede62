"""What an alert says: the kind of what happened and a link, and nothing of anybody."""

from __future__ import annotations

from collections.abc import Sequence

from triage.services.alerts.alerts import AlertKind
from triage.storage.alerts import AlertRow

_MOST_LINES = 20
#: In the order in which they are read: (kind, one of it, several of it, what to know or do).
_WORDS: tuple[tuple[AlertKind, str, str, str], ...] = (
    (AlertKind.RED_FLAG, "Red flag", "{n} red flags", "somebody may be in danger, look now"),
    (AlertKind.MISSED_PROMISE, "Missed promise", "{n} missed promises", "we did not call"),
    (AlertKind.DUE_PROMISE, "Promised call", "{n} promised calls", "due soon"),
    (AlertKind.NEW_LEAD, "New lead", "{n} new leads", ""),
)


def put(alerts: Sequence[AlertRow], base_url: str) -> tuple[str, str]:
    """Title and text of one message about these alerts; each lead and kind is named once."""
    titles: list[str] = []
    lines: list[str] = []
    for kind, one, several, more in _WORDS:
        leads = list(dict.fromkeys(a.lead_public_id for a in alerts if a.kind == kind))
        if not leads:
            continue
        title = one if len(leads) == 1 else several.format(n=len(leads))
        titles.append(title)
        lines.append(f"{title}: {more}".rstrip())
        lines += [f"{base_url}/console/leads/{lead}" for lead in leads[:_MOST_LINES]]
        if len(leads) > _MOST_LINES:
            lines.append(f"and {len(leads) - _MOST_LINES} more: {base_url}/console/")
    return f"CancerFax: {', '.join(titles)}", "\n".join(lines)
