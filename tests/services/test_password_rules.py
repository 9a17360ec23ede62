"""Which new passwords are refused, and that good ones of any script are not."""

from __future__ import annotations

import pytest

from triage.services.staff.password_rules import normal, problem_with


def problem(password: str) -> str | None:
    """What Bina is told about a password."""
    return problem_with(password, name="Bina Rao", email="bina.rao@sunrise.example")


@pytest.mark.parametrize(
    "password",
    [
        "the blue kettle sings at dawn",
        "my dog ate the oncology report",
        "пять зелёных чайников",
        "五月的雨落在旧城的石板路上面哦",
        "🐢🌊🎈🍋🪁🎻🧵🌵🦉🍇🧊🪀🎲🚲",
        "x9$Kq!v2Lm#8Zp",
        "tab\tand spaces   and\u00a0more",
        "ab9$" * 3 + "the rest of a long text " * 40,
    ],
)
def test_a_good_password_of_any_script_is_taken(password: str) -> None:
    assert problem(password) is None


@pytest.mark.parametrize(
    "password",
    [
        *("123456789012345", "qwertyuiop123456", "1qaz2wsx3edc4rfv", "zaq12wsxcde34rfv"),
        *("passwordpassword1", "P@ssw0rd-P@ssw0rd", "iloveyouiloveyou", "Password123456789"),
        *("correct horse battery staple", "abcdefghijklmnop", "fedcba9876543210"),
        *("aaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabc", "Xk7!Xk7!Xk7!Xk7!", "Summer2024Summer2024"),
        *("CancerFax-2026!!!", "hospital-patient-2026", "triage coordinator"),
        *("Bina Rao Bina Rao 1", "bina.rao@sunrise.example", "BINA-RAO-SUNRISE-1"),
        "\uff30\uff41\uff53\uff53\uff57\uff4f\uff52\uff44 1234567",
    ],
)
def test_what_everybody_would_guess_is_refused(password: str) -> None:
    told = problem(password)

    assert told
    assert told.startswith("Too easy")


def test_length_is_counted_in_characters() -> None:
    assert "At least 14" in str(problem("пять чайнико"))
    assert problem("пять чайников!") is None
    assert problem("ü9" * 499 + "xq") != problem("ü9" * 500 + "x")
    assert "At most 1000" in str(problem("a long text " * 100))


def test_the_two_ways_to_write_an_accent_are_one() -> None:
    assert normal("cafe\u0301") == normal("caf\u00e9")
