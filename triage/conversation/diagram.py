"""The state diagram of the talk, drawn from the step table: docs/state-diagram.md.

Drawn is the way that most people go, what stands aside from it, and where a table says the rest; an
arrow that the step table does not hold fails a test. This room writes no files; the command that
does is `COMMAND`.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise

from triage.conversation.steps import CALL_ONLY, DETOURS, EVERYWHERE, FORM, TABLE
from triage.conversation.types import Step

COMMAND = (
    'python -c "from triage.conversation.diagram import document; print(document())"'
    " > docs/state-diagram.md"
)
#: The way that most people go, in order.
MAIN = (Step.NEW, Step.CONSENT, *FORM, Step.SUMMARY, Step.DONE)
#: Ways beside the main one that a reader wants to see, with what leads there.
_BESIDE = (
    (Step.NEW, Step.MENU, "anything else"),
    (Step.MENU, Step.CONSENT, "a service"),
    (Step.CONSENT, Step.CALL_TIME, "no"),
    (Step.PHONE, Step.SUMMARY, "after that no"),
    (Step.SUMMARY, Step.FOR_WHOM, "a line to change"),
    (Step.DONE, Step.FOR_WHOM, "CHANGE 1"),
    (Step.DONE, Step.SAME_PATIENT, "another service"),
    (Step.SAME_PATIENT, Step.FOR_WHOM, "someone else"),
    (Step.SAME_PATIENT, Step.CALL_TIME, "the same patient"),
)
_SAID = {
    (Step.NEW, Step.CONSENT): "a service",
    (Step.CONSENT, Step.FOR_WHOM): "yes",
    (Step.SUMMARY, Step.DONE): "yes",
}


def arrows() -> tuple[tuple[Step, Step, str], ...]:
    """What is drawn: from, to, and what is said."""
    main = tuple((a, b, _SAID.get((a, b), "")) for a, b in pairwise(MAIN))
    return (*main, *_BESIDE)


def aside() -> tuple[Step, ...]:
    """What is reached from everywhere and returns to the open question."""
    return tuple(step for step in TABLE if step in EVERYWHERE - {Step.MENU, Step.SAME_PATIENT})


def mermaid() -> str:
    """The diagram as mermaid text."""
    drawn = [*MAIN, Step.MENU, Step.SAME_PATIENT]
    names = [f'    state "{TABLE[step].about}" as {step}' for step in drawn]
    lines = [f"    {a} --> {b}{f': {said}' if said else ''}" for a, b, said in arrows()]
    note = [
        "    note right of menu",
        "        From everywhere, in words of their own:",
        *(f"        {step}: {TABLE[step].about}" for step in aside()),
        "        They return to the open question.",
        "    end note",
    ]
    return "\n".join(["stateDiagram-v2", *names, "    [*] --> new", *lines, *note])


def document() -> str:
    """The whole page, without its last line end."""
    return "\n".join(
        [
            "# The states of the talk",
            "",
            f"<!-- Generated from triage/conversation/steps.py: {COMMAND} -->",
            "",
            "One message moves a person along one arrow at most. Every question can be skipped,",
            "known facts are passed over, BACK and CHANGE return: a question may lead to any",
            "other. Drawn is the order in which they are asked.",
            "",
            "```mermaid",
            mermaid(),
            "```",
            "",
            "MENU, HELP, HUMAN, STOP, a red flag: they work in every state and are not drawn.",
            "",
            "| state | what it is | asks for | may lead to |",
            "|---|---|---|---|",
            *(_row(step) for step in TABLE),
            "",
            f"Everywhere: {_names(EVERYWHERE)}. The form: {_names(FORM)}.",
            f"After a refusal only {_names(CALL_ONLY)} are asked.",
            f"Set aside, with the open question kept: {_names(DETOURS - {Step.SAME_PATIENT})}.",
        ]
    )


def _row(step: Step) -> str:
    spec = TABLE[step]
    others = set(FORM) - {step}
    whole_form = others <= set(spec.leads_to)
    shown = [s for s in spec.leads_to if not (whole_form and s in others)]
    leads = [*(["the form"] if whole_form else []), *(f"`{s}`" for s in shown)]
    return f"| `{step}` | {spec.about} | {spec.field or ''} | {', '.join(leads)} |"


def _names(steps: Collection[Step]) -> str:
    return ", ".join(f"`{step}`" for step in TABLE if step in steps)
