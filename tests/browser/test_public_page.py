"""The public page in a real browser: small screens, no script, nothing refused."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.demo import Demo

pytestmark = pytest.mark.browser

SMALL = {"width": 320, "height": 640}


def width_of(page: Page) -> int:
    """How wide the page wants to be."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(demo: Demo, open_page: OpenPage, width: int) -> None:
    page = open_page(demo.address, viewport={"width": width, "height": 800})

    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")

    expect(page.locator("details p").last).to_be_visible()
    assert width_of(page) <= width


def test_it_works_without_javascript(demo: Demo, open_page: OpenPage) -> None:
    page = open_page(demo.address, viewport=SMALL, java_script_enabled=False)

    page.get_by_role("link", name="side effects").first.click()
    expect(page.locator("article:target h3")).to_contain_text("side effects")

    kind = page.locator("details").first
    kind.locator("summary").click()
    expect(kind.locator("p").first).to_be_visible()


def test_the_buttons_begin_a_chat(demo: Demo, open_page: OpenPage) -> None:
    page = open_page(demo.address, viewport=SMALL)

    hrefs = [
        page.get_by_role("link", name=name).get_attribute("href") or ""
        for name in ("WhatsApp", "SMS")
    ]

    assert hrefs[0].startswith("https://wa.me/")
    assert hrefs[1].startswith("sms:")
    expect(page.locator("figure.scan svg")).to_be_attached()
