"""A coordinator in front of the console: a client that keeps cookies and CSRF as a browser does,
and looks at every page it fetches: title, one heading, labels, tokens, no script in the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Page(HTMLParser):
    """What a test looks at in a page."""

    text: str
    headings: int = 0
    title: str = ""
    fields: list[dict[str, str | None]] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)
    forms: list[dict[str, Any]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _labels_open: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note down what matters."""
        has = dict(attrs)
        self._open.append(tag)
        self.headings += tag == "h1"
        self._labels_open += tag == "label"
        if tag == "label" and has.get("for"):
            self.labelled.add(str(has["for"]))
        if tag == "a" and has.get("href"):
            self.links.append(str(has["href"]))
        if tag == "form":
            self.forms.append({**has, "names": {}})
        if tag in {"input", "select", "textarea"}:
            self._note_field(has)
        if (tag == "script" and not has.get("src")) or any(n.startswith("on") for n in has):
            self.inline.append(self.get_starttag_text() or tag)
        if "style" in has or tag == "style":
            self.inline.append(self.get_starttag_text() or tag)

    def _note_field(self, has: dict[str, str | None]) -> None:
        if self.forms and has.get("name"):
            self.forms[-1]["names"][has["name"]] = has.get("value")
        if has.get("type") not in {"hidden", "submit", "button"}:
            inside = self._labels_open > 0 or "aria-label" in has or "aria-labelledby" in has
            self.fields.append({**has, "inside": "yes" if inside else None})

    def handle_endtag(self, tag: str) -> None:
        """Leave labels again."""
        self._labels_open -= tag == "label"

    def handle_data(self, data: str) -> None:
        """The title."""
        if self._open and self._open[-1] == "title" and not self.title:
            self.title = data.strip()

    def check(self) -> None:
        """What every page of the console has to have."""
        assert self.title, "a page needs a title"
        assert self.headings == 1, f"{self.headings} headings of the first rank"
        assert self.inline == [], "script or style in the page"
        for one in self.fields:
            assert one["inside"] or one.get("id") in self.labelled, f"no label: {one}"
        for form in self.forms:
            if str(form.get("method", "get")).lower() == "post":
                assert "csrf_token" in form["names"], f"no token: {form.get('action')}"


class Visitor:
    """Somebody with a browser; `page` is what they see."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page: Page | None = None

    def get(self, path: str, *, status: int = 200, **more: Any) -> str:
        """Open a page; its HTML."""
        return self._see(self.client.get(path, **more), status)

    def post(self, path: str, data: dict[str, Any] | None = None, *, status: int = 302) -> str:
        """Send a form to a path, with the token of this session; where it leads, or the page."""
        token = self._token()
        response = self.client.post(path, data={"csrf_token": token, **(data or {})})
        text = self._see(response, status)
        return response.headers.get("Location", text) if status in (302, 303) else text

    def follow(self, path: str, data: dict[str, Any] | None = None) -> str:
        """Send a form and open the page that it leads to."""
        return self.get(self.post(path, data))

    def _token(self) -> str:
        pattern = r'"X-CSRFToken": "([^"]+)"'
        found = re.search(pattern, self.page.text) if self.page else None
        if found is None:  # no page yet, or one that only leads to another
            found = re.search(pattern, self.get("/console/me/", follow_redirects=True))
        assert found, "no token in the page"
        return found[1]

    def _see(self, response: TestResponse, status: int) -> str:
        text = response.get_data(as_text=True)
        assert response.status_code == status, f"{response.status_code}, not {status}: {text[:300]}"
        if response.mimetype == "text/html" and "<html" in text:
            self.page = Page(text)
            self.page.check()
            assert "no-store" in response.headers["Cache-Control"]
            assert "script-src 'self' 'nonce-" in response.headers["Content-Security-Policy"]
        return text
