"""The texts as data: a folder or one file of TOML a language, the loader, the lint.

Decided here: what a text file looks like and what a fit text is. What may be said at all is listed
in `triage.conversation.keys`; when it is said is decided in `triage.conversation`.
"""

from triage.content.countries import country_names, forget_locales
from triage.content.description import describe
from triage.content.findings import Finding, lint
from triage.content.loader import load_script
from triage.content.page import page_texts
from triage.content.standing import countries_line, standings

__all__ = [
    "Finding",
    "countries_line",
    "country_names",
    "describe",
    "forget_locales",
    "lint",
    "load_script",
    "page_texts",
    "standings",
]
