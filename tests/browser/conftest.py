"""One browser and one demo for the tests of this folder; a page that must not complain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import faults_of, find_chromium, open_chromium
from tests.browser.demo import Demo, running_demo
from tests.browser.phone import PATIENCE_MS

OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    expect.set_options(timeout=PATIENCE_MS)
    with open_chromium(path) as chromium:
        yield chromium


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The real demo, one for all: it takes seconds to start."""
    with running_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open an address in a new tab; any fault of any of them fails the test."""
    opened: list[tuple[Page, list[str]]] = []

    def open_it(address: str, **options: Any) -> Page:
        page = browser.new_page(**options)
        opened.append((page, faults_of(page)))
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
        return page

    yield open_it
    seen = [fault for _, faults in opened for fault in faults]
    for page, _ in opened:  # a tab that closes gives up its last question: that is no fault
        page.close()
    assert seen == []
