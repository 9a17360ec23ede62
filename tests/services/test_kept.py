"""What is kept is the same reader and the same names, and never stale or broken ones."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from triage import kept
from triage.content import load_script, our_names
from triage.kept import kept_names, kept_reader
from triage.meaning import Situation
from triage.settings.model import Settings
from triage.understanding import label_of, load_reader

TEXTS = ("hi", "2", "my father cannot breathe", "what are the side effects of immunotherapy?", "")
NOW = Situation(now=datetime(2026, 11, 23, 6, 0, tzinfo=UTC))


def test_what_was_kept_reads_as_what_was_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_reader(tmp_path)
    monkeypatch.setattr(kept, "load_reader", lambda: pytest.fail("loaded again"))

    again, fresh = kept_reader(tmp_path), load_reader()

    for text in TEXTS:
        assert again.read(text, NOW) == fresh.read(text, NOW)


def test_a_broken_file_is_made_anew(tmp_path: Path) -> None:
    kept_reader(tmp_path)
    (path,) = tmp_path.glob("reader-*.pickle")
    path.write_bytes(path.read_bytes()[:1000])

    assert label_of(kept_reader(tmp_path).read("2", NOW)) == "menu:2"
    assert path.stat().st_size > 1000


def test_what_was_made_of_other_sources_is_not_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_reader(tmp_path)
    (old,) = tmp_path.glob("reader-*.pickle")
    monkeypatch.setattr(kept, "_digest", lambda sources: "0" * 32)

    kept_reader(tmp_path)

    assert [path.name for path in tmp_path.glob("reader-*.pickle")] == [f"reader-{'0' * 32}.pickle"]
    assert not old.exists()


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    assert label_of(kept_reader(blocked / "inside").read("2", NOW)) == "menu:2"


def test_equal_words_and_rows_are_kept_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = load_reader()
    kept_reader(tmp_path)
    monkeypatch.setattr(kept, "load_reader", lambda: pytest.fail("loaded again"))
    again = kept_reader(tmp_path)

    assert again.lexicon == plain.lexicon
    assert again.fields.places == plain.fields.places
    assert again.danger_lexicon.exact is again.lexicon.exact
    known = {word: word for word in again.lexicon.known}
    assert all(known[word] is word for word in again.lexicon.exact if word in known)


def test_what_is_equal_and_not_the_same_is_kept_apart() -> None:
    row = kept._Alike().one(((1, "a"), (True, "a"), (1.0, "a"), (1, "a")))

    assert [type(number) for number, _ in row] == [int, bool, float, int]
    assert row[0] is row[3]


def test_names_that_were_kept_are_those_that_babel_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_names(tmp_path)
    monkeypatch.setattr(kept, "our_names", lambda: pytest.fail("made again"))

    again, fresh = kept_names(tmp_path), our_names()

    assert again == fresh
    assert again.countries["hi"]["IN"] == "भारत"
    assert again.calendars["hi"].places["Asia/Dhaka"] == "ढाका"


def test_a_script_with_kept_names_has_the_calendars_that_babel_gives(tmp_path: Path) -> None:
    usual = Settings()
    load = partial(load_script, office=usual.office, call_number=usual.triage_call_number)
    kept_names(tmp_path)

    assert load(calendars=kept_names(tmp_path).calendars).calendars == load().calendars


def test_reader_and_names_are_kept_side_by_side(tmp_path: Path) -> None:
    kept_names(tmp_path)
    kept_reader(tmp_path)

    assert {path.name.partition("-")[0] for path in tmp_path.iterdir()} == {"names", "reader"}


def test_another_babel_makes_them_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_names(tmp_path)
    (old,) = tmp_path.iterdir()
    monkeypatch.setattr(kept, "_version_of_babel", lambda: b"another")

    kept_names(tmp_path)

    (new,) = tmp_path.iterdir()
    assert new.name != old.name


def test_a_process_with_what_was_kept_never_loads_babel(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom triage.kept import kept_names, kept_reader\n"
        f"folder = Path({str(tmp_path)!r})\nkept_names(folder), kept_reader(folder)\n"
        "print('babel' in sys.modules)"
    )

    said = [
        subprocess.run(  # noqa: S603 - this interpreter and this code
            [sys.executable, "-c", code], capture_output=True, check=True
        ).stdout
        for _ in range(2)
    ]

    assert [words.strip() for words in said] == [b"True", b"False"]


def test_what_one_user_keeps_another_can_read(tmp_path: Path) -> None:
    """The set-up runs as root, the service as a user of its own."""
    strict = os.umask(0o077)
    try:
        kept_names(tmp_path)
    finally:
        os.umask(strict)

    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o644]
