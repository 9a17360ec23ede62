"""A coordinator takes a talk over, answers, and hands it back, while the person holds a phone.

On a desktop and on a phone, over the real demo: the worker sends, the stand-in for Twilio delivers
and, a day later, takes only a template.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.browser.demo import Demo, leads_of, running_demo, users
from tests.browser.phone import becomes, replies, says, sees, shift, write
from triage.content.segments import UCS2, segments

pytestmark = pytest.mark.browser

PASSWORD = "the blue kettle sings at dawn"
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)

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
    with running_demo(tmp_path_factory.mktemp("talk")) as running:
        yield running


def come_in(demo: Demo, open_page: OpenPage, viewport: ViewportSize) -> Page:
    """A new coordinator at the console."""
    link = users(demo, "create", email_of(viewport), "--name", "Gita Sen")
    page = open_page(link, viewport=viewport)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Save and come in", exact=True).click()
    expect(page.get_by_role("link", name="Gita Sen")).to_be_visible()
    return page


def email_of(viewport: ViewportSize) -> str:
    return f"gita{viewport['width']}@clinic.example"


def log_in_again(page: Page, viewport: ViewportSize) -> None:
    """The session ran out: a day has passed."""
    page.get_by_label("E-mail address").fill(email_of(viewport))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()


def lead_of(demo: Demo, phone: Page, person: str) -> str:
    """The person writes, and asks for somebody; the id of their lead."""
    becomes(phone, person)
    says(phone, "human", "coordinator")
    newest = max(leads_of(demo), key=lambda lead: str(lead["last_message_at"]))
    return str(newest["id"])


def check(page: Page) -> None:
    """Nothing is cut off at the side, and nobody is shut out."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= (page.viewport_size or DESKTOP)["width"]
    found = Axe().run(page).response["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert [(one["id"], one["nodes"][0]["target"]) for one in serious] == []


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
    public_id = lead_of(demo, phone, person)
    page = come_in(demo, open_page, viewport)
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


def test_a_day_later_a_template_goes_or_an_sms(demo: Demo, open_page: OpenPage) -> None:
    phone = open_page(demo.phone)
    public_id = lead_of(demo, phone, "asha")
    page = come_in(demo, open_page, ViewportSize(width=1024, height=800))
    shift(phone, "+3 days", "+3 d")
    page.goto(f"{demo.address}/console/leads/{public_id}")
    log_in_again(page, ViewportSize(width=1024, height=800))
    page.goto(f"{demo.address}/console/leads/{public_id}#reply")

    box = answer_box(page)
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
    shift(phone, "Reset", "now")
