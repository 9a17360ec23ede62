"""The public page with the packaged texts, fetched and taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient

from tests.shipped import shipped_script
from triage.content import page_texts
from triage.conversation.script import OfficeHours, Script
from triage.public import public_blueprint
from triage.vocabulary import Topic

OFFICE = OfficeHours("Asia/Kolkata", frozenset(range(6)), time(9, 30), time(18, 30))
CALL = "+912025550100"
NUMBER = "+12025550123"


@dataclass(frozen=True)
class At:
    """A clock that stands still."""

    moment: str

    def now(self) -> datetime:
        """That instant."""
        return datetime.fromisoformat(self.moment)


def script(*, page: str = "", title: str = "", source: str = "", reviewer: str = "") -> Script:
    """The packaged script; what is given stands in the answer on side effects."""
    packaged = shipped_script(office=OFFICE, call_number=CALL)
    english = packaged.languages["en"]
    answer = english.answers[Topic.SIDE_EFFECTS]
    changed = replace(
        answer,
        page=page or answer.page,
        title=title or answer.title,
        source=source or answer.source,
        reviewer=reviewer or answer.reviewer,
    )
    answers = {**english.answers, Topic.SIDE_EFFECTS: changed}
    return replace(packaged, languages={"en": replace(english, answers=answers)})


def site(
    *,
    at: str = "2026-11-23T12:00+05:30",
    whatsapp: str | None = f"whatsapp:{NUMBER}",
    sms: str | None = NUMBER,
    words: Mapping[str, str] | None = None,
    texts: Script | None = None,
) -> FlaskClient:
    """A client of an application that has nothing but the page. `words` replace page texts."""
    app = Flask("site", static_folder=None)
    app.register_blueprint(
        public_blueprint(
            texts or script(),
            {**page_texts("en"), **(words or {})},
            whatsapp_number=whatsapp,
            sms_number=sms,
            clock=At(at),
        )
    )
    return app.test_client()


@dataclass
class Page(HTMLParser):
    """What stands on a page: every start tag with its attributes, and the text."""

    html: str
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def links(self) -> list[str]:
        """Where the page's links lead, in order."""
        return [a["href"] for a in self.all("a")]


def read(client: FlaskClient) -> Page:
    """The page, fetched."""
    response = client.get("/")
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    return Page(response.text)
