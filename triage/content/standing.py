"""How far each language is: how much of English it has, who has read it, what its SMS cost at most.

The costs are those of a whole message, with typical values and the line under an answer's part: in
a script outside GSM-7 they are what an operator pays for, so `content check` states them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from triage.content.files import ENGLISH
from triage.content.findings import with_footer
from triage.content.samples import filled
from triage.content.segments import Segments, segments
from triage.conversation.script import Language, Script

_NAMED = 3  # missing keys that are told by name


@dataclass(frozen=True, slots=True)
class Standing:
    """One language as it stands; `longest` is its dearest SMS, None while it has no words."""

    code: str
    name: str
    texts: int
    answers: int
    missing: tuple[str, ...]
    reviewed: bool
    longest: tuple[str, Segments] | None

    def __str__(self) -> str:
        review = "reviewed" if self.reviewed else "not reviewed"
        return (
            f"{self.code} {self.name}: {self.texts} texts, {self.answers} answers, "
            f"{self._missing()}; {review}; {self._longest()}"
        )

    def _missing(self) -> str:
        if not self.missing:
            return "none missing"
        named = ", ".join(self.missing[:_NAMED])
        more = ", ..." if len(self.missing) > _NAMED else ""
        return f"{len(self.missing)} missing ({named}{more})"

    def _longest(self) -> str:
        if self.longest is None:
            return "no SMS"
        key, cost = self.longest
        plural = "" if cost.count == 1 else "s"
        units = f"{cost.encoding}, {cost.units} units"
        return f"longest SMS {cost.count} segment{plural} ({units}): {key}"


def standings(script: Script) -> list[Standing]:
    """Every language of a script, in its order."""
    english = script.languages[ENGLISH]
    return [_standing(script, english, language) for language in script.languages.values()]


def countries_line(script: Script) -> str:
    """For how many countries a number to call is known, in words."""
    crisis = sum(1 for numbers in script.helplines.values() if numbers.crisis)
    return (
        f"{len(script.helplines)} countries with an emergency number of their own, "
        f"{crisis} of them with a crisis line"
    )


def _standing(script: Script, english: Language, language: Language) -> Standing:
    return Standing(
        code=language.code,
        name=language.name,
        texts=len(language.texts),
        answers=len(language.answers),
        missing=(
            *(key for key in english.texts if key not in language.texts),
            *(f"answer.{topic}" for topic in english.answers if topic not in language.answers),
        ),
        reviewed=language.reviewed,
        longest=max(
            _costs(script, language),
            key=lambda found: (found[1].count, found[1].units),
            default=None,
        ),
    )


def _costs(script: Script, language: Language) -> Iterator[tuple[str, Segments]]:
    """Every SMS of a language by its key, as it is sent."""
    for text in language.texts.values():
        yield text.key, segments(filled(script, language, text.key, text.sms))
    for answer in language.answers.values():
        for number, part in enumerate(answer.sms, start=1):
            said = with_footer(script, language, part, "sms", last=number == len(answer.sms))
            yield f"answer.{answer.topic} part {number}", segments(said)
