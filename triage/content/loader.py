"""From files to a Script: everything that must hold before the bot may say a word.

A broken file stops the program at its start with every fault at once; how good a sound text is
(segments, grade, links) is the lint's business. English is complete; any other language may hold
less, and `Script` falls back to English for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from types import MappingProxyType

from triage.content.answers import read_answers
from triage.content.digest import digest
from triage.content.files import (
    ANSWERS,
    ENGLISH,
    PAGE,
    SourceFile,
    language_codes,
    packaged,
    place,
    read_files,
)
from triage.content.helplines import read_helplines
from triage.content.names import calendar_of
from triage.content.page import page_faults
from triage.content.placeholders import placeholder_faults
from triage.conversation.calendar import Calendar
from triage.conversation.helplines import Helplines
from triage.conversation.keys import NEEDED
from triage.conversation.script import Language, OfficeHours, Script, Text
from triage.errors import ContentProblem
from triage.vocabulary import Topic

_FORMS = {"sms", "whatsapp"}


def load_script(
    *,
    office: OfficeHours,
    call_number: str,
    served: tuple[str, ...] = (ENGLISH,),
    unreviewed: bool = False,
    countries: Mapping[str, Mapping[str, str]] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    root: Traversable | None = None,
) -> Script:
    """Every language there is, as one Script, or ContentProblem with all that is wrong.

    `served` are the languages that people may choose. One whose review is not recorded is left
    out of them, and its answers out of the Script, unless `unreviewed` asks for them. `countries`
    goes into the Script as it is; `calendars` are the usual ones of every language here, or Babel
    is asked. `root` is another folder of texts than the packaged one.
    """
    root = root if root is not None else packaged()
    problems: list[str] = []
    codes = language_codes(root)
    languages = {
        code: _language(root, code, call_number, problems, unreviewed=unreviewed) for code in codes
    }
    problems += [f"{code}: no such language" for code in (ENGLISH, *served) if code not in codes]
    helplines = read_helplines(root, problems)
    if problems:
        raise ContentProblem(list(dict.fromkeys(problems)))
    return Script(
        languages=MappingProxyType(languages),
        served=tuple(c for c in dict.fromkeys(served) if languages[c].reviewed or unreviewed),
        office=office,
        call_number=call_number,
        version=_script_version(languages.values(), helplines),
        countries=countries or {},
        helplines=MappingProxyType(helplines),
        calendars=MappingProxyType(_calendars(languages, calendars)),
    )


def _calendars(
    languages: Mapping[str, Language], usual: Mapping[str, Calendar] | None
) -> dict[str, Calendar]:
    if usual is None:
        from triage.content.countries import usual_calendar

        usual = {code: usual_calendar(code) for code in languages}
    return {code: calendar_of(usual[code], known.texts) for code, known in languages.items()}


def _language(
    root: Traversable, code: str, call_number: str, problems: list[str], *, unreviewed: bool
) -> Language:
    sources = read_files(root, code, problems)
    texts = _texts(sources, problems)
    answers = read_answers(sources, call_number, problems, unreviewed=unreviewed)
    if code == ENGLISH:
        problems += [f"en: {key}: missing" for key in NEEDED if key not in texts]
        gone = [topic for topic in Topic if topic not in answers]
        problems += [f"{place(root, code, ANSWERS)}: {topic}: missing" for topic in gone]
        if PAGE not in {source.name for source in sources}:
            problems.append(f"{place(root, code, PAGE)}: missing")
    for source in sources:
        if source.name == PAGE:
            problems += page_faults(source)
    names = sorted({source.header.name for source in sources})
    if len(names) > 1:
        problems.append(f"{code}: its files call the language by different names")
    return Language(
        code=code,
        name=names[0] if names else code,
        texts=MappingProxyType(texts),
        answers=MappingProxyType(answers),
        reviewed=bool(sources) and all(source.header.reviewed for source in sources),
    )


def _texts(sources: Iterable[SourceFile], problems: list[str]) -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for source in sources:
        if source.name in (ANSWERS, PAGE):
            continue
        for key, table in source.tables.items():
            where = f"{source.where}: {key}"
            if key not in NEEDED:
                problems.append(f"{where}: unknown key")
            elif key in texts:
                problems.append(f"{where}: stands in two files")
            elif text := _text(key, table, where, problems):
                texts[key] = text
    return texts


def _text(key: str, table: object, where: str, problems: list[str]) -> Text | None:
    if not isinstance(table, Mapping):
        problems.append(f'{where}: is no table (write ["{key}"] above its forms)')
        return None
    problems += [f"{where}: unknown field {name}" for name in sorted(set(table) - _FORMS)]
    sms = _form(table.get("sms"), key, f"{where}: sms", problems)
    whatsapp = _form(table.get("whatsapp", sms), key, f"{where}: whatsapp", problems)
    return Text(key, sms, whatsapp, digest(sms, whatsapp))


def _form(value: object, key: str, where: str, problems: list[str]) -> str:
    if not isinstance(value, str) or not value.strip():
        problems.append(f"{where}: missing")
        return ""
    problems += [f"{where}: {fault}" for fault in placeholder_faults(value, NEEDED[key])]
    return value.strip("\n")


def _script_version(languages: Iterable[Language], helplines: Mapping[str, Helplines]) -> str:
    return digest(
        *(
            f"{language.code} {name} {version}"
            for language in languages
            for name, version in sorted(
                [
                    *((key, text.version) for key, text in language.texts.items()),
                    *((f"answer.{t}", answer.version) for t, answer in language.answers.items()),
                ]
            )
        ),
        *(f"{code} {numbers}" for code, numbers in sorted(helplines.items())),
    )
