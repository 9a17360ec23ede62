"""Rules gate, models propose: what becomes of each pair of opinions."""

from __future__ import annotations

import pytest

from triage.understanding.danger import Alarm
from triage.understanding.judging import judge_danger, judge_subject
from triage.understanding.lexicon import Spans
from triage.understanding.model import DANGER_LABELS, TOPIC_LABELS
from triage.understanding.topics import Subject
from triage.vocabulary import Command, Danger, Service, Topic

_HERE = ((0, 0),)
_EMERGENCY, _SELF_HARM = DANGER_LABELS[1:]


def chances(labels: tuple[str, ...], rest: str, **said: float) -> dict[str, float]:
    """Chances of labels written with _ for :, what is left over goes to `rest`."""
    found = dict.fromkeys(labels, 0.0) | {k.replace("__", ":"): v for k, v in said.items()}
    assert set(found) == set(labels)
    return found | {rest: round(found[rest] + 1 - sum(found.values()), 6)}


def danger(alarm: Alarm, sure: float, spans: Spans | None = None, size: int = 8) -> Alarm:
    said = chances(DANGER_LABELS, "none", redflag__self_harm=sure)
    return judge_danger(alarm, said, spans or {}, size, answering=False)


def test_a_model_that_is_sure_flags_what_no_rule_knows() -> None:
    assert danger(Alarm(), 0.97) == Alarm(Danger.SELF_HARM, rule="model.self_harm")


@pytest.mark.parametrize("guard", ["past", "idiom", "joking", "death", "denied", "about"])
def test_a_guard_holds_against_the_model_but_leaves_a_concern(guard: str) -> None:
    judged = danger(Alarm(), 0.97, {guard: _HERE})

    assert (judged.danger, judged.concern) == (None, True)


def test_the_past_is_no_guard_for_what_goes_on() -> None:
    assert danger(Alarm(), 0.97, {"past": _HERE, "still_now": _HERE}).danger


def test_a_rule_that_was_explained_is_never_flagged_by_the_model() -> None:
    judged = danger(Alarm(rule="bleeding.vomit", held=True), 0.99)

    assert judged == Alarm(concern=True, rule="bleeding.vomit")


def test_few_words_are_flagged_by_rules_only() -> None:
    alarm = Alarm(Danger.EMERGENCY, rule="bleeding.vomit")

    assert danger(alarm, 0.001, size=4) == alarm
    judged = danger(Alarm(), 0.97, size=4)
    assert (judged.danger, judged.concern) == (None, True)


def test_a_rule_flags_alone_unless_the_model_is_sure_that_it_is_nothing() -> None:
    alarm = Alarm(Danger.EMERGENCY, rule="bleeding.vomit")

    assert danger(alarm, 0.5) == alarm
    assert danger(alarm, 0.001) == Alarm(concern=True, rule="bleeding.vomit")


@pytest.mark.parametrize(("sure", "concern"), [(0.5, True), (0.1, True), (0.001, False)])
def test_the_middle_band_is_a_concern(sure: float, concern: bool) -> None:
    assert danger(Alarm(), sure) == Alarm(concern=concern, rule=danger(Alarm(), sure).rule)


def test_an_answer_to_our_question_is_no_weak_concern() -> None:
    said = chances(DANGER_LABELS, "none", redflag__emergency=0.1)

    assert not judge_danger(Alarm(), said, {}, 2, answering=True).concern


def subject(rule: Subject, *anchors: str, **said: float) -> Subject:
    return judge_subject(
        rule, chances(TOPIC_LABELS, "out_of_scope", **said), dict.fromkeys(anchors, _HERE)
    )


def test_a_rule_and_a_model_that_agree_answer() -> None:
    rule = Subject(topic=Topic.TYPES, confidence=0.9)

    assert subject(rule, "imm", faq__types=0.7) == rule


def test_a_rule_that_the_model_doubts_is_asked_about() -> None:
    judged = subject(Subject(topic=Topic.TYPES), "imm", faq__types=0.2, faq__what_is=0.5)

    assert judged.topic is None
    assert judged.choices == ("faq:what_is", "faq:types")


def test_a_model_that_is_sure_of_out_of_scope_vetoes_a_rule() -> None:
    judged = subject(Subject(topic=Topic.TYPES), "imm", faq__types=0.01)

    assert (judged.topic, judged.choices) == (None, ())


def test_the_model_answers_beside_an_anchor_only() -> None:
    assert subject(Subject(), "imm", faq__how_often=0.95).topic is Topic.HOW_OFTEN
    unanchored = subject(Subject(), faq__how_often=0.95)
    assert unanchored.topic is None
    assert unanchored.choices[0] == "faq:how_often"


def test_words_of_another_subject_keep_the_model_from_answering() -> None:
    assert subject(Subject(), "imm", "price", faq__types=0.95).topic is None
    assert subject(Subject(), "price", faq__types=0.95) == Subject(confidence=0.05)


def test_services_need_no_anchor() -> None:
    assert subject(Subject(), menu__5=0.95).service is Service.PROTON_THERAPY


def test_the_middle_band_offers_three_best_first() -> None:
    judged = subject(Subject(), "imm", faq__how_given=0.3, faq__how_often=0.4, faq__types=0.1)

    assert judged.choices == ("faq:how_often", "faq:how_given", "faq:types")


def test_below_the_band_nothing_is_offered() -> None:
    assert subject(Subject(), "imm", faq__how_given=0.1).choices == ()


def test_a_wish_for_a_person_in_words_of_its_own_is_heard() -> None:
    assert subject(Subject(), command__human=0.6).command is Command.HUMAN


@pytest.mark.parametrize("name", [Command.STOP, Command.START])
def test_the_model_never_stops_nor_starts_our_messages(name: str) -> None:
    judged = subject(Subject(), "imm", **{f"command__{name}": 0.99})

    assert judged == Subject(confidence=judged.confidence)


def test_a_command_beside_what_a_rule_found_must_be_sure() -> None:
    rule = Subject(topic=Topic.TYPES, confidence=0.9)

    assert subject(rule, "imm", command__help=0.95).command is Command.HELP
    assert subject(rule, "imm", command__help=0.3, faq__types=0.7) == rule
