"""The organ or disease in usual English, its kind in brackets."""

from __future__ import annotations

import pytest

from tests.understanding.saying import Facts, Value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lung", "lung"),
        ("lung cancer", "lung"),
        ("breast ca", "breast"),
        ("blood cancer", "blood cancer (unspecified)"),
        ("AML", "leukemia (AML)"),
        ("leukaemia", "leukemia"),
        ("TNBC", "breast (triple negative)"),
        ("triple negative breast cancer", "breast (triple negative)"),
        ("फेफड़ों का कैंसर", "lung"),
        ("cáncer de mama", "breast"),
        ("рак легких", "lung"),
        ("سرطان الثدي", "breast"),
        ("স্তন ক্যান্সার", "breast"),
        ("ovarian", "ovary"),
        ("GBM", "brain (glioblastoma)"),
        ("pancriatic cancer", "pancreas"),
        ("ca cervix", "cervix"),
        ("hodgkin's lymphoma", "lymphoma (Hodgkin)"),
        ("non hodgkin lymphoma", "lymphoma (non-Hodgkin)"),
        ("muh ka cancer", "mouth"),
        ("colon cancer spread to liver", "colon"),
        ("multiple myeloma", "multiple myeloma"),
        ("khoon ka cancer", "blood cancer (unspecified)"),
        ("food pipe cancer", "esophagus"),
        ("liver tumour", "liver"),
        ("nsclc", "lung (NSCLC)"),
        ("small cell lung cancer", "lung (small cell)"),
        ("non small cell lung cancer", "lung (NSCLC)"),
        ("brest cancer", "breast"),
        ("stomach", "stomach"),
        ("рак молочной железы", "breast"),
        ("cancer du poumon", "lung"),
        ("câncer de próstata", "prostate"),
        ("saratani ya matiti", "breast"),
        ("ALL", "leukemia (ALL)"),
        ("lukemia", "leukemia"),
        ("kidney cancer stage 3", "kidney"),
        ("B-cell acute lymphoblastic leukemia", "leukemia (ALL)"),
        ("throat", "throat"),
        ("prostrate cancer", "prostate"),
        ("gall bladder", "gallbladder"),
        ("osteosarcoma", "bone (osteosarcoma)"),
        ("leucemia", "leukemia"),
        ("DLBCL", "lymphoma (DLBCL)"),
        ("bachedani ka cancer", "uterus"),
        ("mom has cancer in her lungs", "lung"),
        ("it is in the breast", "breast"),
        ("tumor cerebral", "brain"),
        ("neuroblastoma", "neuroblastoma"),
        ("not lung, its breast", "breast"),
        ("cholangiocarcinoma", "bile duct"),
        ("head and neck", "head and neck"),
    ],
)
def test_a_cancer_is_read_by_lay_words_and_abbreviations(
    value: Value, text: str, expected: str
) -> None:
    assert value("cancer_type", text) == expected


@pytest.mark.parametrize("text", ["what is lung cancer?", "dont know", "no", "hi"])
def test_what_is_no_cancer_is_asked_again(value: Value, text: str) -> None:
    assert value("cancer_type", text) is None


def test_an_organ_alone_is_no_cancer_unless_we_asked(facts: Facts) -> None:
    assert "cancer_type" not in facts("my lung hurts a bit")
    assert facts("he has a tumour in the lung")["cancer_type"] == "lung"
