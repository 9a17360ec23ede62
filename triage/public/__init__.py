"""The public page at `/`: the vetted answers to read, and buttons that start a chat.

Decided here: how the page looks and how long it may be cached. Its words are `triage.content`'s.
"""

from triage.public.texts import PageTexts
from triage.public.view import public_blueprint

__all__ = ["PageTexts", "public_blueprint"]
