"""The diary in real Chromium, with people who were promised calls: read, walked by keyboard, and a
call noted from it, on a desktop by day and a phone by night.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.browser.console import DESKTOP, PHONE, check, come_in
from tests.browser.demo import Demo, running_demo

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo with its sample people: some of them wait for a call."""
    with running_demo(tmp_path_factory.mktemp("diary"), people=True) as running:
        yield running


@pytest.mark.parametrize(
    ("name", "viewport", "scheme"), [("desk", DESKTOP, "light"), ("phone", PHONE, "dark")]
)
def test_calls_are_found_and_noted(
    demo: Demo, open_page: OpenPage, name: str, viewport: ViewportSize, scheme: str
) -> None:
    page = come_in(demo, open_page, viewport, known_as=name, color_scheme=scheme)
    page.goto(f"{demo.address}/console/diary/?who=all")
    expect(page.get_by_role("heading", name="Diary")).to_be_visible()
    check(page)
    page.keyboard.press("w")
    page.wait_for_url("**span=week**")
    check(page)

    page.keyboard.press("j")
    entry = page.locator("a[data-entry]").first
    expect(entry).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/leads/**")
    page.get_by_role("button", name="No answer").first.click()
    expect(page.locator("#promises")).to_contain_text("No answer, Gita Sen")
    check(page)


def test_who_wants_only_their_own_calls_sees_none_yet(demo: Demo, open_page: OpenPage) -> None:
    page = come_in(demo, open_page, DESKTOP, known_as="own")
    page.goto(f"{demo.address}/console/diary/?span=week")

    expect(page.get_by_text("No calls").first).to_be_visible()
    expect(page.locator("a[data-entry]")).to_have_count(0)
