"""A coordinator's page of one lead in real Chromium, while the person goes on writing from a phone.

On a desktop and on a phone: nothing scrolls sideways, the browser reports no fault, axe finds none.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.browser.console import DESKTOP, PHONE, ask_for_somebody, check, come_in
from tests.browser.demo import Demo, running_demo
from tests.browser.phone import becomes, says

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of this file's own: what others said in theirs does not matter here."""
    with running_demo(tmp_path_factory.mktemp("lead")) as running:
        yield running


@pytest.mark.parametrize(
    ("person", "viewport"), [("asha", DESKTOP), ("daniel", PHONE)], ids=["desktop", "phone"]
)
def test_a_lead_is_worked_on_while_the_person_goes_on_writing(
    demo: Demo, open_page: OpenPage, person: str, viewport: ViewportSize
) -> None:
    phone = open_page(demo.phone)
    becomes(phone, person)
    public_id = ask_for_somebody(demo, phone)
    page = come_in(demo, open_page, viewport, known_as=f"for-{person}")
    page.goto(f"{demo.address}/console/leads/{public_id}")
    check(page)
    talk = page.get_by_role("log")
    at_the_end = "box => Math.abs(box.scrollTop) < 2"
    assert talk.evaluate(at_the_end), "the newest message is what is seen first"

    page.get_by_label("Only the staff sees it").fill("half a thou")
    says(phone, "she cannot breathe and coughs up blood", "emergency")

    expect(talk.get_by_text("she cannot breathe and coughs up blood").last).to_be_visible()
    expect(page.locator("#now")).to_contain_text("Red flag: call now")
    expect(page.get_by_label("Only the staff sees it")).to_have_value("half a thou")
    check(page)

    page.get_by_label("Only the staff sees it").fill("Daughter calls back at five")
    with page.expect_navigation():  # a key that is pressed before it is one for the old page
        page.get_by_role("button", name="Keep the note").click()
    expect(talk.get_by_text("Daughter calls back at five").last).to_be_visible()
    page.locator("main").focus()
    page.keyboard.press("t")
    expect(page.get_by_text("This lead is yours.")).to_be_visible()
    page.get_by_role("button", name="Show number").click()
    expect(page.locator("#phones a[href^='tel:+']").first).to_be_visible()
    page.locator("#fact-age summary").first.click()
    page.locator("#value-age").fill("61")
    page.locator("#fact-age").get_by_role("button", name="Save").click()
    expect(page.locator("#fact-age .value")).to_have_text("61 years")
    check(page)


def test_it_is_read_and_noted_on_without_a_script(demo: Demo, open_page: OpenPage) -> None:
    phone = open_page(demo.phone)
    becomes(phone, "noor")  # a person of this test's own: the tests of a file come in any order
    public_id = ask_for_somebody(demo, phone)
    with_script = come_in(demo, open_page, DESKTOP, known_as="no-script")
    page = open_page(demo.phone, java_script_enabled=False)
    page.context.add_cookies(with_script.context.cookies())  # type: ignore[arg-type]  # as they came
    page.goto(f"{demo.address}/console/leads/{public_id}")

    last = page.locator(".bubble").last
    expect(last).to_be_in_viewport()
    page.get_by_label("Only the staff sees it").fill("Kept without a script")
    page.get_by_role("button", name="Keep the note").click()

    expect(page.get_by_role("log")).to_contain_text("Kept without a script")
