"""The phone in a real browser: what a person sees and taps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import faults_of, find_chromium, open_chromium
from tests.browser.phone import write
from tests.simulator.conftest import World
from triage.arrival import Arrival

pytestmark = pytest.mark.browser

OPTIONS = "1 Treatment abroad\n2 CAR T-Cell therapy"
MENU = f"*Welcome*\n24 hours a day\n{OPTIONS}\n\nSend <b>STOP</b> to stop."


def menu(arrival: Arrival) -> str:
    return f"You picked {arrival.tap or arrival.body}" if arrival.body != "Hi" else MENU


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine")
    expect.set_options(timeout=10_000)
    with open_chromium(path) as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser, world: World) -> Iterator[Page]:
    """A narrow phone with the page open; any error in the console fails the test."""
    world.bot.reply = menu
    tab = browser.new_page(viewport={"width": 390, "height": 844})
    faults = faults_of(tab)
    tab.goto(f"{world.web}/simulator/")
    yield tab
    seen = list(faults)  # a tab that closes gives up its last question
    tab.close()
    assert seen == []


def test_tapped_line_on_whatsapp_carries_its_option(page: Page) -> None:
    write(page, "Hi")

    page.get_by_role("button", name="2 CAR T-Cell therapy").click()

    expect(page.get_by_role("log")).to_contain_text("You picked menu:2")
    expect(page.locator(".bubble.mine .ticks.read")).to_have_count(2)


def test_only_options_can_be_tapped(page: Page) -> None:
    write(page, "Hi")

    expect(page.get_by_label("Options to tap").get_by_role("button")).to_have_count(2)


def test_bold_is_bold_on_whatsapp_and_markup_is_text(page: Page) -> None:
    write(page, "Hi")

    expect(page.locator(".bubble.theirs strong")).to_have_text("Welcome")
    expect(page.get_by_role("log")).to_contain_text("Send <b>STOP</b> to stop.")


def test_tapped_line_on_sms_is_its_number(page: Page) -> None:
    page.get_by_role("tab", name="SMS").click()
    write(page, "Hi")

    page.get_by_role("button", name="1 Treatment abroad").click()

    expect(page.get_by_role("log")).to_contain_text("You picked 1")
    expect(page.get_by_role("log")).to_contain_text("*Welcome*")


def test_photo_is_shown_and_sent(page: Page, world: World) -> None:
    picture = page.screenshot()

    page.locator("#file").set_input_files(
        {"name": "scan.png", "mimeType": "image/png", "buffer": picture}
    )

    expect(page.get_by_role("img", name="Photo")).to_be_visible()
    assert world.bot.arrivals[0].media[0].content_type == "image/png"


def test_options_stay_when_a_file_is_too_large(browser: Browser, world: World) -> None:
    world.bot.reply = menu
    tab = browser.new_page()
    tab.goto(f"{world.web}/simulator/")
    write(tab, "Hi")
    options = tab.get_by_label("Options to tap").get_by_role("button")
    expect(options).to_have_count(2)

    tab.locator("#file").set_input_files(
        {"name": "scan.png", "mimeType": "image/png", "buffer": b"x" * (5 * 1024 * 1024 + 1)}
    )

    expect(tab.locator("#toast")).to_contain_text("5 MB")
    expect(options).to_have_count(2)
    tab.close()


def test_controls_open_send_a_duplicate_and_shift_the_clock(page: Page, world: World) -> None:
    write(page, "Hi")
    expect(page.locator(".bubble.theirs")).to_have_count(1)

    page.get_by_role("button", name="Simulator controls").click()
    page.get_by_role("button", name="Send duplicate").click()
    expect(page.locator(".note")).to_contain_text("shown once")
    page.get_by_role("button", name="+3 days").click()
    expect(page.locator("#shift")).to_have_text("+3 d")

    expect(page.locator(".bubble.theirs")).to_have_count(1)
    assert len({arrival.message_sid for arrival in world.bot.arrivals}) == 1


def test_second_person_has_a_talk_of_their_own(page: Page) -> None:
    write(page, "Hi")
    expect(page.locator(".bubble.theirs")).to_have_count(1)

    page.get_by_role("button", name="Simulator controls").click()
    page.get_by_label("Who is writing").select_option("noor")

    expect(page.locator(".bubble")).to_have_count(0)
    expect(page.get_by_role("tab", name="SMS")).to_be_disabled()


def test_nothing_is_wider_than_a_small_phone(page: Page) -> None:
    write(page, "x" * 300)

    expect(page.locator(".bubble.mine .ticks.read")).to_have_count(1)
    right_edges = page.locator("main, .bubble").evaluate_all(
        "nodes => nodes.map(node => node.getBoundingClientRect().right)"
    )
    assert len(right_edges) >= 3
    assert max(right_edges) <= 390
