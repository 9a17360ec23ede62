"""Who a message is from: channel addresses as Twilio writes them, E.164, country, zone, mask.

Decided here: what counts as an address, which spellings are one and the same person, and how
much of a number may stand in a log. Whether a number is in service is not decided here: fictional
and brand-new ranges are as good as any, so anything shaped like E.164 is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

import phonenumbers
from phonenumbers import timezone as phone_zones

from triage.vocabulary import Channel

_WHATSAPP = "whatsapp:"
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_WHATSAPP_DIGITS = re.compile(r"[1-9][0-9]{6,14}")
_WHATSAPP_USER = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_SHORT_CODE = re.compile(r"\+?[0-9]{1,8}")
_NAME = re.compile(r"(?=.*[A-Za-z]|[0-9]{9})[A-Za-z0-9][A-Za-z0-9 &_.+-]{0,31}")

#: One subscriber, two spellings: WhatsApp and the telephone network disagree in these countries.
_VARIANTS = (
    (re.compile(r"\+521([0-9]{10})"), r"+52\1"),  # Mexico dropped the mobile 1 in 2019
    (re.compile(r"\+549([0-9]{10})"), r"+54\1"),  # Argentina: 9 marks a mobile called from abroad
    # Brazil put a 9 before mobiles in 2012-2016; the old eight digits began with 6 to 9.
    (re.compile(r"\+55([1-9][0-9])([6-9][0-9]{7})"), r"+55\g<1>9\2"),
)

_COSTLY = frozenset(
    {
        phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST,
        phonenumbers.PhoneNumberType.UAN,
        phonenumbers.PhoneNumberType.PAGER,
        phonenumbers.PhoneNumberType.VOICEMAIL,
    }
)

#: The most populous zone, where the zone table lists another first, or does not know the country.
_MOST_PEOPLE = {
    "AC": "Atlantic/St_Helena",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "FM": "Pacific/Pohnpei",
    "PS": "Asia/Hebron",
    "RU": "Europe/Moscow",
    "TA": "Atlantic/St_Helena",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
    "XK": "Europe/Belgrade",
}


class AddressKind(StrEnum):
    """What sort of sender an address is."""

    PHONE = "phone"
    WHATSAPP_USER = "whatsapp_user"  # hides the number behind a user id such as US.123
    SHORT_CODE = "short_code"
    NAME = "name"  # alphanumeric sender such as VK-BANK


#: Numbers that are remembered: a person writes several messages within minutes, and in the best
#: minutes one web process hears of fewer people than this; whoever comes back later is read anew.
_RECENT = 512


@dataclass(frozen=True, slots=True)
class Address:
    """One sender on one channel. `value` is what stands after the channel's prefix."""

    channel: Channel
    value: str = field(repr=False)
    kind: AddressKind

    @property
    def wire(self) -> str:
        """As Twilio writes it: "+91...", "whatsapp:+91...", "whatsapp:US.123", "55555"."""
        return _WHATSAPP + self.value if self.channel is Channel.WHATSAPP else self.value

    @property
    def canonical(self) -> str:
        """What the keyed look-up hashes: the same for every spelling and channel of one person."""
        if self.kind is AddressKind.PHONE:
            return _one_spelling(self.value)
        if self.kind is AddressKind.WHATSAPP_USER:
            return f"user:{self.value}"
        if self.kind is AddressKind.SHORT_CODE:
            return f"code:{self.value.removeprefix('+')}"
        return f"name:{self.value.upper()}"

    @property
    def phone(self) -> str | None:
        """The number a coordinator can call (E.164), or None."""
        if self.kind is not AddressKind.PHONE:
            return None
        return _one_spelling(self.value) if self.value.startswith("+521") else self.value

    @property
    def repliable(self) -> bool:
        """Whether a person reads there; short codes and names are machines."""
        return self.kind in (AddressKind.PHONE, AddressKind.WHATSAPP_USER)


@lru_cache(maxsize=_RECENT)
def parse_address(raw: str) -> Address:
    """Read Twilio's From or To. Raises ValueError (without the value) for what is no address."""
    text = raw.strip()
    if text[: len(_WHATSAPP)].lower() == _WHATSAPP:
        return _parse_whatsapp(text[len(_WHATSAPP) :].strip())
    for kind, shape in (
        (AddressKind.PHONE, _E164),
        (AddressKind.SHORT_CODE, _SHORT_CODE),
        (AddressKind.NAME, _NAME),
    ):
        if shape.fullmatch(text):
            return Address(Channel.SMS, text, kind)
    raise ValueError("not an SMS address")


def user_address(raw_external_user_id: str) -> Address:
    """The address behind Twilio's ExternalUserId, with or without its prefix."""
    address = parse_address(_WHATSAPP + raw_external_user_id.strip().removeprefix(_WHATSAPP))
    if address.kind is not AddressKind.WHATSAPP_USER:
        raise ValueError("not a WhatsApp user id")
    return address


@lru_cache(maxsize=_RECENT)
def country_of(e164: str) -> str | None:
    """ISO 3166-1 alpha-2 of a number, or None where no one country is meant."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return None
    region = phonenumbers.region_code_for_number(number) or _country_of_plan(number)
    return region if region and region.isalpha() else None


@lru_cache(maxsize=_RECENT)
def is_costly(e164: str) -> bool:
    """Whether a message to a number may cost more than one to a person, or reaches no person:
    premium and shared-cost numbers, pagers, voicemail, and networks that belong to no country."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return True
    return country_of(e164) is None or phonenumbers.number_type(number) in _COSTLY


def is_country(code: str) -> bool:
    """Whether numbers may belong to a country with this code (ISO 3166-1 alpha-2, upper case)."""
    return code in phonenumbers.SUPPORTED_REGIONS


@lru_cache(maxsize=_RECENT)
def zone_of(e164: str) -> str | None:
    """The IANA zone a number points to, by its modern name, or None when the country is unknown.

    In a country of several zones a number that names one (a New York area code) decides; any
    other gets the zone most people there live in. It is said back with every promise, so a wrong
    guess is seen by the person and put right.
    """
    country = country_of(e164)
    if country is None:
        return None
    zones = zones_by_country().get(country, ())
    if len(zones) > 1:
        named = phone_zones.time_zones_for_number(phonenumbers.parse(e164, None))
        if len(named) == 1 and named[0] in zones:
            return named[0]
    return _MOST_PEOPLE.get(country, zones[0] if zones else None)


def mask(value: str) -> str:
    """What may stand in a log: country code and last four digits ("+91*****1588"), or "*****"."""
    prefix, digits = "", value.strip()
    if digits[: len(_WHATSAPP)].lower() == _WHATSAPP:
        prefix, digits = _WHATSAPP, digits[len(_WHATSAPP) :].strip()
    if not _E164.fullmatch(digits):
        return f"{prefix}*****"
    try:
        code = str(phonenumbers.parse(digits, None).country_code)
    except phonenumbers.NumberParseException:
        code = ""
    hidden = len(digits) - 1 - len(code) - 4
    return f"{prefix}+{code}*****{digits[-4:] if hidden >= 4 else digits[-2:]}"


def _parse_whatsapp(value: str) -> Address:
    if _E164.fullmatch(value):
        return Address(Channel.WHATSAPP, value, AddressKind.PHONE)
    if _WHATSAPP_DIGITS.fullmatch(value):
        return Address(Channel.WHATSAPP, f"+{value}", AddressKind.PHONE)
    if _WHATSAPP_USER.fullmatch(value):
        return Address(Channel.WHATSAPP, value, AddressKind.WHATSAPP_USER)
    raise ValueError("not a WhatsApp address")


def _one_spelling(e164: str) -> str:
    for shape, modern in _VARIANTS:
        found = shape.fullmatch(e164)
        if found:
            return found.expand(modern)
    return e164


def _country_of_plan(number: phonenumbers.PhoneNumber) -> str | None:
    """The country of a number that is not in service: by area code in North America."""
    code = number.country_code
    if code != 1:
        return phonenumbers.region_code_for_country_code(code) if code else None
    area = str(number.national_number)[:3]
    inside = phonenumbers.PhoneNumber(country_code=1, national_number=int(f"{area}2345678"))
    return phonenumbers.region_code_for_number(inside)


@cache
def zones_by_country() -> dict[str, tuple[str, ...]]:
    """ISO 3166-1 alpha-2 -> its IANA zones, from the table that comes with the zones."""
    table: dict[str, tuple[str, ...]] = {}
    text = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            table[country] = (*table.get(country, ()), zone)
    return table
