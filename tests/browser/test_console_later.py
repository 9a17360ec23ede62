"""Days after the last word of a person: only a template goes, or an SMS that tells what it costs.

Over the real demo: the worker sends, and the stand-in for Twilio takes nothing else by then.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.console import DESKTOP, ask_for_somebody, check, come_in, log_in_again
from tests.browser.demo import Demo, running_demo
from tests.browser.phone import becomes, replies, sees, shift
from triage.content.segments import UCS2, segments

pytestmark = pytest.mark.browser

#: Texts round the borders where an SMS costs one segment more.
COUNTED = (
    *(
        "a" * 160,
        "a" * 161,
        "a" * 159 + "\u20ac",
        "a" * 152 + "\u20ac" + "a" * 152,
        "{}[]~^|\\" * 20,
    ),
    *("\u201cnow\u201d", "\u0928" * 70, "\u0928" * 71, "\N{WAVING HAND SIGN}" * 35),
    *("\N{WAVING HAND SIGN}" * 36, "a" * 66 + "\N{WAVING HAND SIGN}" * 36, "caf\u00e9\n\u00e0"),
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of this file's own: its clock is moved by days."""
    with running_demo(tmp_path_factory.mktemp("later")) as running:
        yield running


def test_a_template_goes_or_an_sms(demo: Demo, open_page: OpenPage) -> None:
    phone = open_page(demo.phone)
    becomes(phone, "asha")
    public_id = ask_for_somebody(demo, phone)
    page = come_in(demo, open_page, DESKTOP)
    shift(phone, "+3 days", "+3 d")
    page.goto(f"{demo.address}/console/leads/{public_id}")
    log_in_again(page)
    page.goto(f"{demo.address}/console/leads/{public_id}#reply")

    box = page.locator("#reply")
    expect(box.locator("details", has_text="24 hours have passed")).to_have_count(1)
    check(page)
    before = replies(phone).count()
    box.get_by_role("button", name="Send the template").first.click()
    expect(page.get_by_text("Your message is on its way.")).to_be_visible()
    expect(replies(phone)).to_have_count(before + 1)
    sees(phone, "this is Gita Sen from CancerFax. I have news about your enquiry.")

    box.locator("summary", has_text="SMS").click()
    sms = box.get_by_label("Your SMS")
    for text in COUNTED:
        sms.fill(text)
        cost = segments(text)
        told = f"{cost.count} SMS segment" + ("" if cost.count == 1 else "s")
        expect(box.locator("#say-sms-count")).to_contain_text(told)
        dear = " costs about twice" if cost.encoding == UCS2 else "characters, "
        expect(box.locator("#say-sms-count")).to_contain_text(dear)
    sms.fill("We write by SMS as well.")
    box.get_by_role("button", name="Send the SMS").click()
    expect(page.get_by_text("Your message is on its way.")).to_be_visible()
    phone.get_by_role("tab", name="SMS").click()
    sees(phone, "We write by SMS as well.")
