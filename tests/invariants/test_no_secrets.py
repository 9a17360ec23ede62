"""The repository is public: no file of it, and no commit, holds a secret or somebody's number."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.invariants.secrets import found_in, numbers_in
from tests.invariants.sources import ROOT, files

#: Files whose made-up numbers may be somebody's, and why they are there all the same.
MAY_BE_GIVEN_OUT = {
    "tests/understanding/fields/answers.jsonl": "India and others keep no numbers for fiction, "
    "and how people write theirs has to be read",
    "tests/console/test_lead_phones.py": "a number of Kenya, which keeps none for fiction",
    "tests/invariants/test_docs.py": "a made-up number for the call centre",
    "tests/public/site.py": "the same",
}
_PRIVATE_FILES = re.compile(
    r"(?:^|/)(?:\.env(?!\.example)|id_[a-z]+\d*|credentials(?:\.json)?)$"
    r"|\.(?:pem|key|p12|pfx|jks|kdbx|db|db-wal|sqlite3?|triage|pcap)$"
)


def _texts() -> list[tuple[str, str]]:
    """(path, text) of every file of ours that is text."""
    read = [(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in files()]
    return [(name, data.decode("utf-8", "replace")) for name, data in read if b"\0" not in data]


def test_no_file_holds_a_secret() -> None:
    held = [f"{name}: {kind}" for name, text in _texts() for kind, _ in found_in(text)]

    assert held == []


def test_no_commit_ever_held_a_secret() -> None:
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        return  # an unpacked archive has no history
    words = [git, "-C", str(ROOT), "log", "-p", "--all", "--unified=0", "--no-color"]
    said = subprocess.run(words, check=True, capture_output=True).stdout  # noqa: S603 - our own words
    added = "\n".join(
        line for line in said.decode("utf-8", "replace").splitlines() if line.startswith("+")
    )

    assert [kind for kind, _ in found_in(added)] == []


def test_no_file_is_of_a_kind_that_holds_secrets_or_people() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in files()]

    assert [name for name in names if _PRIVATE_FILES.search(name)] == []


def test_no_file_holds_a_number_that_somebody_may_have() -> None:
    held = {name: sorted(set(numbers_in(text))) for name, text in _texts()}

    assert {n: found for n, found in held.items() if found and n not in MAY_BE_GIVEN_OUT} == {}
    assert all(held[name] for name in MAY_BE_GIVEN_OUT)  # an exception that is not needed goes


#: Made here, from halves that say nothing, so that this file is not found itself.
@pytest.mark.parametrize(
    "secret",
    [
        "-----BEGIN EC PRIVATE" + " KEY-----",
        "AC" + "3f9a1c7be20d" + "48569b71ce0f3ad25e84",
        "TWILIO_AUTH_TOKEN=" + "9b1de07c5fa24b83" + "8cc16e72f0a3d945",
        "TRIAGE_DATA_KEY=" + "q8Zt3xVb1LwYc7Rf0NsKd5" + "Hm2PjGu9TaEi4OvXn6BkQ=",
        "AKIA" + "J3SLWQ0ZXN7T2QMF",
        "ghp_" + "a8Hd03kLm92Qwz7Yt5Rn1" + "Vb6Xc4Sj0Pf8Gu",
        "xoxb-" + "482910573610-ab8dk2",
        "postgresql://triage:" + "hunter2x9@db/triage",
    ],
)
def test_a_secret_is_seen(secret: str) -> None:
    assert list(found_in(f"x = '{secret}'\n"))


@pytest.mark.parametrize(
    "dummy",
    [
        "AC" + "0" * 32,
        "TRIAGE_DATA_KEY=ZXhhbXBsZS1kYXRhLWtleS1wdXQtYS1yZWFsLW9uZSE=",
        "postgresql://user:password@host/name",
        "sha256:065665c041c42a5938ed220bdcd7230f22527fbec085e1853d2402c8a3615d9d",
        "test_that_a_name_of_exactly_forty_three_xyz",
    ],
)
def test_a_dummy_is_not(dummy: str) -> None:
    assert list(found_in(f"x = '{dummy}'\n")) == []


@pytest.mark.parametrize(
    ("number", "is_seen"),
    [
        ("+91 98112 " + "37846", True),
        ("+4477119" + "28364", True),
        ("+12025550123", False),
        ("+447700900417", False),
        ("+919800000001", False),
        ("+919615881588", False),
    ],
)
def test_a_number_is_told_from_one_for_fiction(number: str, is_seen: bool) -> None:
    assert bool(list(numbers_in(f"call {number} now"))) is is_seen
