"""The pictures of the coordinators' guide, from a demo with its sample people:
`python -m bench.console_pictures`.

Needs a Chromium. Decided here: which pages are shown, and that each stays small enough for git.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect

from bench.palette import small_png
from bench.pictures import FOLDER, MOST_BYTES
from tests.browser.chromium import find_chromium, open_chromium
from tests.browser.demo import ROOT, Demo, running_demo, users
from tests.browser.phone import PATIENCE_MS

DESK = ViewportSize(width=1180, height=860)
POCKET = ViewportSize(width=390, height=844)
_EMAIL, _PASSWORD = "guide@clinic.example", "seven quiet lanterns by the sea"


def come_in(page: Page, demo: Demo) -> None:
    """Log in by a one-time link, as a new member of the staff does."""
    words = ("--name", "Asha Guide", "--role", "lead_coordinator")
    page.goto(users(demo, "create", _EMAIL, *words).split()[-1])
    page.locator("main button").first.click()
    page.get_by_label("New password").fill(_PASSWORD)
    page.get_by_label("The same once more").fill(_PASSWORD)
    page.get_by_role("button", name="Save and come in").click()
    expect(page.locator(".bar")).to_be_visible()


def take(browser: Browser, demo: Demo) -> dict[str, bytes]:
    """Every picture by its name."""
    desk = browser.new_page(viewport=DESK, color_scheme="light", reduced_motion="reduce")
    come_in(desk, demo)
    console = f"{demo.address}/console/"
    desk.goto(console)
    shots = {"queue": desk.screenshot()}
    lead = str(desk.locator('a[href*="/console/leads/"]').first.get_attribute("href"))
    desk.goto(f"{demo.address}{lead}")
    shots["lead"] = desk.screenshot()
    for name in ("diary", "overview"):
        desk.goto(f"{console}{name}")
        shots[name] = desk.screenshot()
    desk.set_viewport_size(POCKET)
    desk.goto(console)
    shots["pocket"] = desk.screenshot()
    return {name: _small(browser, shot) for name, shot in shots.items()}


def _small(browser: Browser, shot: bytes) -> bytes:
    page = browser.new_page()
    smaller = small_png(page, (shot,))
    page.close()
    return smaller


def main() -> int:
    """Take them all; 0 when each is small enough."""
    chromium = find_chromium()
    if chromium is None:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    expect.set_options(timeout=PATIENCE_MS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_demo(Path(scratch), people=True) as demo,
        open_chromium(chromium) as browser,
    ):
        pictures = take(browser, demo)
    for name, picture in pictures.items():
        path = FOLDER / f"console-{name}.png"
        path.write_bytes(picture)
        print(f"{path.relative_to(ROOT)}: {len(picture) / 1000:.0f} kB")
    return int(max(map(len, pictures.values())) > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
