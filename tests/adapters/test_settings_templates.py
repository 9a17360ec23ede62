"""TRIAGE_TEMPLATES: JSON or a TOML file; what is wrong is said by the template's name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from triage.errors import ConfigProblem
from triage.settings import Settings, load

SID = "HX" + "a" * 32
GOOD: dict[str, Any] = {
    "name": "reopen",
    "sid": SID,
    "language": "en",
    "text": "Hello {{1}}, {{2}} of CancerFax has news for {{1}}.",
    "variables": ["name", "coordinator"],
}


def settings(tmp_path: Path, told: object) -> Settings:
    text = told if isinstance(told, str) else json.dumps(told)
    environ = {
        "TRIAGE_ENV": "demo",
        "TRIAGE_DATA_DIR": str(tmp_path),
        "TRIAGE_TEMPLATES": text,
    }
    return load(environ, env_file=None).current()


def test_json_is_read(tmp_path: Path) -> None:
    found = settings(tmp_path, {"fallback": "reopen", "templates": [GOOD]}).triage_templates

    assert found.fallback == "reopen"
    reopen = found.find("reopen")
    assert reopen is not None
    assert (reopen.sid, reopen.variables) == (SID, ("name", "coordinator"))
    assert reopen.filled(["Asha", "Bina"]) == "Hello Asha, Bina of CancerFax has news for Asha."
    assert found.find("other") is None


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "templates.toml"
    file.write_text(
        f'[[templates]]\nname = "hello"\nsid = "{SID}"\nlanguage = "en"\ntext = "Hello."\n',
        encoding="utf-8",
    )

    found = settings(tmp_path, str(file)).triage_templates

    assert [one.text for one in found.listed] == ["Hello."]
    assert found.fallback == ""


def test_the_demo_has_templates_of_its_own(tmp_path: Path) -> None:
    environ = {"TRIAGE_ENV": "demo", "TRIAGE_DATA_DIR": str(tmp_path)}
    found = load(environ, env_file=None).current().triage_templates

    assert found.find(found.fallback) is not None
    assert len(found.listed) == 2


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("{", "cannot be read as JSON"),
        ("no-such-file.toml", "neither JSON nor the path"),
        ({"templates": {}}, 'must hold a list "templates"'),
        ({"templates": [], "more": 1}, 'must hold a list "templates"'),
        ({"fallback": 1}, 'must hold a list "templates"'),
        ({"templates": [7]}, "template 1 may hold only"),
        ({"templates": [{**GOOD, "body": "x"}]}, "template 1 may hold only"),
        ({"templates": [{**GOOD, "text": 3}]}, "template 1 must hold texts"),
        ({"templates": [{**GOOD, "variables": "name"}]}, "template 1 must hold texts"),
        ({"templates": [{**GOOD, "name": "Re open"}]}, "template 1 needs a name"),
        ({"templates": [{**GOOD, "sid": "HX1"}]}, "the sid of template reopen must be HX"),
        ({"templates": [{**GOOD, "language": "English"}]}, "reopen needs a language"),
        ({"templates": [{**GOOD, "text": " "}]}, "reopen needs a language"),
        ({"templates": [{**GOOD, "text": "Hello {{2}}"}]}, "reopen must use {{1}} to its last"),
        ({"templates": [GOOD, GOOD]}, "two templates of one name"),
        ({"fallback": "gone", "templates": [GOOD]}, "not among its templates"),
        (
            {"fallback": "reopen", "templates": [{**GOOD, "variables": ["name", "day"]}]},
            "a fallback with variables other than coordinator, name, patient",
        ),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, told: object, why: str) -> None:
    with pytest.raises(ConfigProblem) as caught:
        settings(tmp_path, told)

    (problem,) = caught.value.problems
    assert problem.startswith("TRIAGE_TEMPLATES: ")
    assert why in problem
