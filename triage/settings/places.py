"""The places that settings are read from, and how to see that one of them changed.

Precedence, for each name by itself: the environment, then `.env`, then the file of that name in
TRIAGE_SECRETS_DIR, then what the demo brings along; an empty value counts as none.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from triage.errors import ConfigProblem
from triage.settings.demo import demo_defaults, demo_secrets
from triage.settings.model import Problem, all_setting_names

_LARGEST_FILE = 64 * 1024

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """Raw values by name, where each came from, and what could not be read."""

    values: Values
    origins: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The environment at start, the `.env` file, the folder of secret files that they name."""

    environ: Values
    env_file: Path | None
    folder: Path | None

    def read(self) -> Found:
        """One complete look at all places."""
        problems: list[Problem] = []
        dotenv = _read_env_file(self.env_file, problems)
        files = _read_folder(self.folder, problems)
        merged = {**files, **dotenv, **self.environ}
        extra: Values = {}
        if merged.get("TRIAGE_ENV") == "demo":
            extra = demo_defaults(merged.get("PORT", ""))
            merged = {**extra, **merged}
        if self.folder:
            merged["TRIAGE_SECRETS_DIR"] = str(self.folder)
        data = merged.setdefault("TRIAGE_DATA_DIR", "var")
        merged.setdefault("DATABASE_URL", f"sqlite:///{data}/triage.db")
        named = ((extra, "demo"), (files, "file"), (dotenv, ".env"), (self.environ, "environment"))
        origins = {name: word for level, word in named for name in level}
        return Found(merged, origins, tuple(problems))

    def fingerprint(self) -> object:
        """Changes whenever a file appears, goes, or is written or replaced; a few dozen stats."""
        paths = [self.folder / name for name in all_setting_names()] if self.folder else []
        if self.env_file:
            paths.append(self.env_file)
        return [_stamp(path) for path in paths]


def find_places(environ: Mapping[str, str], env_file: Path | None) -> Places:
    """Settle where to read from; in the demo, make the secrets that are missing."""
    names = all_setting_names()
    given = {name: environ[name].strip() for name in names if environ.get(name, "").strip()}
    env_file = env_file.absolute() if env_file else None
    plain = {**_read_env_file(env_file, []), **given}
    named = plain.get("TRIAGE_SECRETS_DIR")
    if plain.get("TRIAGE_ENV") != "demo":
        return Places(given, env_file, _folder(named) if named else None)
    folder = _folder(named or f"{plain.get('TRIAGE_DATA_DIR', 'var')}/secrets")
    try:
        demo_secrets(folder)
    except (OSError, UnicodeDecodeError):
        raise ConfigProblem(["TRIAGE_SECRETS_DIR: the demo cannot keep secrets there"]) from None
    return Places(given, env_file, folder)


def _folder(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _read_env_file(path: Path | None, problems: list[Problem]) -> Values:
    if path is None or not path.is_file():
        return {}
    try:
        # no interpolation: a "$" in a password is a "$"
        found = dotenv_values(path, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        problems.append((".env", "cannot be read as UTF-8 text"))
        return {}
    names = all_setting_names()
    return {n: v.strip() for n, v in found.items() if n in names and v and v.strip()}


def _read_folder(folder: Path | None, problems: list[Problem]) -> Values:
    if folder is None:
        return {}
    if not folder.is_dir():
        problems.append(("TRIAGE_SECRETS_DIR", "is not a folder that can be read"))
        return {}
    names = (name for name in all_setting_names() if name != "TRIAGE_SECRETS_DIR")
    found = {name: _read_secret(folder / name, problems) for name in names}
    return {name: value for name, value in found.items() if value}


def _read_secret(path: Path, problems: list[Problem]) -> str:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            problems.append((path.name, "its file is too large"))
            return ""
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        problems.append((path.name, "its file cannot be read as UTF-8 text"))
        return ""


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
