"""The simulator's phone in the hands of a person: what they write, tap and see."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

#: For `expect`. Generous: a machine that runs other tests at the same time is slow, not wrong.
PATIENCE_MS = 30_000


def replies(page: Page) -> Locator:
    """The bubbles from us, without the one that says that we are typing."""
    return page.locator(".bubble.theirs:not(.typing)")


def order_of(page: Page) -> list[str]:
    """Who said something that arrived, in order: mine or theirs."""
    sides = "all => all.map(one => one.classList.contains('mine') ? 'mine' : 'theirs')"
    return list(page.locator(".bubble:not(.typing, .held)").evaluate_all(sides))


def write(page: Page, text: str) -> None:
    """Type it and press Enter."""
    page.get_by_label("Message", exact=True).fill(text)
    page.keyboard.press("Enter")


def tap(page: Page, label: str) -> None:
    """Tap this option of the last reply."""
    page.get_by_label("Options to tap").get_by_role("button", name=label, exact=True).click()


def sees(page: Page, *words: str) -> None:
    """Wait until the newest reply holds all of these words."""
    for some in words:
        expect(replies(page).last).to_contain_text(some)


def says(page: Page, text: str, *words: str) -> None:
    """Write it, and wait until the newest reply holds these words."""
    write(page, text)
    sees(page, *words)


def taps(page: Page, label: str, *words: str) -> None:
    """Tap it, and wait until the newest reply holds these words."""
    tap(page, label)
    sees(page, *words)


def becomes(page: Page, person: str) -> None:
    """Hand the phone to another of the simulator's people."""
    page.get_by_label("Who is writing").select_option(person)
    expect(page.locator("#empty")).to_be_visible()


def shift(page: Page, button: str, told: str) -> None:
    """Press a button of the clock, and wait until the phone tells the new shift."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator("#shift")).to_have_text(told)
