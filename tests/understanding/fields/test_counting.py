"""Number words of all our languages, in a sentence that keeps its other words."""

from __future__ import annotations

import pytest

from triage.errors import ContentProblem
from triage.understanding.datafiles import DataFiles, our_files
from triage.understanding.fields.counting import load_counting
from triage.understanding.normal import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("she is fifty-six now", "she is 56 now"),
        ("पचपन साल", "55 साल"),
        ("sath saal", "60 saal"),
        ("পয়ষট্টি বছর", "65 বছর"),
        ("пятьдесят три года", "53 года"),
        ("cuarenta y cinco", "45"),
        ("soixante-douze ans", "72 ans"),
        ("quatre-vingt-dix-sept", "97"),
        ("quatre vingts", "80"),
        ("trinta e oito", "38"),
        ("خمسه واربعين سنه", "45 سنه"),
        ("خمسه عشر", "15"),
        ("miaka sitini na tano", "miaka 65"),
        ("kumi na tano", "15"),
        ("i am sixty, and two more", "i am 60, and 2 more"),
        ("we do not know", "we do not know"),
    ],
)
def test_numbers_are_put_in_digits(text: str, expected: str) -> None:
    counting = load_counting(our_files())

    assert counting.in_digits(plain(text), counting.units) == plain(expected)


def test_a_list_without_its_first_number_is_refused() -> None:
    broken = DataFiles(our_files().root, {"numbers.toml": {"counting_run": {"en": "one two"}}})

    with pytest.raises(ContentProblem, match=r"counting_run\.en"):
        load_counting(broken)
