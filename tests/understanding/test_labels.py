"""From a Meaning to its public label."""

from __future__ import annotations

import pytest

from triage.meaning import Meaning
from triage.understanding import label_of
from triage.vocabulary import Command, Danger, Service, Signal, Topic


@pytest.mark.parametrize(
    ("meaning", "label"),
    [
        (Meaning(danger=Danger.SELF_HARM, command=Command.STOP), "redflag:self_harm"),
        (Meaning(command=Command.DELETE_DATA), "command:delete_data"),
        (Meaning(signal=Signal.GREETING), "command:menu"),
        (Meaning(signal=Signal.THANKS), "command:menu"),
        (Meaning(signal=Signal.ASK), "command:help"),
        (Meaning(signal=Signal.UNCLEAR), "out_of_scope"),
        (Meaning(number=3), "menu:3"),
        (Meaning(number=9), "out_of_scope"),
        (Meaning(number=0), "out_of_scope"),
        (Meaning(service=Service.PROTON_THERAPY), "menu:5"),
        (Meaning(topic=Topic.GIVEN_BLADDER), "faq:how_given"),
        (Meaning(topic=Topic.T_CELL_TRANSFER), "faq:t_cell_transfer"),
        (Meaning(choices=("faq:types", "faq:what_is")), "choose"),
        (Meaning(choices=("faq:types", "faq:what_is"), concern=True), "out_of_scope"),
        (Meaning(), "out_of_scope"),
    ],
)
def test_a_meaning_has_the_label_of_the_contract(meaning: Meaning, label: str) -> None:
    assert label_of(meaning) == label
