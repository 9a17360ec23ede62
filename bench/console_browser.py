"""One coordinator's browser, as cheap as it gets: over HTTP, or into an application beside us."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from flask import Flask

#: (method, path, body, headers) -> status, Location, text.
Ask = Callable[[str, str, str | None, Mapping[str, str]], tuple[int, str, str]]
_TOKEN = re.compile(r'"X-CSRFToken": "([^"]+)"')
_NEXT = re.compile(r'href="(/console/\?[^"]*after=[^"]+)"')


class Browser:
    """Logged in from its start; `next_page` is behind the first page of the whole queue."""

    def __init__(self, ask: Ask, cookie: str) -> None:
        self._ask, self._headers = ask, {"Cookie": cookie}
        page = self.get("/console/")
        self._token = _TOKEN.findall(page)[0]
        found = _NEXT.search(page)
        self.next_page = found[1].replace("&amp;", "&") if found else "/console/"

    def get(self, path: str) -> str:
        """A page; ValueError when it is none."""
        status, _, text = self._ask("GET", path, None, self._headers)
        if status != 200:
            raise ValueError(f"{status} for {path.partition('?')[0]}")
        return text

    def post(self, path: str, **form: str) -> str:
        """The page that a form leads to."""
        body = urlencode({"csrf_token": self._token, **form})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, location, _ = self._ask("POST", path, body, {**self._headers, **kind})
        if status not in (302, 303):
            raise ValueError(f"{status} for {path}")
        return self.get(location)


def over_http(port: int, cookie: str) -> Browser:
    """One that keeps its connection open."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(
        method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[int, str, str]:
        line.request(method, path, body, dict(headers))
        answer = line.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    return Browser(ask, cookie)


def in_process(app: Flask, cookie: str) -> Browser:
    """One without a network."""
    client = app.test_client(use_cookies=False)

    def ask(
        method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[int, str, str]:
        answer = client.open(path, method=method, data=body, headers=dict(headers))
        return answer.status_code, answer.headers.get("Location", ""), answer.get_data(as_text=True)

    return Browser(ask, cookie)
