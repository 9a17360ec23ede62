"""Coming in as people do: a one-time link, a password, an app; out, and in again with a code.

On a desktop and on a phone, in real Chromium over the real demo; the browser reports no fault, and
nothing scrolls sideways on the way.
"""

from __future__ import annotations

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.browser.demo import Demo, users
from triage.services.staff import totp

pytestmark = pytest.mark.browser

PASSWORD = "the blue kettle sings at dawn"
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)
NOT_FROM_A_KEYBOARD = re.compile(r"[^A-Z2-7]")


def button(page: Page, name: str) -> None:
    """Press it and wait for the page that follows: one that is left early counts as a fault."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def link(page: Page, name: str) -> None:
    """Follow it."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).click()


def fits(page: Page) -> None:
    """Nothing is cut off at the side."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= (page.viewport_size or DESKTOP)["width"], page.url


def set_up_app(page: Page) -> tuple[str, int, str]:
    """Set an app up; its secret, the half minute whose code is used up, and a recovery code."""
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    page.get_by_text("Type it instead").click()
    secret = NOT_FROM_A_KEYBOARD.sub("", page.locator(".secret").inner_text())
    fits(page)
    used = int(time.time()) // 30 - 1  # the one before: the next log-in need not wait
    page.get_by_label("Six digits").fill(totp.code_at(secret, used))
    button(page, "Use this app")
    expect(page.locator(".codes li")).to_have_count(10)
    fits(page)
    recovery = page.locator(".codes li").first.inner_text()
    link(page, "I have kept them")
    return secret, used, recovery


def choose_password(page: Page) -> None:
    """The page of a first link."""
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    button(page, "Save and come in")


def fill_in(page: Page, email: str) -> None:
    """The log-in page."""
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    fits(page)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Log in")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_new_coordinator_comes_in_and_comes_back_with_a_code(
    demo: Demo, open_page: OpenPage, viewport: ViewportSize
) -> None:
    email = f"dara{viewport['width']}@clinic.example"
    first = users(demo, "create", email, "--name", "Dara Okafor")
    page = open_page(first, viewport=viewport)

    fits(page)
    choose_password(page)
    link(page, "Dara Okafor")
    fits(page)
    link(page, "Set up")
    secret, used, recovery = set_up_app(page)

    button(page, "Log out")
    fill_in(page, email)
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    fits(page)
    page.get_by_label("Six digits from your app").fill(totp.code_at(secret, used + 1))
    button(page, "Go on")
    expect(page.get_by_role("link", name="Dara Okafor")).to_be_visible()

    button(page, "Log out")
    fill_in(page, email)
    page.get_by_label("Six digits from your app").fill(recovery)
    button(page, "Go on")
    expect(page.get_by_text("That recovery code is used up")).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_no_fault_on_the_way_in(demo: Demo, open_page: OpenPage, colours: str) -> None:
    role = ("--role", "lead_coordinator")
    first = users(demo, "create", f"axe.{colours}@clinic.example", "--name", "Axel Ito", *role)
    # axe is put into the page, which our policy forbids everybody else
    page = open_page(first, bypass_csp=True, color_scheme=colours, viewport=PHONE)
    choose_password(page)

    for path in ("me/", "me/two-factor/", "me/password", "staff/", "proof", "log-in"):
        if path == "log-in":
            button(page, "Log out")
        else:
            page.goto(f"{demo.address}/console/{path}")
        for folded in page.locator("summary").all():
            folded.click()
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["impact"]) for one in found] == [], path


def test_a_lead_coordinator_adds_somebody_on_a_phone(demo: Demo, open_page: OpenPage) -> None:
    first = users(
        demo, "create", "eve@clinic.example", "--name", "Eve Lund", "--role", "lead_coordinator"
    )
    page = open_page(first, viewport=PHONE)
    choose_password(page)

    link(page, "Staff")
    fits(page)
    page.get_by_label("Name").fill("Farid " + "W" * 90)
    page.get_by_label("E-mail address").fill("farid@clinic.example")
    button(page, "Add and make a link")

    expect(page.get_by_role("heading", name="A link for Farid")).to_be_visible()
    fits(page)
    expect(page.locator(".shown code")).to_contain_text("/console/link/")
