"""What a patient sends from a phone is seen by a coordinator in real Chromium: a photo, a report of
two pages, a voice note that plays; and what calls itself a photo and is a web page is not.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.console import DESKTOP, PHONE, ask_for_somebody, check, come_in
from tests.browser.demo import Demo, running_demo
from tests.browser.phone import becomes
from tests.media.samples import HTML, picture

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of our own: in the one for all Noor may have written before, or is to begin later."""
    with running_demo(tmp_path_factory.mktemp("files")) as running:
        yield running


def send(demo: Demo, **what: Any) -> None:
    """Noor's phone sends something with a file."""
    message = {"who": "noor", "channel": "whatsapp", **what}
    answer = requests.post(f"{demo.address}/simulator/api/send", json=message, timeout=10)
    assert answer.status_code == 202


def files_of(page: Page, public_id: str, demo: Demo, count: int) -> Page:
    """The lead's page once so many of its files are fetched."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        page.goto(f"{demo.address}/console/leads/{public_id}")
        ended = page.locator("#files li").filter(has_not_text="Being fetched")
        if ended.count() >= count:
            return page
        page.wait_for_timeout(500)
    raise AssertionError(page.locator("#files").inner_text())


def test_files_are_seen_heard_and_never_run(demo: Demo, open_page: OpenPage) -> None:
    phone = open_page(demo.phone)
    becomes(phone, "noor")
    public_id = ask_for_somebody(demo, phone)
    for content in (picture(), HTML):
        data = base64.b64encode(content).decode()
        send(demo, media=[{"content_type": "image/jpeg", "data": data}])
    for sample in ("document", "voice"):
        send(demo, sample=sample)

    page = files_of(come_in(demo, open_page, DESKTOP), public_id, demo, 4)
    files = page.locator("#files")
    expect(files.get_by_text("Not shown")).to_have_count(1)
    check(page)

    page.get_by_role("link", name="PDF", exact=True).click()
    shown = page.locator(".sheet img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalHeight") > 1500
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    check(page)
    page.set_viewport_size(PHONE)
    check(page)

    page.get_by_role("link", name="Back to the lead").click()
    page.get_by_role("link", name="Voice note", exact=True).click()
    sound = page.locator("audio")
    sound.evaluate("sound => sound.play()")
    expect(sound).to_have_js_property("duration", 3)
    expect(sound).not_to_have_js_property("currentTime", 0)
    check(page)
