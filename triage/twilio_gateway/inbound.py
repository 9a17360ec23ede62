"""Webhooks of Twilio into frozen values: `Arrival` for a message, `StatusUpdate` for a callback.

Decided here: which requests are well-formed messages of ours. The signature does not bind field
borders, so every field that we use must come exactly once and have its shape; fields that we do
not know are ignored, as Twilio adds new ones without notice. What texts may hold is in `wording`,
what came along in `attached`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from urllib.parse import unquote_to_bytes, urlencode

from triage.arrival import Arrival, StatusUpdate
from triage.errors import BadWebhook
from triage.phone import Address, AddressKind, parse_address, user_address
from triage.twilio_gateway.attached import media_of, place_of
from triage.twilio_gateway.wording import one_line, readable
from triage.vocabulary import Channel

MAX_BODY_BYTES = 64 * 1024
MAX_PARAMS = 100
#: The query parameter of a status callback that carries our own message id.
MESSAGE_ID = "message"

Params = tuple[tuple[str, str], ...]

_MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_STATUS = re.compile(r"[a-z_]{1,32}")
_OUR_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OPT_OUT_TYPES = frozenset({"STOP", "START", "HELP"})
_USED = frozenset(
    {
        "AccountSid",
        "MessageSid",
        "SmsSid",
        "SmsMessageSid",
        "MessagingServiceSid",
        "From",
        "To",
        "Body",
        "NumMedia",
        "NumSegments",
        "MessageType",
        "Latitude",
        "Longitude",
        "Address",
        "Label",
        "ButtonPayload",
        "ButtonText",
        "ListId",
        "ListTitle",
        "ProfileName",
        "ExternalUserId",
        "OptOutType",
        "ReferralSourceId",
        "MessageStatus",
        "SmsStatus",
        "ErrorCode",
    }
)
_USED_NUMBERED = ("MediaUrl", "MediaContentType")


def parse_form(body: bytes) -> Params:
    """The fields of a form-encoded body, in order, repeated ones kept.

    Raises BadWebhook: 413 for more than 64 KiB, 400 for more than 100 fields, for what is not
    `name=value` pairs, and for bytes that are not UTF-8.
    """
    if len(body) > MAX_BODY_BYTES:
        raise BadWebhook("body too large", 413)
    if not body:
        return ()
    try:
        pieces = body.decode("utf-8").split("&")
        if len(pieces) > MAX_PARAMS:
            raise ValueError("too many")
        return tuple([_pair(piece) for piece in pieces])
    except ValueError:  # its text would quote the body
        raise BadWebhook("not a decodable form of at most 100 fields") from None


def _pair(piece: str) -> tuple[str, str]:
    """As `urllib.parse.parse_qsl` takes a piece, strictly; at a fraction of its time, for most
    fields hold nothing to unquote."""
    name, equals, value = piece.partition("=")
    if not equals:
        raise ValueError("no name=value")
    return _unquoted(name), _unquoted(value)


def _unquoted(text: str) -> str:
    """What was typed, as `unquote_plus` has it; bytes that are not UTF-8 are refused."""
    if "+" in text:
        text = text.replace("+", " ")
    return unquote_to_bytes(text).decode() if "%" in text else text


def parse_arrival(params: Params, *, account_sid: str, our_numbers: Collection[str]) -> Arrival:
    """One inbound message. Raises BadWebhook for anything but a well-formed message of ours.

    `our_numbers` holds our senders as Twilio writes them: "+1...", "whatsapp:+1...", "MG...".
    """
    fields = _fields(params)
    message_sid = _check_sids(fields, account_sid)
    sender = _sender(fields)
    to = _our_number(fields, sender, our_numbers)
    return Arrival(
        account_sid=account_sid,
        message_sid=message_sid,
        sender=sender,
        to=to,
        body=readable(fields.get("Body", "")),
        media=media_of(fields, sender.channel),
        tap=one_line(fields.get("ButtonPayload") or fields.get("ListId")),
        tap_text=one_line(fields.get("ButtonText") or fields.get("ListTitle")),
        profile_name=one_line(fields.get("ProfileName")),
        user_id=_user_id(fields, sender),
        place=place_of(fields),
        opt_out_type=_opt_out_type(fields),
        segments=_small_number(fields.get("NumSegments"), default=1),
        source=one_line(fields.get("ReferralSourceId")),
    )


def parse_status(params: Params, query: Mapping[str, str], *, account_sid: str) -> StatusUpdate:
    """One status callback; a status that Twilio invents later is passed on as it stands.

    `query` is that of the callback's URL. Raises BadWebhook as `parse_arrival` does.
    """
    fields = _fields(params)
    message_sid = _check_sids(fields, account_sid)
    status = (fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower()
    if not _STATUS.fullmatch(status):
        raise BadWebhook("no MessageStatus")
    ours = query.get(MESSAGE_ID, "")
    code = _small_number(fields.get("ErrorCode"), default=0)
    return StatusUpdate(
        account_sid=account_sid,
        message_sid=message_sid,
        status=status,
        message_id=ours if _OUR_ID.fullmatch(ours) else None,
        error_code=code or None,
    )


def status_url(public_base_url: str, message_id: str | int) -> str:
    """The callback URL that `parse_status` reads our message id back from."""
    return f"{public_base_url.rstrip('/')}/twilio/status?{urlencode({MESSAGE_ID: message_id})}"


def _fields(params: Params) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in params:
        if name in _USED or name.startswith(_USED_NUMBERED):
            if name in fields:
                raise BadWebhook(f"repeated field {name[:20]}")
            fields[name] = value
    return fields


def _check_sids(fields: Mapping[str, str], account_sid: str) -> str:
    """The message SID, once account and SIDs are what they must be."""
    if not account_sid or fields.get("AccountSid") != account_sid:
        raise BadWebhook("not our account")
    message_sid = fields.get("MessageSid", "")
    if not _MESSAGE_SID.fullmatch(message_sid):
        raise BadWebhook("no well-formed MessageSid")
    for old_name in ("SmsSid", "SmsMessageSid"):
        if fields.get(old_name, message_sid) != message_sid:
            raise BadWebhook("message SIDs differ")
    return message_sid


def _sender(fields: Mapping[str, str]) -> Address:
    try:
        return parse_address(fields.get("From", ""))
    except ValueError:
        raise BadWebhook("From is no address") from None


def _our_number(fields: Mapping[str, str], sender: Address, ours: Collection[str]) -> str:
    """Our address as Twilio wrote it; a Messaging Service of ours vouches for any number in it."""
    to = fields.get("To", "").strip()
    service = fields.get("MessagingServiceSid", "")
    if not to or (to not in ours and not (service and service in ours)):
        raise BadWebhook("not to a number of ours")
    if to.startswith("whatsapp:") is not (sender.channel is Channel.WHATSAPP):
        raise BadWebhook("From and To are of different channels")
    return to


def _user_id(fields: Mapping[str, str], sender: Address) -> str | None:
    """The WhatsApp user id that came beside a phone number; an ill-formed one is no id."""
    if sender.kind is AddressKind.WHATSAPP_USER or not fields.get("ExternalUserId"):
        return None
    try:
        return user_address(fields["ExternalUserId"]).value
    except ValueError:
        return None


def _opt_out_type(fields: Mapping[str, str]) -> str | None:
    word = fields.get("OptOutType", "").strip().upper()
    return word if word in _OPT_OUT_TYPES else None


def _small_number(text: str | None, *, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 6 else default
