"""What makes a sound text unfit for a frightened, tired person or for the channel.

The loader has already refused what is broken; here everything else is looked at, form by form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from triage.content import rules
from triage.content.limits import Limits, packaged_limits
from triage.content.placeholders import placeholder_faults, placeholders
from triage.content.samples import filled
from triage.content.segments import UCS2, segments
from triage.conversation.keys import NEEDED
from triage.conversation.script import Answer, Language, Script, Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right: which text in which language, which of its forms, and what."""

    language: str
    key: str
    form: str  # "sms", "whatsapp", "page", "sms part 2", ...
    problem: str

    def __str__(self) -> str:
        return f"{self.language} {self.key} ({self.form}): {self.problem}"


def lint(script: Script, *, limits: Limits | None = None) -> list[Finding]:
    """Everything to put right in every language, in the order of the files' keys."""
    limits = limits or packaged_limits()
    return [
        Finding(language.code, key, form, problem)
        for language in script.languages.values()
        for key, form, problem in _language(script, language, limits)
    ]


_Complaint = tuple[str, str, str]  # key, form, problem


def _language(script: Script, language: Language, limits: Limits) -> Iterator[_Complaint]:
    for text in language.texts.values():
        yield from _text(script, language, text, limits)
    for answer in language.answers.values():
        yield from _answer(script, language, answer, limits)


def _text(script: Script, language: Language, text: Text, limits: Limits) -> Iterator[_Complaint]:
    needed = NEEDED.get(text.key, frozenset())
    for form, words in (("sms", text.sms), ("whatsapp", text.whatsapp)):
        faults = placeholder_faults(words, needed)
        yield from ((text.key, form, fault) for fault in faults)
        if faults:
            continue
        for name in sorted(needed - placeholders(words)):
            yield text.key, form, f"never uses {{{name}}}"
        whole = filled(script, language, text.key, words)
        for problem in (
            *rules.wording(whole, language.code, limits),
            *rules.must_say(whole, text.key, language.code, limits),
            *rules.too_hard(whole, language.code, limits),
            *_channel(form, whole, language, limits.most_segments(text.key, limits.text), limits),
        ):
            yield text.key, form, problem


def _answer(
    script: Script, language: Language, answer: Answer, limits: Limits
) -> Iterator[_Complaint]:
    key = f"answer.{answer.topic}"
    for form, parts in (("sms", answer.sms), ("whatsapp", answer.whatsapp)):
        for number, part in enumerate(parts, start=1):
            usual = limits.first_part if number == 1 else limits.part
            said = with_footer(script, language, part, form, last=number == len(parts))
            for problem in (
                *rules.wording(part, language.code, limits),
                *_channel(form, said, language, limits.most_segments(key, usual), limits),
            ):
                yield key, f"{form} part {number}", problem
        for problem in rules.must_say(parts[0], key, language.code, limits):
            yield key, f"{form} part 1", problem
        whole = "\n".join(parts)
        for problem in (
            *rules.disclaimer(whole, answer.topic, language.code, limits),
            *rules.too_hard(whole, language.code, limits),
        ):
            yield key, form, problem
    for problem in (
        *rules.wording(f"{answer.page}\n{answer.source}", language.code, limits),
        *rules.disclaimer(answer.page, answer.topic, language.code, limits),
        *rules.too_hard(answer.page, language.code, limits),
    ):
        yield key, "page", problem


def with_footer(script: Script, language: Language, part: str, form: str, *, last: bool) -> str:
    """A part with the line that the conversation puts under it."""
    under = script.text("ask.footer" if last else "ask.more", language.code)
    return f"{part}\n{under.sms}" if form == "sms" else f"{part}\n\n{under.whatsapp}"


def _channel(form: str, words: str, language: Language, most: int, limits: Limits) -> Iterator[str]:
    yield from rules.too_long(words, limits)
    if form != "sms":
        return
    yield from rules.outside_alphabet(words, language.code, limits)
    cost = segments(words)
    if cost.encoding == UCS2 and language.code not in limits.gsm7:
        most *= limits.ucs2_factor
    if cost.count > most:
        yield f"{cost.count} SMS segments ({cost.units} units, {cost.encoding}); at most {most}"
