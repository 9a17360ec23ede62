"""A clone works anywhere: no file names a package registry or a path of somebody's machine, and
no rule of the linter is switched off without a reason beside it.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache

from tests.invariants.sources import ROOT, files, python

#: Put together from pieces, or this file would be its own find.
_REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
    )
]
_HOST = re.compile("|".join(re.escape(host) for host in _REGISTRIES), re.IGNORECASE)
_MACHINE_PATH = re.compile(r"(?<![\w.\-}])/(?:work|home|root|Users|workspace)/[\w.]")
_SILENCED = re.compile(r"#\s*(?P<what>noqa|type:\s*ignore)(?P<rest>.*)")
_WITH_REASON = re.compile(r"(?::\s*|\[)[\w, -]+?\]?\s+(?:-|#)\s*\S.{4,}")


@cache
def _texts() -> list[tuple[str, str]]:
    """(path, text) of every file that is text."""
    found = []
    for path in files():
        data = path.read_bytes()
        if b"\0" not in data[:8192]:
            found.append((path.relative_to(ROOT).as_posix(), data.decode("utf-8", "replace")))
    return found


def test_no_file_names_a_package_registry() -> None:
    named = [name for name, text in _texts() if _HOST.search(text)]

    assert named == []


def test_the_lock_holds_no_address() -> None:
    locks = [(name, text) for name, text in _texts() if name.endswith(".lock")]

    assert locks
    assert [name for name, text in locks if "://" in text] == []


def test_the_lock_pins_every_package_by_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    pins = re.findall(
        r"^[a-z0-9][\w.\-]*(?:\[[\w,\-]+\])?==\S+.*?(?=^[a-z0-9]|\Z)", lock, re.M | re.S
    )

    assert len(pins) > 20
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_what_is_pinned_is_installed_as_it_stands() -> None:
    """Without `--no-deps` pip works the pins out anew: a release of today can stop an install."""
    installs = [
        words.strip()
        for name in ("run", "ops/Containerfile")
        for words in re.split(r"&&|\n", (ROOT / name).read_text(encoding="utf-8"))
        if re.search(r"pip install .*\.lock", words)
    ]

    assert len(installs) == 4
    assert [one for one in installs if "--require-hashes --no-deps" not in one] == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    held = [
        f"{name}:{number}"
        for name, text in _texts()
        for number, line in enumerate(text.splitlines(), 1)
        if _MACHINE_PATH.search(line)
    ]

    assert held == []


def test_every_rule_that_ruff_leaves_out_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    codes = [
        *lint["ignore"],
        *(code for codes in lint["per-file-ignores"].values() for code in codes),
    ]
    lines = text.split("[tool.ruff.lint]", 1)[1].split("\n[tool.mypy]", 1)[0].splitlines()

    silent = [
        code
        for code in codes
        if not any(f'"{code}"' in line and "#" in line.split('"')[-1] for line in lines)
    ]

    assert silent == []


def test_every_silenced_line_says_why() -> None:
    silenced = [
        f"{name}:{number} {line.strip()}"
        for name, path in python(
            "triage", "webhooks.py", "models.py", "migrations", "bench", "tests"
        )
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (mark := _SILENCED.search(line)) and "_SILENCED" not in line
        # tests build odd calls on purpose: the code of the checker says enough there
        if not (name.startswith("tests/") and mark["what"] != "noqa")
        if not _WITH_REASON.match(mark["rest"])
    ]

    assert silenced == []
