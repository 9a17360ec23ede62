"""The overview and taking leads out, in real Chromium: by day and by night, on desk and phone."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import OpenPage
from tests.browser.console import DESKTOP, PHONE, check, come_in
from tests.browser.demo import Demo, running_demo
from tests.browser.phone import says

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of this file's own: what others said in theirs does not matter here."""
    with running_demo(tmp_path_factory.mktemp("overview")) as running:
        yield running


LEADING = "lead_coordinator"


@pytest.mark.parametrize(
    ("name", "viewport", "scheme"),
    [("desk", DESKTOP, "light"), ("night", DESKTOP, "dark"), ("phone", PHONE, "light")],
)
def test_the_overview_is_looked_at(
    demo: Demo, open_page: OpenPage, name: str, viewport: ViewportSize, scheme: str
) -> None:
    says(open_page(demo.phone), "I want to ask about proton therapy", "health")
    page = come_in(
        demo, open_page, viewport, known_as=f"look-{name}", color_scheme=scheme, role=LEADING
    )
    page.get_by_role("link", name="Overview").click()

    expect(page.get_by_role("img", name="Leads by day and service")).to_be_visible()
    expect(page.get_by_role("img", name="Where people left the talk")).to_be_visible()
    check(page)
    page.get_by_text("The numbers").first.click()
    expect(page.get_by_role("columnheader", name="Proton therapy")).to_be_visible()
    check(page)
    page.get_by_role("link", name="7 days").click()
    expect(page.get_by_text("The last 7 days")).to_be_visible()
    page.get_by_role("link", name="Read them, grouped").click()
    expect(page.get_by_role("heading", name="What the bot could not answer")).to_be_visible()
    check(page)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_leads_are_taken_out_as_a_file(
    demo: Demo, open_page: OpenPage, viewport: ViewportSize, tmp_path: Path
) -> None:
    says(open_page(demo.phone), "I want to ask about proton therapy", "health")
    page = come_in(demo, open_page, viewport, known_as=f"take-{viewport['width']}", role=LEADING)
    page.goto(f"{demo.address}/console/export?service=5")
    check(page)
    page.get_by_label("A report").check()

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Take them out").click()

    target = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(target)
    assert target.suffix == ".csv"
    with target.open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert found
    assert {one["service"] for one in found} == {"5"}
