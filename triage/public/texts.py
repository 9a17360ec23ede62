"""The words of the page that are not answers, and how they become HTML.

Decided here: the names (those of `page.toml`), that every text is escaped, and that the call number
can be tapped wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from markupsafe import Markup, escape

from triage.errors import ContentProblem


@dataclass(frozen=True, slots=True)
class PageTexts:
    """One field a text; `{call_number}` may stand in any of them."""

    title: str
    headline: str
    lead: str
    offer: str
    start: str
    whatsapp_button: str
    sms_button: str
    prefill: str
    qr_caption: str
    qr_label: str
    online: str
    offline: str  # {hours}
    questions: str
    questions_lead: str
    narrower: str
    source: str  # {source}
    reviewed: str  # {reviewer}, {date}
    call: str
    emergency: str
    general_information: str
    privacy_heading: str
    privacy: str

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> PageTexts:
        """The texts by name; ContentProblem names those that are missing."""
        names = [field.name for field in fields(cls)]
        missing = [f"page.toml: {name}: missing" for name in names if not texts.get(name)]
        if missing:
            raise ContentProblem(missing)
        return cls(**{name: texts[name] for name in names})


def filled(text: str, call_number: str, **values: str) -> Markup:
    """A text with its placeholders filled in, as HTML. Markup among the values stays HTML."""
    return escape(text).format(call_number=tappable(call_number), **values)


def tappable(call_number: str) -> Markup:
    """The number as a link that calls it."""
    return Markup('<a class="tel" href="tel:{0}">{0}</a>').format(call_number)


def with_calls(text: str, call_number: str) -> Markup:
    """A finished text as HTML, every mention of the call number made tappable."""
    return tappable(call_number).join(escape(piece) for piece in text.split(call_number))
