"""What a message asks for: one of five services, a vetted answer, or nothing that we answer."""

from __future__ import annotations

import pytest

from tests.understanding.saying import NOW, Label, Read
from triage.meaning import Situation
from triage.understanding import Reader
from triage.vocabulary import Topic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how exactly does immunotherapy attack the cancer", "faq:how_it_works"),
        ("what's the difference between car-t and til", "faq:t_cell_transfer"),
        ("can kids with leukemia get immunotherapy", "faq:which_cancers"),
        ("is there any risk in immunotherapy", "faq:side_effects"),
        ("how will we know it is helping", "faq:is_it_working"),
        ("tablet or drip, how is immuno taken", "faq:how_given"),
        ("for how many months does one take immunotherapy", "faq:how_often"),
        ("pd-1 inhibitor meaning", "faq:checkpoint_inhibitors"),
        ("tell me the kinds of immunotherapy", "faq:types"),
        ("whats your phone no", "faq:contact"),
        ("qué tipos de inmunoterapia existen", "faq:types"),
        ("cuáles son los efectos secundarios de la inmunoterapia", "faq:side_effects"),
        ("как проводится иммунотерапия", "faq:how_given"),
        ("что такое ингибиторы контрольных точек", "faq:checkpoint_inhibitors"),
        ("इम्यूनोथेरेपी कितने दिन तक चलती है", "faq:how_often"),
        ("इम्यूनोथेरेपी कैसे काम करती है", "faq:how_it_works"),
        ("immunotherapy se kya nuksan hai", "faq:side_effects"),
        ("ما هي الآثار الجانبية للعلاج المناعي", "faq:side_effects"),
        ("ইমিউনোথেরাপির ঝুঁকি কী", "faq:side_effects"),
        ("qu'est-ce que l'immunothérapie", "faq:what_is"),
        ("quels sont les effets secondaires de l'immunothérapie", "faq:side_effects"),
        ("como funciona a imunoterapia", "faq:how_it_works"),
        ("tiba ya kinga ni nini", "faq:what_is"),
        ("does immunotherapy hurt", "faq:side_effects"),
        ("how is bcg put in bladder", "faq:how_given"),
        ("is immunotherapy a pill", "faq:how_given"),
        ("will my hair fall out with immunotherapy", "faq:side_effects"),
        ("what cancers does immunotherapy work on", "faq:which_cancers"),
        ("are monoclonal antibodies a drug", "faq:monoclonal_antibodies"),
        ("what is an interferon", "faq:modulators"),
        ("how do i contact you", "faq:contact"),
        ("how long is each immunotherapy session", "faq:how_often"),
        ("when will immunotherapy start showing results", "faq:is_it_working"),
        ("immunotherapy kya hai bhai", "faq:what_is"),
        ("why can't the immune system kill cancer", "faq:how_it_works"),
        ("explain t cell therapy", "faq:t_cell_transfer"),
        ("is the cancer vaccine like a flu shot", "faq:treatment_vaccines"),
        ("car-t side effects", "faq:side_effects"),
    ],
)
def test_a_question_finds_its_vetted_answer(label: Label, text: str, expected: str) -> None:
    assert label(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i need to go abroad for my treatment", "menu:1"),
        ("want car t for lymphoma", "menu:2"),
        ("how can my mother get the cancer vaccine", "menu:3"),
        ("book video consult", "menu:4"),
        ("proton beam for prostate", "menu:5"),
        ("the fourth one please", "menu:4"),
        ("хочу лечиться за границей", "menu:1"),
        ("videsh me ilaj karana hai papa ka", "menu:1"),
        ("أريد علاج بالبروتون", "menu:5"),
        ("ভিডিও কলে ডাক্তারের সাথে কথা বলতে চাই", "menu:4"),
        ("quero terapia de prótons", "menu:5"),
        ("my mother needs treatment outside bangladesh", "menu:1"),
        ("treatment in turkey?", "menu:1"),
        ("second opinion by video", "menu:4"),
        ("i'm interested in CAR-T, what next", "menu:2"),
        ("what is proton therapy", "menu:5"),
    ],
)
def test_a_service_is_picked_by_words(label: Label, text: str, expected: str) -> None:
    assert label(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "can you treat my dog",
        "how much is proton therapy",
        "is my dad eligible for car t",
        "what should i eat during immunotherapy",
        "success rate of immunotherapy",
        "is keytruda better than opdivo",
        "who will win the election",
        "immunotherapy for peanut allergy",
        "hpv vaccine price",
        "chemo side effects",
        "can i cancel my appointment",
        "at the end",
        "i want to end the marriage",
    ],
)
def test_what_we_cannot_answer_is_out_of_scope(label: Label, text: str) -> None:
    assert label(text) == "out_of_scope"


def test_each_way_of_giving_is_a_topic_of_its_own(read: Read) -> None:
    topics = [
        read(text).topic
        for text in (
            "immunotherapy through a vein",
            "oral immunotherapy",
            "immunotherapy cream",
            "intravesical immunotherapy",
        )
    ]

    assert topics == [
        Topic.GIVEN_IV,
        Topic.GIVEN_ORAL,
        Topic.GIVEN_TOPICAL,
        Topic.GIVEN_BLADDER,
    ]


def test_a_short_follow_up_takes_the_last_topic(reader: Reader) -> None:
    situation = Situation(now=NOW, last_topic=Topic.WHAT_IS)

    assert reader.read("and is it safe?", situation).topic is Topic.SIDE_EFFECTS


def test_a_long_message_does_not_lean_on_the_last_topic(reader: Reader) -> None:
    situation = Situation(now=NOW, last_topic=Topic.WHAT_IS)
    text = "is it safe to take the night train with two small children and a dog"

    assert reader.read(text, situation).topic is None


def test_an_unsure_message_offers_two_or_three_choices(read: Read, label: Label) -> None:
    vague = (
        "my friend says immunotherapy",
        "immunotherapy and my brother how",
        "antibodies or t cells for her",
        "the doctor wrote checkpoint and vaccine",
        "immunotherapy again after the first time",
    )

    offered = [read(text).choices for text in vague if label(text) == "choose"]

    assert offered  # which of them are unsure is up to the models
    assert all(2 <= len(choices) <= 3 for choices in offered)
