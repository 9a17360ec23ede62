"""A coordinator takes a talk over, answers, and hands it back, while the person holds a phone.

On a desktop and on a phone, over the real demo: the worker sends, the stand-in for Twilio delivers.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.browser.console import DESKTOP, PHONE, ask_for_somebody, check, come_in
from tests.browser.demo import Demo, running_demo
from tests.browser.phone import becomes, says, sees, write

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of this file's own: a talk that was taken over is quiet for the others."""
    with running_demo(tmp_path_factory.mktemp("talk")) as running:
        yield running


def answer_box(page: Page) -> Locator:
    """The part of the page that answers."""
    return page.locator("#reply")


@pytest.mark.parametrize(
    ("person", "name", "viewport"),
    [("asha", "Asha Rao", DESKTOP), ("daniel", "Daniel Reyes", PHONE)],
    ids=["desktop", "phone"],
)
def test_taking_over_answering_and_handing_back(
    demo: Demo, open_page: OpenPage, person: str, name: str, viewport: ViewportSize
) -> None:
    phone = open_page(demo.phone)
    becomes(phone, person)
    public_id = ask_for_somebody(demo, phone)
    page = come_in(demo, open_page, viewport, known_as=f"for-{person}")
    page.goto(f"{demo.address}/console/leads/{public_id}#reply")
    box = answer_box(page)
    expect(box.get_by_text("The bot answers this person.")).to_be_visible()
    check(page)

    box.get_by_role("button", name="Take over").click()
    expect(box).to_contain_text("You have this talk until")
    expect(box.locator(".hold")).to_contain_text("h 0 min left")
    write(phone, "how long does it take?")
    expect(page.get_by_role("log")).to_contain_text("how long does it take?")

    box.get_by_label("Begin with").first.select_option(label="We will call you soon")
    text = box.get_by_label("Your message")
    draft = ", this is Gita Sen from CancerFax. We will call you soon. If another time is better"
    expect(text).to_have_value(f"Hello {name}{draft} for you, just write it here.")
    text.press("End")
    text.press_sequentially(" Bye!")
    expect(box.locator(".counted").first).to_contain_text("of 1,599 characters")
    check(page)
    text.press("Control+Enter")
    expect(page.get_by_text("Your message is on its way.")).to_be_visible()
    sees(phone, "this is Gita Sen from CancerFax", "Bye!")
    expect(page.get_by_role("log")).to_contain_text("Gita Sen")

    answer_box(page).get_by_role("button", name="Hand back and tell them").click()
    expect(page.get_by_text("The bot answers here again. They are told now.")).to_be_visible()
    sees(phone, "The CancerFax bot answers here again")
    says(phone, "menu", "CAR T-Cell therapy")
