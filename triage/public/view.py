"""The blueprint of the public page.

Decided here: what the page is given, and its caching. The words are the same for everybody, so the
page may be cached, but never past the moment when the office opens or closes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request

from triage.clock import Clock
from triage.conversation.calltime_words import office_words
from triage.conversation.office import closing, is_open, next_open
from triage.conversation.script import Script
from triage.public.answers import sections
from triage.public.links import code_image, sms_link, whatsapp_link
from triage.public.texts import PageTexts, filled, with_calls
from triage.vocabulary import Channel, OfficeHours, Service

_STATIC = Path(__file__).parent / "static"
_FRESH = timedelta(minutes=5)
_YEAR = 31_536_000


def public_blueprint(
    script: Script,
    texts: Mapping[str, str],
    *,
    whatsapp_number: str | None,
    sms_number: str | None,
    clock: Clock,
    language: str = "en",
) -> Blueprint:
    """The page at `/` in one language, and its style under `/public/`.

    `texts` are those of `triage.content.page_texts`. A channel without a number has no button.
    Raises ContentProblem when a text is missing.
    """
    words = PageTexts.of(texts)
    version = _version()
    fixed = {
        "language": language,
        "texts": words,
        "sections": sections(script, language, words.general_information),
        "services": [script.text(f"option.menu.{n:d}", language).whatsapp for n in Service],
        "version": version,
        "say": partial(filled, call_number=script.call_number),
        "linked": partial(with_calls, call_number=script.call_number),
        **_ways_in(words, whatsapp_number, sms_number),
    }
    public = Blueprint(
        "public",
        __name__,
        static_folder="static",
        static_url_path="/public",
        template_folder="templates",
    )
    public.get("/", endpoint="page")(lambda: _page(script, language, clock.now(), fixed))
    public.after_request(partial(_keep_versioned, version))
    return public


def _page(script: Script, language: str, now: datetime, fixed: Mapping[str, object]) -> Response:
    there = is_open(script.office, now)
    hours = _hours(script, language, now)
    response = make_response(
        render_template("public/page.html", **fixed, online=there, hours=hours)
    )
    response.cache_control.public = True
    response.cache_control.max_age = _seconds_fresh(script.office, now, there=there)
    response.add_etag()
    response.make_conditional(request)
    return response


def _keep_versioned(version: str, response: Response) -> Response:
    if response.status_code == 200 and request.args.get("v") == version:
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response


def _ways_in(
    words: PageTexts, whatsapp_number: str | None, sms_number: str | None
) -> dict[str, str | None]:
    whatsapp = whatsapp_link(whatsapp_number, words.prefill) if whatsapp_number else None
    sms = sms_link(sms_number, words.prefill) if sms_number else None
    scanned = whatsapp or sms
    code = code_image(scanned, words.qr_label) if scanned else None
    return {"whatsapp": whatsapp, "sms": sms, "code": code}


def _hours(script: Script, language: str, now: datetime) -> str:
    calendar = script.calendar("time.hours", language)
    said = office_words(script.office, now=now, calendar=calendar)
    return script.say(
        "time.hours",
        language,
        Channel.WHATSAPP,
        days=said.days,
        opens=said.opens,
        closes=said.closes,
        zone=said.zone_words,
    )


def _seconds_fresh(office: OfficeHours, now: datetime, *, there: bool) -> int:
    change = closing(office, now) if there else next_open(office, now)
    return int(min(_FRESH, change - now).total_seconds())


def _version() -> str:
    """Changes whenever a static file does: it stands in their addresses."""
    digest = hashlib.sha256()
    for path in sorted(_STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
