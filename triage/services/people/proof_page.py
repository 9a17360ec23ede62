"""The proof as a document: one page of HTML that prints well, or JSON. Neither loads anything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from html import escape
from typing import Any

from triage.services.people.proof import Event, Proof

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:#111}"
    "h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}dt{font-weight:bold}"
    "dd{margin:0 0 .5rem}blockquote{margin:.25rem 0;padding:.25rem .75rem;"
    "border-left:4px solid #888;white-space:pre-wrap}li{break-inside:avoid;margin-bottom:1rem}"
)
_WHAT = {
    ("health", "given"): "agreed to health questions",
    ("health", "declined"): "declined health questions",
    ("messages", "opt_out"): "stopped our messages",
    ("messages", "opt_in"): "wants our messages again",
    ("erasure", "requested"): "asked us to erase everything",
}
_BY = {
    "person": "by the person",
    "twilio": "by the person, as Twilio read it",
    "coordinator": "by a coordinator",
}
_GONE = "(not kept any more)"


def as_json(proof: Proof) -> dict[str, Any]:
    """The proof in plain values; times are ISO 8601 in UTC."""
    told: dict[str, Any] = plain(asdict(proof))
    told["schema"] = "consent-proof/1"
    for one in told["erasures"]:
        del one["left_sealed"], one["id"]
    return told


def as_html(proof: Proof) -> str:
    """The proof as a page."""
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            "<title>Proof of consent</title>",
            f"<style>{_STYLE}</style></head><body>",
            "<h1>What this person agreed to, and what not</h1>",
            *_head(proof),
            "<h2>How it stands</h2><ul>",
            *(f"<li>{_state(proof, n)}</li>" for n in range(len(proof.states))),
            "</ul><h2>Every decision, oldest first</h2>",
            *(["<ol>", *map(_event, proof.events), "</ol>"] if proof.events else ["<p>None.</p>"]),
            "</body></html>",
        ]
    )


def plain(value: Any) -> Any:
    """Dataclasses' values as JSON has them."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def _head(proof: Proof) -> Iterator[str]:
    yield f"<dl><dt>Made at</dt><dd>{_at(proof.made_at)}</dd>"
    yield f"<dt>Person</dt><dd>{escape(proof.person or _GONE)}</dd>"
    told = ", ".join(f"<bdi>{escape(one)}</bdi>" for one in proof.addresses) or _GONE
    yield f"<dt>Addresses</dt><dd>{told}</dd>"
    if proof.erased_at:
        yield f"<dt>Erased at</dt><dd>{_at(proof.erased_at)}</dd>"
    for one in proof.erasures:
        yield f"<dt>Erasure</dt><dd>number {escape(one.public_id)}, {escape(one.state)}</dd>"
    count, _, digest = proof.audit_head.partition("/")
    yield "<dt>Head of the audit chain</dt>"
    yield f"<dd>event {escape(count)}, hash <code>{escape(digest)}</code></dd></dl>"


def _state(proof: Proof, place: int) -> str:
    state = proof.states[place]
    about = "Health questions" if state.about == "health" else f"Messages by {state.about}"
    since = f" since {_at(state.since)}" if state.since else ""
    which = f" (decision {state.event})" if state.event else ""
    return escape(f"{about}: {state.says}{since}{which}")


def _event(event: Event) -> str:
    what = _WHAT.get((event.kind, event.action), f"{event.kind}: {event.action}")
    parts = [f"<li><strong>{escape(what)}</strong>, {_at(event.at)}, by {escape(event.channel)}"]
    if event.address:
        parts.append(f" from <bdi>{escape(event.address)}</bdi>")
    parts.append(f"; {escape(_BY.get(event.by, event.by))}.")
    parts.append(f"<br>Their words: {_quote(event.words)}")
    if event.text_key:
        version = f"{event.text_key}, version {event.text_version}"
        parts.append(f"The text they answered to: {escape(version)}")
        when = f" (sent {_at(event.shown_at)})" if event.shown_at else ""
        parts.append(f"<br>As it was sent{when}: {_quote(event.shown or event.text_now)}")
    if event.message:
        parts.append(f"Message {escape(event.message)}")
    return "".join([*parts, "</li>"])


def _quote(text: str | None) -> str:
    return f"<blockquote><bdi>{escape(text)}</bdi></blockquote>" if text else f"{_GONE}<br>"


def _at(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else _GONE
