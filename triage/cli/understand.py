"""`triage understand`: how texts are read, without a conversation. Decided here: JSON lines in,
JSON lines out, each answered before the next is read; a line that is none of ours is named on
stderr, the others are still answered, and the exit code is 1 at the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import click

from triage.cli.streams import lines_in, write_out
from triage.errors import TriageError
from triage.meaning import Situation
from triage.vocabulary import Channel

#: The names that `--field` takes; CONTRACT.md section 4 says what each one answers with.
FIELDS = (
    "name",
    "for_whom",
    "age",
    "country",
    "city",
    "cancer_type",
    "stage",
    "phone",
    "call_time",
    "language",
)


class BadLine(TriageError):
    """A line that is not a JSON object with a text."""


@click.command()
@click.option("--jsonl", is_flag=True, required=True, help="JSON lines in, JSON lines out.")
@click.option(
    "--channel",
    type=click.Choice([channel.value for channel in Channel]),
    default=Channel.WHATSAPP.value,
    show_default=True,
    help="How the texts arrive.",
)
@click.option("--field", type=click.Choice(FIELDS), help="Read answers to this question instead.")
def understand(jsonl: bool, channel: str, field: str | None) -> int:
    """Read {"id", "text"} lines and print what each text means.

    With --field the lines are {"id", "text", "context"} and the answers {"id", "value", "also"};
    a value of null means that the bot would ask again.
    """
    answer = _field_answer(field) if field else _label_answer()
    bad = 0
    for number, line in enumerate(lines_in(), 1):
        if not line.strip():
            continue
        try:
            asked = _parse(line)
            found = answer(asked)
        except BadLine as reason:
            bad += 1
            click.echo(f"triage: line {number}: {reason}", err=True)
            continue
        write_out(json.dumps({"id": asked.get("id"), **found}, ensure_ascii=False) + "\n")
    return 1 if bad else 0


def _parse(line: str) -> dict[str, object]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine("not JSON") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise BadLine('not an object with a "text"')
    if not isinstance(asked.get("context", {}), Mapping | None):
        raise BadLine('"context" is not an object')
    return asked


def _label_answer() -> Callable[[dict[str, object]], dict[str, object]]:
    from triage.kept import kept_reader
    from triage.understanding import label_of

    reader = kept_reader()
    situation = Situation(now=datetime.now(UTC))

    def answer(asked: dict[str, object]) -> dict[str, object]:
        meaning = reader.read(str(asked["text"]), situation)
        return {
            "label": label_of(meaning),
            "confidence": round(meaning.confidence, 3),
            "language": meaning.language,
            "concern": meaning.concern,
            "choices": list(meaning.choices),
        }

    return answer


def _field_answer(name: str) -> Callable[[dict[str, object]], dict[str, object]]:
    from triage.kept import kept_reader
    from triage.understanding import read_field

    reader = kept_reader()

    def answer(asked: dict[str, object]) -> dict[str, object]:
        context = asked.get("context")
        known = context if isinstance(context, Mapping) else {}
        value, also = read_field(reader, name, str(asked["text"]), known)
        return {"value": value, "also": also}

    return answer
