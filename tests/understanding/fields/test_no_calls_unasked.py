"""Whoever says out of the blue that we shall not call is understood, and only they are."""

from __future__ import annotations

import pytest

from tests.understanding.saying import NOW
from triage.meaning import Situation
from triage.understanding import Reader
from triage.vocabulary import Field


@pytest.mark.parametrize(
    "text",
    [
        "please do not call me",
        "Don't call",
        "no calls please",
        "I do not want any calls, thank you",
        "dont call me again pls text me",
        "mujhe call mat karo",
        "कृपया फोन न करें",
        "no me llamen por favor",
        "ne m'appelez pas s'il vous plaît",
        "por favor não me liguem",
        "не звоните мне, пожалуйста",
        "لا أريد مكالمات من فضلك",
        "দয়া করে ফোন করবেন না",
        "tafadhali msinipigie simu",
    ],
)
def test_no_calls_at_all(reader: Reader, text: str) -> None:
    meaning = reader.read(text, Situation(now=NOW))

    assert [(fact.field, fact.value) for fact in meaning.also] == [(Field.CALL_TIME, "no calls")]
    assert (meaning.command, meaning.danger, meaning.concern) == (None, None, False)


@pytest.mark.parametrize(
    "text",
    [
        "you did not call me",
        "why do you not call me?",
        "no call came yesterday",
        "nobody called me, no call",
        "do not call before 6 pm",
        "please don't call my mother, she does not know",
        "don't call today, call tomorrow",
        "no calls from you since Monday",
        "do not call me a liar",
    ],
)
def test_a_complaint_or_a_limit_withdraws_nothing(reader: Reader, text: str) -> None:
    meaning = reader.read(text, Situation(now=NOW))

    assert "no calls" not in [fact.value for fact in meaning.also]
