"""Reading the answers: one table a topic, with its parts, its page text and its source.

Reviewer and review date come from the file's header unless the answer names its own. An answer in
another language whose review is not recorded is left out, so that English answers in its place,
unless unreviewed ones are asked for: then it has no date. The call number is filled in here,
because an answer's parts are said as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from triage.content.digest import digest
from triage.content.files import ANSWERS, ENGLISH, SourceFile, read_date
from triage.content.placeholders import placeholder_faults
from triage.conversation.script import Answer
from triage.vocabulary import Topic

_WORDS = ("title", "page", "source")
_PARTS = ("sms", "whatsapp")
_OWN_REVIEW = {"reviewer", "reviewed"}


def read_answers(
    sources: Iterable[SourceFile], call_number: str, problems: list[str], *, unreviewed: bool
) -> dict[Topic, Answer]:
    """Every sound answer of one language, those without a review only if `unreviewed`.

    What is wrong with the others goes to `problems`.
    """
    answers: dict[Topic, Answer] = {}
    for source in sources:
        if source.name != ANSWERS:
            continue
        for name, table in source.tables.items():
            if name not in set(Topic):
                problems.append(f"{source.where}: {name}: unknown topic")
                continue
            answer = _answer(Topic(name), table, source, call_number, problems)
            if answer and (answer.reviewed or unreviewed):
                answers[Topic(name)] = answer
    return answers


def _answer(
    topic: Topic, table: object, source: SourceFile, call_number: str, problems: list[str]
) -> Answer | None:
    where = f"{source.where}: {topic}"
    if not isinstance(table, Mapping):
        problems.append(f"{where}: is no table (write [{topic}] above its fields)")
        return None
    known = {*_WORDS, *_PARTS, *_OWN_REVIEW}
    faults = [f"{where}: unknown field {name}" for name in sorted(set(table) - known)]
    words = {
        name: _filled(table.get(name), call_number, f"{where}: {name}", faults) for name in _WORDS
    }
    parts = {
        name: _parts(table.get(name), call_number, f"{where}: {name}", faults) for name in _PARTS
    }
    reviewer = table.get("reviewer", source.header.reviewer)
    reviewed = read_date(table.get("reviewed", source.header.reviewed), where, faults)
    if not isinstance(reviewer, str) or not reviewer.strip():
        faults.append(f"{where}: reviewer is missing")
    if reviewed is None and source.header.language == ENGLISH:
        faults.append(f"{where}: reviewed is missing")
    problems += faults
    if faults:
        return None
    return Answer(
        topic=topic,
        title=words["title"],
        sms=parts["sms"],
        whatsapp=parts["whatsapp"],
        page=words["page"],
        source=words["source"],
        reviewer=str(reviewer),
        reviewed=reviewed,
        version=digest(words["title"], words["page"], *parts["sms"], "/", *parts["whatsapp"]),
    )


def _parts(value: object, call_number: str, where: str, faults: list[str]) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        faults.append(f"{where}: missing (a list of parts)")
        return ()
    return tuple(
        _filled(part, call_number, f"{where}: part {number}", faults)
        for number, part in enumerate(value, start=1)
    )


def _filled(value: object, call_number: str, where: str, faults: list[str]) -> str:
    if not isinstance(value, str) or not value.strip():
        faults.append(f"{where}: missing")
        return ""
    wrong = [f"{where}: {fault}" for fault in placeholder_faults(value, frozenset())]
    faults += wrong
    return "" if wrong else value.strip("\n").format_map({"call_number": call_number})
