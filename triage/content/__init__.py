"""The texts as data: a folder or one file of TOML a language, the loader, the lint.

Decided here: what a text file looks like and what a fit text is. What may be said at all is listed
in `triage.conversation.keys`; when it is said is decided in `triage.conversation`.
"""

from triage.content.description import describe
from triage.content.findings import Finding, lint
from triage.content.loader import load_script
from triage.content.names import Names, our_names
from triage.content.page import page_texts
from triage.content.standing import countries_line, standings

__all__ = [
    "Finding",
    "Names",
    "countries_line",
    "describe",
    "lint",
    "load_script",
    "our_names",
    "page_texts",
    "standings",
]
