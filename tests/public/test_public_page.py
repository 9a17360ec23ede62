"""What a visitor finds on the public page."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from tests.public.site import CALL, Page, read, script, site
from triage.content import page_texts
from triage.content.page import PAGE_NEEDED
from triage.errors import ContentProblem
from triage.public import PageTexts
from triage.public.links import code_image
from triage.vocabulary import BASICS, NARROWER, Service, Topic


@pytest.fixture(scope="module")
def page() -> Page:
    """The page as it is in office hours."""
    return read(site())


def test_the_eight_questions_stand_in_order_and_the_contents_lead_to_each(page: Page) -> None:
    expected = [topic.value.replace("_", "-") for topic in BASICS]

    assert [a["id"] for a in page.all("article")] == expected
    assert [link for link in page.links if link.startswith("#") and link != "#questions"] == [
        f"#{anchor}" for anchor in expected
    ]


def test_every_kind_and_every_way_is_an_answer_inside_its_question(page: Page) -> None:
    order = [a["id"] for name, a in page.tags if name in ("article", "details")]
    types = order.index("types")

    kinds = NARROWER[Topic.TYPES]
    assert order[types + 1 : types + 6] == [topic.value.replace("_", "-") for topic in kinds]
    assert len(page.all("details")) == len(kinds) + len(NARROWER[Topic.HOW_GIVEN])


def test_every_answer_is_there_word_for_word(page: Page) -> None:
    packaged = script()
    said = " ".join(page.text.split())

    for topic in (*BASICS, *NARROWER[Topic.TYPES], *NARROWER[Topic.HOW_GIVEN]):
        paragraphs = packaged.answer(topic, "en").page.strip().split("\n\n")
        for paragraph in paragraphs:
            assert " ".join(paragraph.split()) in said


def test_general_information_is_said_once(page: Page) -> None:
    assert page.text.count("General information, not medical advice.") == 1


def test_the_five_services_are_listed(page: Page) -> None:
    for number in Service:
        assert script().text(f"option.menu.{number:d}", "en").whatsapp in page.text


def test_a_tap_opens_whatsapp_or_an_sms_with_the_first_words_written() -> None:
    links = read(site(words={"prefill": "Hi & good day"})).links

    assert "https://wa.me/12025550123?text=Hi%20%26%20good%20day" in links
    assert "sms:+12025550123?&body=Hi%20%26%20good%20day" in links


def test_a_channel_without_a_number_has_no_button_and_the_code_opens_the_other() -> None:
    page = read(site(whatsapp=None))

    assert [link for link in page.links if link.startswith(("https://wa.me", "sms:"))] == [
        "sms:+12025550123?&body=Hello"
    ]
    assert str(code_image("sms:+12025550123?&body=Hello", "")).split("<path")[1] in page.html


def test_without_any_number_the_call_number_is_left() -> None:
    page = read(site(whatsapp=None, sms=None))

    assert f"tel:{CALL}" in page.links
    assert page.all("figure") == []


def test_the_code_opens_the_same_chat_as_the_whatsapp_button(page: Page) -> None:
    link = next(link for link in page.links if link.startswith("https://wa.me"))

    assert str(code_image(link, "")).split("<path")[1] in page.html
    assert {"role": "img", "aria-label": page_texts("en")["qr_label"]}.items() <= (
        next(svg for svg in page.all("svg") if svg.get("class") == "code").items()
    )


@pytest.mark.parametrize(
    ("at", "open_now"),
    [
        ("2026-11-23T09:29+05:30", False),
        ("2026-11-23T09:30+05:30", True),
        ("2026-11-23T18:30+05:30", False),
        ("2026-11-22T12:00+05:30", False),
    ],
)
def test_online_in_office_hours_and_else_when_we_are(at: str, open_now: bool) -> None:
    text = read(site(at=at)).text

    assert (page_texts("en")["online"] in text) is open_now
    assert ("Mon-Sat, 9:30 am to 6:30 pm (India time)" in text) is not open_now


def test_the_page_can_be_found_read_and_walked_through(page: Page) -> None:
    ids = [a["id"] for _, a in page.tags if "id" in a]
    description = next(m for m in page.all("meta") if m.get("name") == "description")

    assert page.all("html") == [{"lang": "en"}]
    assert [len(page.all(tag)) for tag in ("h1", "title", "main", "header", "footer")] == [1] * 5
    assert description["content"]
    assert page.links[0] == "#questions"
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(ids)


def test_nothing_on_the_page_needs_a_script_or_an_inline_style(page: Page) -> None:
    assert page.all("script") == page.all("style") == []
    assert not [a for _, a in page.tags if "style" in a or any(n.startswith("on") for n in a)]


def test_a_source_with_an_address_is_a_link() -> None:
    page = read(site(texts=script(source="A Book, A Publisher, example.org/a-page")))
    plain = read(site(texts=script(source="A Book, A Publisher")))

    assert "https://example.org/a-page" in page.links
    assert "Source: A Book, A Publisher" in plain.text


def test_no_text_is_taken_for_html() -> None:
    evil = "<script>alert(1)</script>\"'&"
    answer = script(title=evil, page=f"{evil}\n\n- {evil}", source=evil, reviewer=evil)
    replaced = dict.fromkeys(PAGE_NEEDED, evil)

    page = read(site(texts=answer, words=replaced))

    assert page.all("script") == []
    assert page.text.count(evil) > 10


def test_the_names_of_the_texts_are_those_of_the_content_room() -> None:
    assert {field.name for field in fields(PageTexts)} == set(PAGE_NEEDED)


def test_a_missing_text_is_named() -> None:
    with pytest.raises(ContentProblem, match=r"page\.toml: headline: missing"):
        site(words={"headline": ""})


def test_the_call_number_can_be_tapped_wherever_it_stands() -> None:
    page = read(site(texts=script(page=f"Call {CALL} & ask. Or {CALL}.")))

    article = re.search(r'<article id="side-effects".*?</article>', page.html, re.DOTALL)
    assert article is not None
    assert article[0].count(f'href="tel:{CALL}"') == 2
    assert "&amp; ask" in article[0]
