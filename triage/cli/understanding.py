"""`triage understanding`: train the classifier, and measure how messages are read.

Decided here: what a line of a measured file is, how time and memory are measured, and that a bar
which is not met makes the exit code 1, so that CI can hold bars.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from triage.cli.streams import write_out
from triage.errors import TriageError
from triage.meaning import Situation

if TYPE_CHECKING:
    from triage.understanding import Reader
    from triage.understanding.evaluation import FieldReading, Figures, Reading

_STATM = Path("/proc/self/statm")
_PAGE_MB = 4096 / 1e6
_LONGEST = 4096


class NotMet(TriageError):
    """Bars that the figures do not reach, or a file that cannot be measured."""


@click.group()
def understanding() -> None:
    """Train the classifier; measure the reading."""


@understanding.command("train")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it elsewhere.")
def train(out: Path | None) -> None:
    """Train the models on the exemplars: the same exemplars and words give the same file."""
    from triage.understanding import training
    from triage.understanding.datafiles import our_files
    from triage.understanding.labelled import our_exemplars
    from triage.understanding.loading import load_vocabulary
    from triage.understanding.model import FILE

    training.trainer()  # before the long part
    rows = training.lessons(our_exemplars(), load_vocabulary(our_files()))
    made = training.train(rows)
    path = out or Path(str(our_files().root)) / FILE
    path.write_bytes(made)
    learnt = ", ".join(f"{name} from {len(lessons)} messages" for name, lessons in rows.items())
    click.echo(f"{path}: {len(made) / 1e6:.2f} MB; {learnt}")


@understanding.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Figures as one JSON object.")
@click.option("--at-least", multiple=True, metavar="NAME=NUMBER", help="A figure may not be less.")
@click.option("--at-most", multiple=True, metavar="NAME=NUMBER", help="A figure may not be more.")
def evaluate(
    file: Path, as_json: bool, at_least: tuple[str, ...], at_most: tuple[str, ...]
) -> None:
    """Read labelled messages or form answers, and print per slice how they were understood.

    Lines are {"text","label","accept","language"} or {"field","text","context","value"}.
    """
    bars = _bars(at_least), _bars(at_most)
    found = _measured(_rows(file), file.name)
    write_out(json.dumps(found, ensure_ascii=False) + "\n" if as_json else _table(found))

    from triage.understanding.evaluation import ALL, missed

    problems = missed(found[ALL], *bars)
    if problems:
        raise NotMet("; ".join(problems))


def _bars(given: Iterable[str]) -> dict[str, float]:
    bars = {}
    for bar in given:
        name, _, number = bar.partition("=")
        try:
            bars[name] = float(number)
        except ValueError:
            raise click.BadParameter(f"{bar}: wants NAME=NUMBER") from None
    return bars


def _rows(file: Path) -> list[tuple[int, dict[str, object]]]:
    rows = []
    for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise NotMet(f"{file.name}: line {number}: not JSON") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise NotMet(f"{file.name}: line {number}: wants an object with a text")
        rows.append((number, row))
    if not rows:
        raise NotMet(f"{file.name}: holds no messages")
    return rows


def _measured(rows: list[tuple[int, dict[str, object]]], name: str) -> dict[str, Figures]:
    before = _resident_mb()
    from triage.understanding import load_reader
    from triage.understanding.evaluation import ALL, field_slices, slices

    reader = load_reader()
    situation = Situation(now=datetime.now(UTC))
    reader.read("how does it work", situation)
    after = _resident_mb()
    fields = [_field(reader, row, f"{name}: line {n}") for n, row in rows if "field" in row]
    readings = [
        _reading(reader, situation, row, f"{name}: line {n}")
        for n, row in rows
        if "field" not in row
    ]
    answers, messages = field_slices(fields), slices(readings)
    both = {**answers.get(ALL, {}), **messages.get(ALL, {})}
    both["long_ms"] = _long_ms(reader, situation, [str(row["text"]) for _, row in rows])
    if before is not None and after is not None:
        both["memory_mb"] = after - before
    return {**answers, **messages, ALL: both}


def _reading(reader: Reader, situation: Situation, row: dict[str, object], where: str) -> Reading:
    from triage.understanding.evaluation import Reading
    from triage.understanding.labelled import as_labelled

    try:
        asked = as_labelled(row, "")
    except ValueError:
        raise NotMet(f"{where}: wants a label, or a field") from None
    start = perf_counter()
    meaning = reader.read(asked.text, situation)
    return Reading(asked, meaning, perf_counter() - start)


def _field(reader: Reader, row: dict[str, object], where: str) -> FieldReading:
    from triage.understanding import read_field
    from triage.understanding.evaluation import FieldReading

    context, wanted = row.get("context"), row.get("value")
    known = context if isinstance(context, Mapping) else {}
    try:
        value, _ = read_field(reader, str(row["field"]), str(row["text"]), known)
    except ValueError:
        raise NotMet(f"{where}: {row['field']} is no field") from None
    others = row.get("accept")
    right = {wanted, *(others if isinstance(others, list) else ())}
    wanted_values = frozenset(one if isinstance(one, str) else None for one in right)
    return FieldReading(str(row["field"]), str(row.get("kind", "")), wanted_values, value)


def _long_ms(reader: Reader, situation: Situation, texts: list[str]) -> float:
    """How long a message of the greatest length takes: the texts of the file, one after another."""
    once = " ".join(texts)
    long = (once * (_LONGEST // max(len(once), 1) + 1))[:_LONGEST]
    start = perf_counter()
    reader.read(long, situation)
    return (perf_counter() - start) * 1000


def _resident_mb() -> float | None:
    """Memory of this process, where the system tells."""
    try:
        return int(_STATM.read_text().split()[1]) * _PAGE_MB
    except OSError:
        return None


def _table(found: Mapping[str, Figures]) -> str:
    lines = []
    for name, figures in found.items():
        said = "  ".join(f"{key} {value:.4g}" for key, value in figures.items())
        lines.append(f"{name}: {said}\n")
    return "".join(lines)
