"""The pictures of the docs, taken from a running demo: `python -m bench.pictures`.

Needs a Chromium. Decided here: what is shown (a WhatsApp talk up to the first question of the form,
and the public page as a desk sees it), at twice the size that it is shown at, small enough for git.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Locator, ViewportSize, expect

from bench.palette import small_png
from tests.browser.chromium import find_chromium, open_chromium
from tests.browser.demo import ROOT, running_demo
from tests.browser.phone import PATIENCE_MS, says, taps

FOLDER = ROOT / "docs" / "images"
MOST_BYTES = 200_000
#: Long enough for a whole reply, on a plain wall: the pattern would make half of the file.
_POSE = """phone => {
  phone.style.cssText = 'width: 430px; height: 1040px; background: #efeae2; box-shadow: none';
  document.body.style.background = '#fff';
}"""


def take_phone(browser: Browser, address: str, out: Path) -> None:
    """A greeting with the menu; beside it the picked service, the consent, the first question."""
    size = ViewportSize(width=1000, height=1088)
    page = browser.new_page(viewport=size, device_scale_factor=2, reduced_motion="reduce")
    page.goto(address)
    phone = page.locator("#phone")
    phone.evaluate(_POSE)
    says(page, "hi", "Welcome")
    menu = _shot(phone)
    taps(page, "2 CAR T-Cell therapy", "May we ask")
    taps(page, "1 Yes", "Who is the patient?")
    question = _shot(phone)
    page.close()
    out.write_bytes(_small(browser, menu, question))


def _small(browser: Browser, *shots: bytes) -> bytes:
    page = browser.new_page()
    smaller = small_png(page, shots)
    page.close()
    return smaller


def _shot(phone: Locator) -> bytes:
    """The phone as it is now, once everything in it was read."""
    expect(phone.locator(".ticks:not(.read)")).to_have_count(0)
    expect(phone.locator(".typing")).to_have_count(0)
    phone.locator("#text").blur()
    phone.page.mouse.move(0, 0)
    return phone.screenshot()


def take_public(browser: Browser, address: str, out: Path) -> None:
    """The top of the public page."""
    page = browser.new_page(
        viewport=ViewportSize(width=1100, height=700), device_scale_factor=2, color_scheme="light"
    )
    page.goto(address)
    out.write_bytes(_small(browser, page.screenshot()))
    page.close()


def main() -> int:
    """Take both; 0 when each is small enough."""
    chromium = find_chromium()
    if chromium is None:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    expect.set_options(timeout=PATIENCE_MS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    phone, public = FOLDER / "phone.png", FOLDER / "public.png"
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_demo(Path(scratch)) as demo,
        open_chromium(chromium) as browser,
    ):
        take_phone(browser, demo.phone, phone)
        take_public(browser, demo.address, public)
    for path in (phone, public):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")
    return int(max(phone.stat().st_size, public.stat().st_size) > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
