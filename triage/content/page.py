"""The words of the public page: one `[page]` table, fixed names.

The answers on that page are not here: they are `Answer.page`. Placeholders are left for the view
to fill: it knows the office hours and the call number.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources.abc import Traversable

from triage.content.files import ENGLISH, PAGE, SourceFile, language_codes, packaged, read_files
from triage.content.placeholders import placeholder_faults
from triage.errors import ContentProblem

#: name -> placeholders it may use, besides {call_number}
PAGE_NEEDED: dict[str, frozenset[str]] = {
    "title": frozenset(),  # of the browser's tab
    "headline": frozenset(),
    "lead": frozenset(),
    "offer": frozenset(),  # over the list of services
    "start": frozenset(),  # over the two buttons
    "whatsapp_button": frozenset(),
    "sms_button": frozenset(),
    "prefill": frozenset(),  # what a tapped button writes for the person
    "qr_caption": frozenset(),
    "qr_label": frozenset(),  # read out in place of the picture
    "online": frozenset(),
    "offline": frozenset({"hours"}),
    "questions": frozenset(),  # over the eight answers
    "questions_lead": frozenset(),
    "narrower": frozenset(),  # over the answers under "types" and "how given"
    "source": frozenset({"source"}),  # under an answer
    "reviewed": frozenset({"reviewer", "date"}),
    "call": frozenset(),
    "emergency": frozenset(),
    "general_information": frozenset(),
    "privacy_heading": frozenset(),
    "privacy": frozenset(),
}


def page_texts(language: str = ENGLISH, *, root: Traversable | None = None) -> Mapping[str, str]:
    """The page's texts in a language; English where it has none. ContentProblem when broken."""
    root = root if root is not None else packaged()
    problems: list[str] = []
    texts: dict[str, str] = {}
    for code in dict.fromkeys((ENGLISH, language)):
        for source in read_files(root, code, problems) if code in language_codes(root) else ():
            if source.name == PAGE:
                problems += page_faults(source)
                texts |= _words(source)
    if problems:
        raise ContentProblem(problems)
    return texts


def page_faults(source: SourceFile) -> list[str]:
    """What is wrong with the words of the page: in English every name is needed."""
    table = source.tables.get("page")
    if not isinstance(table, Mapping):
        return [f"{source.where}: no [page] table"]
    faults = [f"{source.where}: {n}: unknown table" for n in source.tables if n != "page"]
    for name, value in table.items():
        if name not in PAGE_NEEDED:
            faults.append(f"{source.where}: {name}: unknown key")
        elif not isinstance(value, str) or not value.strip():
            faults.append(f"{source.where}: {name}: no text")
        else:
            wrong = placeholder_faults(value, PAGE_NEEDED[name])
            faults += [f"{source.where}: {name}: {fault}" for fault in wrong]
    if source.header.language == ENGLISH:
        faults += [f"{source.where}: {name}: missing" for name in PAGE_NEEDED if name not in table]
    return faults


def _words(source: SourceFile) -> dict[str, str]:
    table = source.tables.get("page")
    if not isinstance(table, Mapping):
        return {}
    return {name: value.strip("\n") for name, value in table.items() if isinstance(value, str)}
