"""What settings must hold together: required ones, pairs, and what production refuses."""

from __future__ import annotations

from collections.abc import Iterator

from triage.settings import values
from triage.settings.model import Problem, Settings

_MADE_BY = "make one with: python3 -c 'import secrets; print(secrets.token_urlsafe({size}))'"

_REQUIRED = {
    "PUBLIC_BASE_URL": "set the https address that Twilio calls",
    "TWILIO_ACCOUNT_SID": "set the account SID (AC...) from the Twilio console",
    "TWILIO_AUTH_TOKEN": "set the auth token from the Twilio console",
    "SECRET_KEY": _MADE_BY.format(size=48),
    "TRIAGE_DATA_KEY": _MADE_BY.format(size=32),
    "TRIAGE_INDEX_KEY": _MADE_BY.format(size=32),
}


def problems_of(settings: Settings) -> Iterator[Problem]:
    """Every rule that these settings break."""
    for name, remedy in _REQUIRED.items():
        if not getattr(settings, name.lower()):
            yield name, f"is missing; {remedy}"
    yield from _pairs(settings)
    yield from _office(settings)
    if not settings.is_demo:
        yield from _production(settings)


def _pairs(settings: Settings) -> Iterator[Problem]:
    secret = settings.twilio_api_secret
    if settings.twilio_api_key and settings.twilio_api_key not in settings.api_pairs:
        words = "holds no secret of TWILIO_API_KEY" if secret else "is missing"
        yield "TWILIO_API_SECRET", f"{words}; the API key and its secret only work together"
    elif secret and not settings.twilio_api_key and not settings.api_pairs:
        yield "TWILIO_API_KEY", "is missing; the API key and its secret only work together"
    if settings.twilio_webhook_signatures == "sha256" and not settings.shared_keys:
        yield "TWILIO_WEBHOOK_SHARED_KEYS", "is missing; with TWILIO_WEBHOOK_SIGNATURES=sha256"
    if not (settings.senders or settings.twilio_messaging_service_sid):
        yield (
            "TWILIO_SMS_FROM",
            "is missing; set it, TWILIO_WHATSAPP_FROM or TWILIO_MESSAGING_SERVICE_SID",
        )
    if set(settings.data_keys) & set(settings.index_keys):
        yield "TRIAGE_INDEX_KEY", "must not be one of the data keys; make one of its own"
    if "en" not in settings.triage_languages:
        yield "TRIAGE_LANGUAGES", "must list en: every text falls back to English"


def _office(settings: Settings) -> Iterator[Problem]:
    try:
        _ = settings.office
    except ValueError as wrong:
        yield "TRIAGE_OFFICE_HOURS", str(wrong)


def _production(settings: Settings) -> Iterator[Problem]:
    if settings.triage_clock:
        yield "TRIAGE_CLOCK", "is for tests and the demo; remove it in production"
    if settings.public_base_url and not settings.public_base_url.startswith("https://"):
        yield "PUBLIC_BASE_URL", "must start with https:// in production"
    api = settings.twilio_api_base_url
    if api and not (api.startswith("https://") or values.is_loopback(api)):
        yield "TWILIO_API_BASE_URL", "must be https, or a loopback address, in production"
    if any(len(key) < 32 for key in settings.secret_keys):
        yield "SECRET_KEY", f"is shorter than 32 characters; {_MADE_BY.format(size=48)}"
    if any(len(token) < 16 for token in settings.metrics_tokens):
        yield "TRIAGE_METRICS_TOKEN", "is shorter than 16 characters"
    yield from _examples(settings)


def _examples(settings: Settings) -> Iterator[Problem]:
    """The dummies of config.example.env are public: they protect nothing."""
    dummies = {
        "TWILIO_API_SECRET": [s.startswith("example") for s in settings.api_pairs.values()],
        "TRIAGE_METRICS_TOKEN": [t.startswith("example") for t in settings.metrics_tokens],
        "TWILIO_AUTH_TOKEN": [t.startswith("example") for t in settings.auth_tokens],
        "SECRET_KEY": [k.startswith("example") for k in settings.secret_keys],
        "TRIAGE_DATA_KEY": [k.startswith(b"example") for k in settings.data_keys],
        "TRIAGE_INDEX_KEY": [k.startswith(b"example") for k in settings.index_keys],
    }
    for name, found in dummies.items():
        if any(found):
            yield name, "still holds the dummy of config.example.env; put a real one in"
