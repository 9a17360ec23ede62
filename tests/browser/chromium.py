"""Headless Chromium as the tests and the picture maker start it. Decided here: the browser of this
machine is taken (none is fetched), and nothing in it reaches out by itself.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Request, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


def find_chromium() -> str | None:
    """Where a Chromium is, None when this machine has none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def open_chromium(path: str) -> Iterator[Browser]:
    """A browser for as long as the block runs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def faults_of(page: Page) -> list[str]:
    """A list that grows with every error of the page: script, console, policy, no answer."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("requestfailed", lambda request: faults.extend(_no_answer(request)))
    return faults


def _no_answer(request: Request) -> list[str]:
    """What the browser itself gave up is no fault of ours: it went on to another page, or keeps as
    a file what it was going to show.
    """
    gave_up = request.failure == "net::ERR_ABORTED"
    return [] if gave_up else [f"no answer: {request.url}"]
