"""The whole program, as somebody tries it: `triage demo`, a phone in the browser, leads."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.demo import Demo, leads_of
from tests.browser.phone import becomes, order_of, replies, says, sees, shift, taps, write

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(demo: Demo, open_page: OpenPage) -> Page:
    """The phone beside its controls; Asha holds it."""
    return open_page(demo.phone, viewport={"width": 900, "height": 900})


def test_a_talk_on_whatsapp_becomes_a_lead(phone: Page, demo: Demo) -> None:
    says(phone, "hi", "Welcome to CancerFax!", "2 CAR T-Cell therapy", "STOP ends our messages")
    taps(phone, "2 CAR T-Cell therapy", "T cells are taken", "May we ask", "1 Yes")
    taps(phone, "1 Yes", "Who is the patient?")
    taps(phone, "2 My mother", "patient's name")
    says(phone, "Rahima Khatun", "What type of cancer")
    says(phone, "what are the side effects?", "not medical advice", "What type of cancer is it?")
    says(phone, "lung", "Which stage")
    _attach_photo(phone)
    says(phone, "3B", "In which city does the patient live?")
    _deliver_again(phone)

    (lead,) = [lead for lead in leads_of(demo) if lead["patient_name"]]

    assert (lead["service"], lead["for_whom"]) == (2, "mother")
    assert (lead["cancer_type"], lead["stage"]) == ("lung", "3B")
    assert (lead["phone"], lead["channels"]) == ("+447700900123", "whatsapp")
    assert lead["attachments"] == 1
    assert lead["consent_at"]
    assert lead["complete"] is False


def _attach_photo(phone: Page) -> None:
    """Send a picture; it is shown, kept, and the open question waits for its answer."""
    before = replies(phone).count()
    picture = phone.locator("#phone .contact").screenshot()
    phone.locator("#file").set_input_files(
        {"name": "scan.png", "mimeType": "image/png", "buffer": picture}
    )
    expect(phone.get_by_role("img", name="Photo")).to_be_visible()
    expect(replies(phone)).to_have_count(before + 1)
    sees(phone, "Which stage")


def _deliver_again(phone: Page) -> None:
    """Deliver the last message twice; the person sees one answer."""
    before = replies(phone).count()
    phone.get_by_role("button", name="Send duplicate").click()
    expect(phone.locator(".note")).to_contain_text("shown once")
    assert replies(phone).count() == before


def test_stop_and_start_on_sms(phone: Page) -> None:
    becomes(phone, "daniel")
    phone.get_by_role("tab", name="SMS").click()
    says(phone, "hi", "Welcome to CancerFax")

    says(phone, "STOP", "START")
    write(phone, "are you there")
    expect(phone.locator(".bubble.mine")).to_have_count(3)
    says(phone, "START", "welcome back")

    # on SMS Twilio answers STOP itself and holds back what we add; START is answered by both
    before, after = ["mine", "theirs", "mine", "theirs"], ["mine", "mine", "theirs", "theirs"]
    assert order_of(phone) == before + after


def test_coming_back_after_days_asks_whether_to_go_on(phone: Page) -> None:
    becomes(phone, "noor")
    says(phone, "4", "May we ask")
    taps(phone, "1 Yes", "Who is the patient?")

    shift(phone, "+3 days", "+3 d")
    write(phone, "hello again")
    expect(phone.locator(".day")).to_have_count(2)
    sees(phone, "Welcome back", "2 Start over")
    taps(phone, "1 Go on", "Who is the patient?")

    shift(phone, "Reset", "now")
