"""From text to Meaning, in one fixed order: danger, commands, numbers, answers, services, topics.

`Reader.read` is total and linear: any text whatever gives a Meaning. Everything that applies is
filled in; what counts in which state of the talk is decided by the conversation.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.meaning import Fact, Meaning, Situation
from triage.understanding.asking import is_asking
from triage.understanding.commands import CommandWords
from triage.understanding.danger import Alarm, find_alarm
from triage.understanding.deaths import DeathWords, who_died
from triage.understanding.fields import FieldWords, read_answer, read_others
from triage.understanding.fields.timewords import NO_CALLS
from triage.understanding.judging import judge_danger, judge_subject
from triage.understanding.lexicon import Lexicon, Spans
from triage.understanding.model import Model
from triage.understanding.normal import TOPIC_LIMIT, Words, shortened, words
from triage.understanding.numbers import NumberWords
from triage.understanding.opinion import Seen, danger_chances, seen, topic_chances
from triage.understanding.options import known_option, option_meaning
from triage.understanding.rules import RuleBook
from triage.understanding.tongue import Tongues
from triage.understanding.topics import NOTHING, Subject, find_subject, is_follow_up
from triage.vocabulary import Command, Field, Signal


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that was read from the data files; frozen, safe to share between threads."""

    lexicon: Lexicon
    danger_lexicon: Lexicon
    danger_rules: RuleBook
    service_rules: RuleBook
    topic_rules: RuleBook
    commands: CommandWords
    numbers: NumberWords
    tongues: Tongues
    fields: FieldWords
    deaths: DeathWords
    model: Model

    def read(self, text: str, situation: Situation, tap: str | None = None) -> Meaning:
        """Everything that was read from one message, in this situation."""
        said = words(text)
        spans = self.lexicon.tag(said)
        alarm = self._alarm(said, spans)
        option = known_option(tap)
        if option:
            return option_meaning(option, text, alarm)
        word = self.commands.read(said)
        if word is Command.LANGUAGE and situation.expecting is Field.LANGUAGE:
            word = None  # "reply in Hindi" answers us
        number = self._number(said, word)
        if word is None and number is None and not said.tokens:
            word = Signal.UNCLEAR
        cut: Seen | None = None
        if word is None and number is None:
            cut = seen(self.lexicon, said)
            chances = danger_chances(self.model, cut, spans)
            alarm = judge_danger(
                alarm, chances, spans, len(said.tokens), answering=situation.expecting is not None
            )
        heard = words(shortened(text, TOPIC_LIMIT)) if len(text) > TOPIC_LIMIT else said
        repaired = self.lexicon.repaired(heard)
        tags = spans if repaired is said else self.lexicon.tag(repaired)
        meaning = Meaning(
            text=text,
            danger=alarm.danger,
            concern=alarm.concern,
            rule=alarm.rule,
            command=word if isinstance(word, Command) else None,
            signal=word if isinstance(word, Signal) else self._signal(heard, number),
            number=number,
            language=self.tongues.of(heard),
            died=None if word else who_died(self.deaths, self.fields.relations, heard),
            confidence=1.0 if word or number is not None or alarm.danger else 0.0,
        )
        if isinstance(word, Command):
            return meaning
        cut = cut if heard is said else None
        return self._with_content(meaning, heard, cut, tags, situation)

    def _with_content(
        self, meaning: Meaning, heard: Words, cut: Seen | None, tags: Spans, situation: Situation
    ) -> Meaning:
        """The meaning with facts, answer, service, topic and choices filled in.

        `cut` are the words heard, cut in pieces; None where nobody has done so yet.
        """
        asks = is_asking(heard, tags)
        answer, beside = read_answer(self.fields, heard, situation, meaning, asks=asks)
        quiet = meaning.number is not None or meaning.signal not in (None, Signal.CHANGE)
        others = () if quiet else read_others(self.fields, heard, situation, answer, asks=asks)
        asked = {fact.field for fact in beside}
        also = beside + tuple(fact for fact in others if fact.field not in asked)
        if answer and answer.field in (Field.CALL_TIME, Field.PHONE):
            asks = False  # "can you call at five?" answers us
        if quiet or meaning.signal is not None:
            subject = NOTHING
        else:
            subject = self._subject(heard, cut, tags, situation, asks=asks)
        refused = any(fact.value == NO_CALLS for fact in others)
        if refused:
            subject = Subject(confidence=subject.confidence)  # "do not call me" asks for nobody
        named = answer is not None and answer.field is Field.CANCER_TYPE and len(heard.tokens) <= 2
        choices = () if meaning.danger or meaning.concern else subject.choices
        return meaning._replace(
            concern=meaning.concern
            and not refused
            and not (meaning.rule is None and (subject.topic or named)),
            command=subject.command,
            signal=None if _answers_anyway(answer, meaning.signal) else meaning.signal,
            answer=answer,
            also=also,
            service=subject.service,
            topic=subject.topic,
            choices=choices,
            asks=asks,
            confidence=max(meaning.confidence, subject.confidence),
        )

    def _subject(
        self, heard: Words, cut: Seen | None, tags: Spans, situation: Situation, *, asks: bool
    ) -> Subject:
        """What words that are no turn of talk are about."""
        size = len(heard.tokens)
        subject = find_subject(
            tags,
            size,
            services=self.service_rules,
            topics=self.topic_rules,
            last_topic=situation.last_topic,
        )
        follows = situation.last_topic is not None and is_follow_up(tags, size)
        if follows or not (situation.expecting is None or asks):
            return subject
        chances = topic_chances(self.model, cut or seen(self.lexicon, heard), tags)
        return judge_subject(subject, chances, tags)

    def _alarm(self, said: Words, spans: Spans) -> Alarm:
        """Danger in the words as written; in words that were put right it is only a concern."""
        alarm = find_alarm(said, spans, self.danger_rules)
        if alarm.danger or alarm.concern or len(said.raw) > TOPIC_LIMIT:
            return alarm
        repaired = self.danger_lexicon.repaired(said)
        if repaired is said:
            return alarm
        again = find_alarm(repaired, self.lexicon.tag(repaired), self.danger_rules)
        return Alarm(concern=again.danger is not None or again.concern, rule=again.rule)

    def _number(self, said: Words, word: Command | Signal | None) -> int | None:
        if word is Signal.CHANGE or (word is None and self._opens_change(said)):
            return self.numbers.within(said)
        return self.numbers.alone(said) if word is None else None

    def _opens_change(self, said: Words) -> bool:
        return bool(said.tokens) and said.tokens[0] in self.commands.changes

    def _signal(self, heard: Words, number: int | None) -> Signal | None:
        if number is not None and self._opens_change(heard) and len(heard.tokens) <= 6:
            return Signal.CHANGE
        only = heard.tokens
        return Signal.UNCLEAR if len(only) == 1 and len(only[0]) == 1 and number is None else None


def _answers_anyway(answer: Fact | None, signal: Signal | None) -> bool:
    """A greeting that was read as a time of the day is no greeting."""
    return answer is not None and answer.field is Field.CALL_TIME and signal is Signal.GREETING
