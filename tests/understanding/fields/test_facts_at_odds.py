"""Facts that stand beside what looks like them: ages, stages, places, names, numbers."""

from __future__ import annotations

from tests.understanding.saying import Facts, Read, Value


def test_a_state_of_health_is_no_name(value: Value) -> None:
    assert value("name", "she is very weak and vomiting") is None


def test_a_name_is_corrected_behind_wrong(facts: Facts) -> None:
    assert facts("the name is wrong, it is Jon Gray")["name"] == "Jon Gray"


def test_a_telephone_number_is_no_stage(value: Value) -> None:
    assert value("stage", "+44 7700 900456") is None


def test_a_stage_is_no_age(facts: Facts) -> None:
    found = facts("my father has prostate cancer stage 4")
    assert "age" not in found
    assert found["stage"] == "4"


def test_an_age_between_my_and_the_relation_parts_nothing(facts: Facts) -> None:
    found = facts("My 7 year old son has leukemia can you help")
    assert (found["for_whom"], found["age"], found["cancer_type"]) == ("son", "7", "leukemia")


def test_a_place_behind_in_is_kept(facts: Facts) -> None:
    assert facts("My father, 60, with lymphoma in Dhaka")["city"] == "Dhaka"
    assert facts("Actually she is in Sylhet")["city"] == "Sylhet"


def test_a_place_of_treatment_is_not_where_they_live(facts: Facts) -> None:
    assert "city" not in facts("which is the best hospital in Mumbai")


def test_blood_alone_names_a_blood_cancer(value: Value) -> None:
    assert value("cancer_type", "blood") == "blood cancer (unspecified)"


def test_blood_at_the_menu_is_a_concern(read: Read) -> None:
    assert read("blood").concern


def test_the_place_of_now_beats_the_one_before(value: Value) -> None:
    assert value("city", "worked in Abu Dhabi before, now in Sharjah", country="AE") == "Sharjah"


def test_an_age_and_a_stage_are_no_time_of_a_call(facts: Facts) -> None:
    found = facts("my mother Asha, 56, lung cancer stage 3b, call us tomorrow 5 pm")

    assert found["call_time"].startswith("2026-11-23T17:00")
    assert (found["name"], found["age"], found["stage"]) == ("Asha", "56", "3B")
