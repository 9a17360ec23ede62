"""config.example.env: every setting, there and back, as it stands."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from dotenv import dotenv_values

from tests.adapters.made_up import key
from triage.errors import ConfigProblem
from triage.settings import Settings, all_setting_names, load

EXAMPLE = Path(__file__).parents[2] / "config.example.env"


def loaded(tmp_path: Path, **environ: str) -> Settings:
    return load({"TRIAGE_DATA_DIR": str(tmp_path / "data"), **environ}, env_file=EXAMPLE).current()


def test_every_setting_is_in_the_example_and_nothing_else() -> None:
    names = list(dotenv_values(EXAMPLE, interpolate=False))

    assert sorted(names) == sorted(all_setting_names())
    assert len(names) == len(fields(Settings))


def test_the_example_loads_as_it_stands(tmp_path: Path) -> None:
    settings = loaded(tmp_path)

    assert settings.is_demo
    assert settings.public_base_url == "https://chat.example.org"
    assert settings.office.days == frozenset(range(6))


def test_the_example_becomes_production_by_replacing_its_secrets(tmp_path: Path) -> None:
    real = {
        "TRIAGE_ENV": "production",
        "TWILIO_AUTH_TOKEN": "3f1c" * 8,
        "TWILIO_API_SECRET": "made-up-secret",
        "TRIAGE_METRICS_TOKEN": "made-up-metrics-token",
        "SECRET_KEY": "made-up-session-key-of-the-tests-alone",
        "TRIAGE_DATA_KEY": key("d"),
        "TRIAGE_INDEX_KEY": key("i"),
    }

    assert not loaded(tmp_path, **real).is_demo


def test_production_refuses_every_dummy_secret(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem) as caught:
        loaded(tmp_path, TRIAGE_ENV="production")

    assert [problem.partition(":")[0] for problem in caught.value.problems] == [
        "TWILIO_AUTH_TOKEN",
        "TWILIO_API_SECRET",
        "SECRET_KEY",
        "TRIAGE_DATA_KEY",
        "TRIAGE_INDEX_KEY",
        "TRIAGE_METRICS_TOKEN",
    ]


def test_every_setting_has_a_comment_above_it() -> None:
    paragraph_has_comment = False
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("# ---"):
            paragraph_has_comment = False
        elif line.startswith("#"):
            paragraph_has_comment = True
        else:
            assert paragraph_has_comment, line
