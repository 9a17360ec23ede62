"""One text for the eyes of whoever edits it: every form, what it costs, how hard it reads."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from importlib.resources.abc import Traversable

from triage.content.files import SourceFile, packaged, read_files
from triage.content.findings import with_footer
from triage.content.grade import reading
from triage.content.samples import filled
from triage.content.segments import segments
from triage.content.standing import countries_line
from triage.conversation.keys import NEEDED
from triage.conversation.script import Answer, Language, Script, Text
from triage.errors import NotFound
from triage.vocabulary import Topic

_ANSWER = "answer."


def describe(script: Script, key: str, *, root: Traversable | None = None) -> str:
    """Everything about one key (`menu.welcome`, `answer.side_effects`) in every language."""
    root = root if root is not None else packaged()
    lines: list[str] = []
    for language in script.languages.values():
        topic = key.removeprefix(_ANSWER)
        if key.startswith(_ANSWER) and topic in set(Topic) and Topic(topic) in language.answers:
            lines += _answer(script, language, language.answers[Topic(topic)])
        elif key in language.texts:
            lines += _text(script, language, language.texts[key], root)
    if not lines:
        raise NotFound(f"no text {key!r}{_nearest(script, key)}")
    return "\n".join(lines)


def _text(script: Script, language: Language, text: Text, root: Traversable) -> Iterator[str]:
    yield f"{text.key} - {language.name} - version {text.version}"
    if "number" in NEEDED.get(text.key, ()):
        yield f"Numbers: {countries_line(script)}"
    for form, words in (("SMS", text.sms), ("WhatsApp", text.whatsapp)):
        whole = filled(script, language, text.key, words)
        yield f"\n{form}: {_cost(form, whole)}"
        yield words
    source = _source_of(text.key, language, root)
    if source:
        header = source.header
        yield f"\nFile: {source.where}"
        yield f"Source: {header.source}"
        yield f"Reviewed: {header.reviewed or 'not yet'}, {header.reviewer}"


def _answer(script: Script, language: Language, answer: Answer) -> Iterator[str]:
    yield f"{_ANSWER}{answer.topic} - {language.name} - version {answer.version}"
    yield f"Title: {answer.title}"
    for form, parts in (("SMS", answer.sms), ("WhatsApp", answer.whatsapp)):
        for number, part in enumerate(parts, start=1):
            last = number == len(parts)
            said = with_footer(script, language, part, form.lower(), last=last)
            yield f"\n{form}, part {number} of {len(parts)}: {_cost(form, said)} with its footer"
            yield part
    yield f"\nPage: {_grade(answer.page)}"
    yield answer.page
    yield f"\nSource: {answer.source}"
    yield f"Reviewed: {answer.reviewed or 'not yet'}, {answer.reviewer}"


def _cost(form: str, whole: str) -> str:
    if form != "SMS":
        return f"{len(whole)} characters, {_grade(whole)}"
    cost = segments(whole)
    plural = "" if cost.count == 1 else "s"
    return f"{cost.count} segment{plural} ({cost.encoding}, {cost.units} units), {_grade(whole)}"


def _grade(words: str) -> str:
    return f"grade {reading(words).grade}"


def _source_of(key: str, language: Language, root: Traversable) -> SourceFile | None:
    sources = read_files(root, language.code, [])
    return next((source for source in sources if key in source.tables), None)


def _nearest(script: Script, key: str) -> str:
    english = script.languages["en"]
    known = [*english.texts, *(f"{_ANSWER}{topic}" for topic in english.answers)]
    near = get_close_matches(key, known, n=3, cutoff=0.5)
    return f"; did you mean {', '.join(near)}?" if near else ""
