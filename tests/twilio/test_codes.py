"""Error codes: every one of the list has a meaning, and decides whether to try again."""

from __future__ import annotations

import re

import pytest

from triage.twilio_gateway.codes import CODES, Kind, explain, lookup

LISTED = """20003 20404 20429 20500 20503 21211 21614 21635 21212 21603 21606 21701 21702 21703
21704 21705 21408 21610 21611 30001 21612 21602 21617 21619 21620 21623 21654 21655 21656 92005
92006 92007 30002 30003 30017 30410 30004 30005 30006 30007 30008 30022 30023 30027 30034 30036
63003 63024 63005 63013 63021 63007 63014 63033 63032 63015 63016 63017 63018 63019 63034 63037
63027 63028 63040 63041 63038 11200 11205 11210 11215 11220 11235 11236 11237 11243 12100 12200
12300 14101 14102 14103 14104 14105 14106 14107 14108 14109 14110 14111"""


@pytest.mark.parametrize("code", [int(code) for code in LISTED.split()])
def test_every_listed_code_says_what_it_means_and_what_to_do(code: int) -> None:
    assert CODES[code].words
    assert CODES[code].next_step.endswith(".")
    assert not re.search(r"\+\d", CODES[code].words)


@pytest.mark.parametrize("code", [*map(int, LISTED.split()), None, 99999])
def test_every_code_is_explained_to_a_coordinator_in_sentences(code: int | None) -> None:
    told = explain(code)

    assert told.words[0].isupper() or told.words.startswith("24 hours")
    assert told.words.endswith(".")
    assert told.next_step.endswith(".")
    assert not re.search(r"TWILIO_|triage doctor|Nothing", told.next_step)


@pytest.mark.parametrize("kind", [Kind.CONFIG, Kind.BUG, Kind.OURS])
def test_what_an_operator_has_to_put_right_says_how(kind: Kind) -> None:
    assert [code for code, known in CODES.items() if known.kind is kind and not known.fix] == []


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (63003, "Try SMS"),
        (63024, "Try SMS"),
        (63016, "template"),
        (21610, "START"),
        (30003, "later"),
        (20500, "Ask the person whether it came"),
        (63007, "Tell an operator"),
    ],
)
def test_the_next_step_is_one_that_a_coordinator_can_take(code: int, step: str) -> None:
    assert step in explain(code).next_step


@pytest.mark.parametrize(
    ("code", "kind", "permanent"),
    [
        (21610, Kind.OPT_OUT, True),
        (63016, Kind.TEMPLATE, True),
        (21211, Kind.PERMANENT, True),
        (20429, Kind.RETRY, False),
        (20003, Kind.CONFIG, False),
        (20500, Kind.AMBIGUOUS, False),
        (14107, Kind.OURS, True),
    ],
)
def test_class_decides_whether_to_try_again(code: int, kind: Kind, permanent: bool) -> None:
    assert (lookup(code).kind, lookup(code).permanent) == (kind, permanent)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, Kind.RETRY),
        (401, Kind.CONFIG),
        (403, Kind.CONFIG),
        (400, Kind.PERMANENT),
        (500, Kind.AMBIGUOUS),
        (None, Kind.AMBIGUOUS),
    ],
)
def test_unknown_code_is_judged_by_the_http_status(status: int | None, kind: Kind) -> None:
    assert lookup(99999, status).kind is kind
    assert lookup(None, status).kind is kind
