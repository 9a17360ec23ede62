"""The console in the hands of a coordinator: how they come in, and what every page must be."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.browser.demo import Demo, leads_of, users
from tests.browser.phone import says

PASSWORD = "the blue kettle sings at dawn"
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)


def come_in(
    demo: Demo,
    open_page: OpenPage,
    viewport: ViewportSize,
    *,
    known_as: str = "gita",
    role: str = "coordinator",
    **options: object,
) -> Page:
    """A new coordinator at the console; each address comes in once."""
    link = users(demo, "create", email_of(known_as), "--name", "Gita Sen", "--role", role)
    page = open_page(link, viewport=viewport, **options)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Save and come in", exact=True).click()
    expect(page.get_by_role("link", name="Gita Sen")).to_be_visible()
    return page


def email_of(known_as: str) -> str:
    """What they log in with."""
    return f"{known_as}@clinic.example"


def log_in_again(page: Page, *, known_as: str = "gita") -> None:
    """The session ran out: a day has passed."""
    page.get_by_label("E-mail address").fill(email_of(known_as))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def ask_for_somebody(demo: Demo, phone: Page) -> str:
    """The person on the phone writes; the id of their newest lead, whatever others said before."""
    says(phone, "human", "coordinator")
    told = re.search(r"\+[\d -]+", phone.locator("#person option:checked").inner_text())
    number = re.sub("[ -]", "", told[0]) if told else ""  # one of them hides it
    return [str(lead["id"]) for lead in leads_of(demo) if lead["phone"] == number][-1]


def check(page: Page) -> None:
    """Nothing is cut off at the side, and nobody is shut out."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= (page.viewport_size or DESKTOP)["width"]
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["target"]) for one in serious] == []
