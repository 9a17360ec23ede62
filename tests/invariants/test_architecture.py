"""The rules of the house that import-linter cannot see: who may import which library, what the
pure rooms may not touch, and how long a file and a function may grow.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.invariants.sources import CODE, imports, python, tree

#: library -> the places that may import it; everything else goes through them.
SOLE_IMPORTERS: dict[str, tuple[str, ...]] = {
    "alembic": ("triage/storage", "migrations"),
    "apprise": ("triage/notify.py",),
    "argon2": ("triage/console",),
    "babel": ("triage/understanding", "triage/content/countries.py"),
    "click": ("triage/cli",),
    "cryptography": ("triage/vault.py", "triage/vault"),
    "flask": (
        *("webhooks.py", "triage/hooks.py"),
        *("triage/console", "triage/public", "triage/simulator"),
    ),
    "flask_wtf": ("triage/console",),
    "granian": ("triage/cli",),
    "PIL": ("triage/media",),
    "models": ("triage/storage", "migrations/env.py"),
    "numpy": ("triage/understanding/arrays.py",),
    "phonenumbers": ("triage/phone.py", "triage/understanding"),
    "prompt_toolkit": ("triage/cli",),
    "psycopg": ("triage/storage",),
    "dotenv": ("triage/settings",),
    "pypdfium2": ("triage/media",),
    "pyphen": ("triage/content",),
    "rapidfuzz": ("triage/understanding",),
    "requests": ("triage/twilio_gateway", "triage/media", "triage/simulator"),
    "scipy": ("triage/understanding/training.py",),
    "segno": ("triage/public", "triage/console"),
    "sklearn": ("triage/understanding/training.py",),
    "sqlalchemy": ("triage/storage", "models.py", "migrations"),
    "threadpoolctl": ("triage/understanding/training.py",),
    "twilio": ("triage/twilio_gateway/rest.py",),
    "webhooks": (),  # the outermost shell: the server is given its name
    "werkzeug": ("webhooks.py", "triage/console", "triage/public", "triage/simulator"),
    "xlsxwriter": ("triage/exports",),
}
#: Rooms that only compute: what they need of the world is handed to them.
PURE = ("triage/conversation", "triage/understanding", "triage/vocabulary.py", "triage/meaning.py")
IMPURE_MODULES = {
    *("asyncio", "http", "logging", "multiprocessing", "os", "random", "secrets", "shutil"),
    *("socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid"),
}
IMPURE_CALLS = {"print", "input", "open", "breakpoint", "exec", "eval"}
READS_THE_CLOCK = {"now", "utcnow", "today"}

#: Tables only: it is looked up, not read, and its one noun is the whole database.
LIST_OF_TABLES = "models.py"
FILE_LINES, FUNCTION_LINES, TEST_FILE_LINES = 260, 50, 200


def _within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}/") for place in places)


@pytest.mark.parametrize("library", sorted(SOLE_IMPORTERS))
def test_only_its_adapter_imports_a_library(library: str) -> None:
    strangers = [
        f"{name}:{line}"
        for name, path in python(*CODE)
        if not _within(name, SOLE_IMPORTERS[library])
        for line, module in imports(path)
        if module == library or module.startswith(f"{library}.")
    ]

    assert strangers == []


def test_tables_import_nothing_of_ours_but_the_vocabulary() -> None:
    ours = [
        module
        for _, path in python("models.py")
        for _, module in imports(path)
        if module.split(".")[0] in {"triage", "webhooks"}
        and not module.startswith("triage.vocabulary")
    ]

    assert ours == []


def test_pure_rooms_import_nothing_that_reaches_the_world() -> None:
    reached = [
        f"{name}:{line} {module}"
        for name, path in python(*PURE)
        for line, module in imports(path)
        if module.split(".")[0] in IMPURE_MODULES
    ]

    assert reached == []


def test_pure_rooms_call_neither_clock_nor_terminal_nor_files() -> None:
    called = [
        f"{name}:{node.lineno} {word}"
        for name, path in python(*PURE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and (word := _impure(node.func))
    ]

    assert called == []


def _impure(function: ast.expr) -> str | None:
    """The name of a call that a pure room may not make."""
    if isinstance(function, ast.Name) and function.id in IMPURE_CALLS:
        return function.id
    if isinstance(function, ast.Attribute) and function.attr in READS_THE_CLOCK:
        holder = function.value
        last = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
        return f"{last}.{function.attr}" if last in {"datetime", "date"} else None
    return None


@pytest.mark.parametrize(
    ("snippet", "word"),
    [
        ("datetime.now(UTC)", "datetime.now"),
        ("datetime.datetime.utcnow()", "datetime.utcnow"),
        ("date.today()", "date.today"),
        ("print(1)", "print"),
        ("clock.now()", None),
    ],
)
def test_the_ban_on_clocks_sees_what_it_should(snippet: str, word: str | None) -> None:
    call = ast.parse(snippet, mode="eval").body
    assert isinstance(call, ast.Call)

    assert _impure(call.func) == word


@pytest.mark.parametrize(
    ("places", "most"), [((*CODE, "bench"), FILE_LINES), (("tests",), TEST_FILE_LINES)]
)
def test_no_file_outgrows_its_noun(places: tuple[str, ...], most: int) -> None:
    long = {
        name: count
        for name, path in python(*places)
        if (count := _lines(path)) > most and name != LIST_OF_TABLES
    }

    assert long == {}


def test_a_function_fits_a_screen() -> None:
    # a migration is a list of columns, however long
    long = {
        f"{name}:{node.name}": length
        for name, path in python("triage", "webhooks.py", "models.py", "bench", "tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }

    assert long == {}


def test_every_module_says_what_it_decides() -> None:
    silent = [
        name
        for name, path in python(*CODE, "bench", "tests")
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree(path))
    ]

    assert silent == []


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())
