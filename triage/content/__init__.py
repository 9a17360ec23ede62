"""The texts as data: one folder of TOML a language, the loader that refuses broken ones, the lint.

Decided here: what a text file looks like and what a fit text is. What may be said at all is listed
in `triage.conversation.keys`; when it is said is decided in `triage.conversation`.
"""

from triage.content.describe import describe
from triage.content.lint import Finding, lint
from triage.content.loader import load_script
from triage.content.page import page_texts
from triage.content.segments import Segments, segments

__all__ = [
    "Finding",
    "Segments",
    "describe",
    "lint",
    "load_script",
    "page_texts",
    "segments",
]
