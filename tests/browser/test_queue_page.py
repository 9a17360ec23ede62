"""The queue in real Chromium: by keyboard, kept fresh while somebody looks at it, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.console import DESKTOP, PHONE, check, come_in
from tests.browser.demo import Demo, leads_of, running_demo
from tests.browser.phone import says

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of this file's own: what others said in theirs does not matter here."""
    with running_demo(tmp_path_factory.mktemp("queue")) as running:
        yield running


def _row(page: Page, demo: Demo) -> str:
    """The newest lead's row."""
    return f"tr.lead[data-lead='{leads_of(demo)[-1]['id']}']"


def _look_again(page: Page) -> None:
    """As if somebody came back to the tab: it asks at once instead of in ten seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_the_queue_is_worked_by_keyboard_and_stays_fresh(demo: Demo, open_page: OpenPage) -> None:
    phone = open_page(demo.phone)
    says(phone, "I want to ask about proton therapy", "health")
    page = come_in(demo, open_page, DESKTOP, known_as="desk")
    page.goto(f"{demo.address}/console/")
    check(page)
    row = page.locator(_row(page, demo))

    page.locator("main").focus()
    while not row.evaluate("row => row.contains(document.activeElement)"):
        page.keyboard.press("j")
    page.keyboard.press("x")
    expect(row.get_by_role("checkbox")).to_be_checked()
    says(phone, "she cannot breathe and coughs up blood", "emergency")
    _look_again(page)

    expect(page.locator("#news")).to_have_text("A new red flag.")
    expect(page).to_have_title("(1) Leads · CancerFax leads")
    expect(row.get_by_text("Red flag: emergency")).to_be_visible()
    expect(row.get_by_role("checkbox")).to_be_checked()
    expect(row.get_by_role("link")).to_be_focused()
    check(page)

    page.get_by_label("With the ticked leads").select_option("Assign to me")
    page.get_by_role("button", name="Do it (1)").click()
    expect(page.get_by_text("1 lead yours now.")).to_be_visible()
    page.get_by_role("link", name="Mine", exact=True).click()
    page.wait_for_url("**/?owner=mine")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{demo.address}/console/leads/{leads_of(demo)[-1]['id']}")


def test_a_lead_is_found_without_its_name_in_an_address(demo: Demo, open_page: OpenPage) -> None:
    says(open_page(demo.phone), "I want to ask about proton therapy", "health")
    page = come_in(demo, open_page, PHONE, known_as="phone")
    page.goto(f"{demo.address}/console/")
    check(page)
    page.keyboard.press("/")
    page.keyboard.type("zzzz")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing was found.")).to_be_visible()
    assert page.url == f"{demo.address}/console/search"
    check(page)

    page.get_by_label("Search by name").fill(leads_of(demo)[-1]["id"])
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(f"{demo.address}/console/leads/{leads_of(demo)[-1]['id']}")
