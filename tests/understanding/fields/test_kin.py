"""Relations of relations, whichever of the two is named first."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my husband's sister", "sister-in-law"),
        ("my wifes father", "father-in-law"),
        ("mother of my husband", "mother-in-law"),
        ("papa ki behen", "aunt"),
        ("meri patni ki maa", "mother-in-law"),
        ("el padre de mi esposa", "father-in-law"),
        ("la soeur de mon mari", "sister-in-law"),
        ("a mãe da minha esposa", "mother-in-law"),
        ("отец моего мужа", "father-in-law"),
        ("baba wa mke wangu", "father-in-law"),
        ("my sister's son", "nephew"),
        ("my daughter's daughter", "granddaughter"),
        ("my friend's aunt", "friend"),
        ("uncle (father's younger brother)", "uncle"),
        ("pour ma femme", "wife"),
    ],
)
def test_kin_of_kin_has_a_name_of_its_own(value: Value, text: str, expected: str) -> None:
    assert value("for_whom", text) == expected
