"""Twilio's error codes as a literal table: what each means, who does what, whether to try again.

Decided here: the class of every code. Twilio says that codes may change, so an unknown one is
judged by the HTTP status alone. The words are ours: Twilio's own texts quote phone numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What to do with a message that failed."""

    PERMANENT = "permanent"  # this message to this address will never go
    OPT_OUT = "opt_out"  # the person does not want messages: never again until START
    TEMPLATE = "template"  # only an approved template may open a conversation now
    BUG = "bug"  # we built a message that cannot be sent
    STALE = "stale"  # too late to be of use
    RETRY = "retry"  # not taken: the same message may be tried again
    CONFIG = "config"  # an operator has to put it right; then it can be tried again
    AMBIGUOUS = "ambiguous"  # it may have been sent: look before trying again
    OURS = "ours"  # Twilio could not use our webhook's answer


_FOR_GOOD = frozenset(
    {Kind.PERMANENT, Kind.OPT_OUT, Kind.TEMPLATE, Kind.BUG, Kind.STALE, Kind.OURS}
)
_SOON, _LATER, _TOMORROW = 30.0, 900.0, 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Code:
    """One error code: what it means, what a coordinator does next, and what an operator puts right.

    `wait` is how many seconds to leave before the next try, if any.
    """

    words: str
    next_step: str
    kind: Kind
    wait: float | None = None
    fix: str = ""

    @property
    def permanent(self) -> bool:
        """Whether trying again is of no use."""
        return self.kind in _FOR_GOOD


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a message did not get through, as sentences for the page of a lead."""

    words: str
    next_step: str


_OPERATOR = "Tell an operator this number. If it cannot wait, call the person."


def _config(words: str, fix: str) -> Code:
    return Code(words, _OPERATOR, Kind.CONFIG, _LATER, fix)


def _bug(words: str) -> Code:
    fix = "Report it: the program built a message that Twilio cannot send."
    return Code(words, "Tell an operator this number, and write it another way.", Kind.BUG, fix=fix)


def _gone(words: str, next_step: str = "Call the person, or ask for another number.") -> Code:
    return Code(words, next_step, Kind.PERMANENT)


def _ours(words: str) -> Code:
    fix = "Look at `triage doctor` and the web log at that time."
    return Code(words, _OPERATOR, Kind.OURS, fix=fix)


def _retry(words: str, wait: float, next_step: str = "Send it again later, or call.") -> Code:
    return Code(words, next_step, Kind.RETRY, wait)


def _unsure(words: str) -> Code:
    return Code(words, "Ask the person whether it came before you send it again.", Kind.AMBIGUOUS)


_SENDER = (
    "Compare TWILIO_SMS_FROM, TWILIO_WHATSAPP_FROM and TWILIO_MESSAGING_SERVICE_SID"
    " with the senders in the Twilio console."
)
_TEMPLATE = "Check the template's id, variables and approval in the Twilio console."
_MEDIA = "Send the file another way, or make it smaller."
_TRY_SMS = "Try SMS, or call."
#: The person told us, or Twilio, to stop; and free words came after WhatsApp's 24 hours.
STOPPED, WINDOW_CLOSED = 21610, 63016

CODES: dict[int, Code] = {
    20003: _config("Twilio refused our credentials", "Check TWILIO_API_KEY or TWILIO_AUTH_TOKEN."),
    20404: Code(
        "Twilio does not know that account or message",
        _OPERATOR,
        Kind.PERMANENT,
        fix="Check TWILIO_ACCOUNT_SID.",
    ),
    20429: _retry("too many requests at once", _SOON),
    20500: replace(_unsure("a fault at Twilio"), wait=_SOON),
    20503: replace(_unsure("Twilio is not available"), wait=_SOON),
    21211: _gone("not a phone number"),
    21212: _config("our sender is not a valid number", _SENDER),
    21408: _config(
        "sending to that country is switched off", "Allow it under Messaging Geo Permissions."
    ),
    21602: _bug("a message without text"),
    21603: _config("no sender was given", _SENDER),
    21604: _bug("a message without recipient"),
    21606: _config("our number cannot send messages", _SENDER),
    STOPPED: Code(
        "the person has opted out", "Do not write again until they send START.", Kind.OPT_OUT
    ),
    21611: _retry("our sender's queue is full", _LATER),
    21612: _gone("that number cannot be reached from ours"),
    21614: _gone("not a mobile number"),
    21617: _bug("a text of more than 1,600 characters"),
    21619: _bug("a message without content"),
    21620: _bug("a media address that Twilio cannot use"),
    21623: _bug("more than ten files"),
    21635: _gone("a landline"),
    21654: _config("the template's id is missing", _TEMPLATE),
    21655: _config("the template's id is not valid", _TEMPLATE),
    21656: _config("the template's variables are not valid", _TEMPLATE),
    21701: _config("the messaging service cannot be used", _SENDER),
    21702: _config("the messaging service has no sender for this", _SENDER),
    21703: _config("the messaging service has no numbers", _SENDER),
    21704: _config("the messaging service is not set up", _SENDER),
    21705: _config("the messaging service's id is not valid", _SENDER),
    30001: _retry("waited too long in Twilio's queue", _LATER),
    30002: _config(
        "the Twilio account is suspended", "See the Twilio console; billing is the usual cause."
    ),
    30003: _retry("the phone is switched off or out of reach", _LATER),
    30004: _gone("the phone or its carrier blocks our messages"),
    30005: _gone("an unknown phone"),
    30006: _gone("a landline or a carrier that takes no messages"),
    30007: _gone(
        "filtered by a carrier", "Have the text reviewed for what filters dislike; call the person."
    ),
    30008: _retry("the carrier gave no reason", _LATER),
    30017: _retry("the carrier's network is congested", _LATER),
    30022: _retry("over the campaign's rate limit", _LATER),
    30023: _retry("over the campaign's daily limit", _TOMORROW),
    30027: _retry("over the carrier's daily limit for our campaign", _TOMORROW),
    30034: _config("our number is not registered for a campaign", "Register it under A2P 10DLC."),
    30036: Code("too old when its turn came", "Write anew if it still matters.", Kind.STALE),
    30410: _retry("the carrier did not answer in time", _LATER),
    63003: _gone("not on WhatsApp", _TRY_SMS),
    63005: _bug("content that the channel does not take"),
    63007: _config("our WhatsApp sender is not set up", _SENDER),
    63013: _bug("content against the channel's policy"),
    63014: Code("the person has blocked us", "Do not write again on this channel.", Kind.OPT_OUT),
    63015: _config("the person has not joined the sandbox", "Use a registered WhatsApp sender."),
    WINDOW_CLOSED: Code(
        "24 hours have passed since the person's last WhatsApp message",
        "Send an approved template, or call.",
        Kind.TEMPLATE,
    ),
    63017: _retry("over the account's rate limit", _SOON),
    63018: _retry("over the channel's rate limit", _SOON),
    63019: _gone("a file could not be fetched", _MEDIA),
    63020: _config("Meta could not charge for the message", "Check the payment set-up at Meta."),
    63021: _bug("content that is not valid on the channel"),
    63024: _gone("not on WhatsApp", _TRY_SMS),
    63027: _config("the template does not exist in that language", _TEMPLATE),
    63028: _config("the template takes another number of variables", _TEMPLATE),
    63032: Code("Meta holds this message back", "Call the person.", Kind.OPT_OUT),
    63033: Code("the person wants no marketing messages", "Do not write again.", Kind.OPT_OUT),
    63034: _gone("a file too big for the channel", _MEDIA),
    63037: _gone("a file could not be handed on", _MEDIA),
    63038: _retry("over the account's messages for today", _TOMORROW),
    63040: _config("the template could not be submitted", _TEMPLATE),
    63041: _config("the template is paused", _TEMPLATE),
    92005: _config("the template's variables are not valid JSON", _TEMPLATE),
    92006: _config("the template's variables do not fit", _TEMPLATE),
    92007: _config("the template's content is not valid", _TEMPLATE),
    11200: _ours("Twilio could not fetch our answer"),
    11205: _ours("Twilio could not connect to us"),
    11210: _ours("our host name does not resolve"),
    11215: _ours("too many redirects on the way to us"),
    11220: _ours("no TLS connection to us"),
    11235: _ours("our certificate does not fit our name"),
    11236: _ours("our certificate is not trusted"),
    11237: _ours("our certificate's chain is broken"),
    11243: _ours("our webhook address has an unknown retry rule"),
    11750: _ours("our answer was too long"),
    12100: _ours("our answer was not XML"),
    12102: _ours("our answer had no Response in it"),
    12200: _ours("our answer had words that Twilio does not know"),
    12300: _ours("our answer had the wrong content type"),
    14101: _ours("our reply had a bad To"),
    14102: _ours("our reply had a bad From"),
    14103: _ours("our reply had a bad Body"),
    14104: _ours("our reply had a bad method"),
    14105: _ours("our reply had a bad status callback"),
    14106: _ours("our reply had too many documents behind it"),
    14107: _ours("more than 30 quick replies to one number: a loop of two machines"),
    14108: _ours("our reply had a bad media address"),
    14109: _ours("more than ten replies to one message"),
    14110: _ours("our reply could not be sent"),
    14111: _ours("our reply could not be sent to that number"),
}

_OTHER = {
    429: CODES[20429],
    401: CODES[20003],
    403: CODES[20003],
}


def lookup(code: int | None, http_status: int | None = None) -> Code:
    """What a code means; one that we do not know is judged by the HTTP status."""
    known = CODES.get(code or 0)
    if known:
        return known
    if http_status in _OTHER:
        return _OTHER[http_status]
    if http_status is not None and 400 <= http_status < 500:
        fix = "Look the code up in Twilio's error dictionary."
        return Code("Twilio refused the message", _OPERATOR, Kind.PERMANENT, fix=fix)
    return replace(_unsure("Twilio gave no reason that we know"), wait=_LATER)


def explain(code: int | None) -> Explained:
    """Why a message did not get through and what a coordinator does next; None is no reason."""
    known = lookup(code)
    return Explained(f"{known.words[:1].upper()}{known.words[1:]}.", known.next_step)
