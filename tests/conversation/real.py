"""The bot as patients meet it, without a database: real texts, and a house as in production."""

from __future__ import annotations

from datetime import time
from functools import cache

from triage.content import load_script
from triage.content.countries import country_names
from triage.conversation.script import OfficeHours, Script

OFFICE = OfficeHours("Asia/Kolkata", frozenset(range(6)), time(9, 30), time(18, 30))


@cache
def real_script(*served: str) -> Script:
    """The packaged texts, spoken in these languages (English) as in the demo."""
    languages = served or ("en",)
    return load_script(
        office=OFFICE,
        call_number="+919615881588",
        served=languages,
        unreviewed=True,
        countries=country_names(languages),
    )
