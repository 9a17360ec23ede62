"""The data of this room, read and checked once: broken files are refused with name and reason."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable

from triage.errors import ContentProblem
from triage.understanding.normal import tokens_of_lines
from triage.understanding.rules import ANYWHERE, Rule, RuleBook

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The folder that the files are read from: ours, unless a test brings its own.

    `parsed` keeps each file once read: several rooms take their sections from the same one.
    """

    root: Traversable
    parsed: dict[str, Table] = field(default_factory=dict, compare=False, repr=False)

    def table(self, name: str) -> Table:
        """One file as a table; ContentProblem names the file, and the line where TOML breaks."""
        if name not in self.parsed:
            self.parsed[name] = self._parsed(name)
        return self.parsed[name]

    def _parsed(self, name: str) -> Table:
        try:
            return tomllib.loads(self.root.joinpath(name).read_text("utf-8"))
        except FileNotFoundError as missing:
            raise ContentProblem([f"{name}: file is missing"]) from missing
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
            raise ContentProblem([f"{name}: {broken}"]) from broken

    def blob(self, name: str) -> bytes:
        """One file that is no text, as it stands."""
        try:
            return self.root.joinpath(name).read_bytes()
        except FileNotFoundError as missing:
            raise ContentProblem([f"{name}: file is missing"]) from missing

    def names(self, folder: str) -> list[str]:
        """The TOML files of a folder, sorted."""
        here = self.root.joinpath(folder)
        return sorted(f"{folder}/{f.name}" for f in here.iterdir() if f.name.endswith(".toml"))


def our_files() -> DataFiles:
    """The data that is shipped with the package."""
    return DataFiles(files("triage.understanding").joinpath("data"))


def concepts(data: DataFiles) -> dict[str, list[str]]:
    """Every concept of words/*.toml with its phrases of all languages.

    Several files may add to one concept, each with lines of its own: `en` in danger.toml, more
    English found elsewhere as `en2` in danger_english.toml.
    """
    found: dict[str, list[str]] = {}
    seen: set[tuple[str, str]] = set()
    for name in data.names("words"):
        for concept, languages in data.table(name).items():
            found.setdefault(concept, []).extend(phrases(name, concept, languages))
            lines = {(concept, str(language)) for language in languages}  # type: ignore[attr-defined]  # checked by phrases
            if seen & lines:
                raise ContentProblem([f"{name}: {concept}: a line of this name is in another file"])
            seen |= lines
    return found


def phrases(name: str, key: str, languages: object) -> list[str]:
    """The comma-separated phrases of one concept, languages together."""
    if not isinstance(languages, Mapping) or not languages:
        raise ContentProblem([f"{name}: {key}: wants one line of phrases a language"])
    found: list[str] = []
    for language, line in languages.items():
        if not isinstance(line, str) or not line.strip():
            raise ContentProblem([f"{name}: {key}.{language}: wants phrases parted by commas"])
        found += [phrase.strip() for phrase in line.split(",") if phrase.strip()]
    return found


def word_list(data: DataFiles, name: str, section: str, key: str) -> frozenset[str]:
    """The plain words of a long list in a data file."""
    rows = data.table(name).get(section)
    listed = rows.get(key) if isinstance(rows, Mapping) else None
    if not isinstance(listed, str) or not listed.strip():
        raise ContentProblem([f"{name}: {section}.{key}: wants words parted by spaces"])
    return frozenset(token for row in tokens_of_lines(listed.split()) for token in row)


def rules(data: DataFiles, name: str, gives: str, known: Iterable[str]) -> RuleBook:
    """The rules of one file. `gives` is what a rule means that does not say `give` itself."""
    rows = data.table(name).get("rule")
    if not isinstance(rows, list) or not rows:
        raise ContentProblem([f"{name}: rule: no rules"])
    concept_names = set(known)
    problems: list[str] = []
    found: list[Rule] = []
    for number, row in enumerate(rows, start=1):
        where = f"{name}: rule {row.get('id') or number}"
        rule = _rule(row, gives)
        if rule is None:
            problems.append(f"{where}: wants id, and all = [concepts]")
            continue
        unknown = sorted(rule.concepts() - concept_names)
        problems += [f"{where}: unknown concept {concept}" for concept in unknown]
        found.append(rule)
    problems += [f"{name}: rule {twice}: id is used twice" for twice in _twice(found)]
    if problems:
        raise ContentProblem(problems)
    return RuleBook(found)


def _rule(row: Mapping[str, object], gives: str) -> Rule | None:
    parts, without = row.get("all"), row.get("without", [])
    if not row.get("id") or not isinstance(parts, list) or not parts:
        return None
    if not isinstance(without, list):
        return None
    return Rule(
        id=str(row["id"]),
        gives=str(row.get("give", gives)),
        parts=tuple(tuple(str(part).split("|")) for part in parts),
        without=tuple(str(name) for name in without),
        within=_number(row, "within", ANYWHERE),
        ordered=bool(row.get("ordered", False)),
        most=_number(row, "most", 0),
        weight=_number(row, "weight", 10),
        negated=bool(row.get("negated", False)),
        over_out=bool(row.get("over_out", False)),
        family=str(row.get("family", "")),
        language=str(row.get("language", "any")),
        example=str(row.get("example", "")),
        counter_example=str(row.get("counter_example", "")),
    )


def _number(row: Mapping[str, object], key: str, default: int) -> int:
    value = row.get(key, default)
    return value if isinstance(value, int) else default


def _twice(found: Iterable[Rule]) -> list[str]:
    counted = Counter(rule.id for rule in found)
    return sorted(name for name, times in counted.items() if times > 1)
