"""Addresses as Twilio writes them: what is read, written back, looked up, and shown in a log."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.phone import Address, AddressKind, mask, parse_address, user_address
from triage.vocabulary import Channel


@pytest.mark.parametrize(
    ("raw", "channel", "kind"),
    [
        ("+919800000012", Channel.SMS, AddressKind.PHONE),
        ("whatsapp:+919800000012", Channel.WHATSAPP, AddressKind.PHONE),
        ("whatsapp:US.13491208655302741918", Channel.WHATSAPP, AddressKind.WHATSAPP_USER),
        ("whatsapp:US.ENT.11815799212886844830", Channel.WHATSAPP, AddressKind.WHATSAPP_USER),
        ("55555", Channel.SMS, AddressKind.SHORT_CODE),
        ("+55555", Channel.SMS, AddressKind.SHORT_CODE),
        ("VK-BANK", Channel.SMS, AddressKind.NAME),
        ("My Clinic", Channel.SMS, AddressKind.NAME),
        ("919800000012", Channel.SMS, AddressKind.NAME),
    ],
)
def test_every_kind_of_sender_is_read_and_written_back(
    raw: str, channel: Channel, kind: AddressKind
) -> None:
    address = parse_address(raw)

    assert (address.channel, address.kind, address.wire) == (channel, kind, raw)


@pytest.mark.parametrize("raw", ["+910000012345", "+12025550123", "+447700900123", "+99912345678"])
def test_fictional_and_unknown_numbers_are_numbers(raw: str) -> None:
    assert parse_address(raw).phone == raw


@pytest.mark.parametrize(
    "raw",
    [
        *("", " ", "+", "whatsapp:", "whatsapp:55555", "whatsapp:Asha", "whatsapp:US.", "US:1"),
        *("messenger:1234", "+0123456789", "+1234567890123456", "Asha\x00", "+91 98000 00012"),
        *("+1202555012३", "whatsapp:US." + "1" * 129, "A" * 33, "<script>", "\ud800"),
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(raw: str) -> None:
    with pytest.raises(ValueError, match=r"^not an? (SMS|WhatsApp) address$"):
        parse_address(raw)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(raw: str) -> None:
    try:
        address = parse_address(raw)
    except ValueError:
        return

    assert parse_address(address.wire) == address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+919800000012", "whatsapp:+919800000012"),
        ("whatsapp:+5215500000012", "+525500000012"),
        ("whatsapp:+5491100000012", "+541100000012"),
        ("whatsapp:+551180000012", "+5511980000012"),
        ("whatsapp:919800000012", "WhatsApp: +919800000012 "),
        ("vk-bank", "VK-BANK"),
        ("+55555", "55555"),
    ],
)
def test_spellings_of_one_sender_have_one_canonical_form(one: str, other: str) -> None:
    assert parse_address(one).canonical == parse_address(other).canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+551131234567", "+5511931234567"),  # a landline, and a mobile that only looks like it
        ("+12025550123", "+12025550124"),
        ("55555", "whatsapp:US.55555"),
        ("+521550000001", "+52550000001"),  # too short to be a mobile with the old 1
    ],
)
def test_different_senders_stay_different(one: str, other: str) -> None:
    assert parse_address(one).canonical != parse_address(other).canonical


def test_a_mexican_number_is_called_without_the_mobile_digit_but_answered_as_it_came() -> None:
    address = parse_address("whatsapp:+5215500000012")

    assert address.phone == "+525500000012"
    assert address.wire == "whatsapp:+5215500000012"


def test_only_people_are_answered_and_only_numbers_are_called() -> None:
    raws = ("+12025550123", "whatsapp:US.123", "55555", "VK-BANK")
    addresses = [parse_address(raw) for raw in raws]

    assert [a.repliable for a in addresses] == [True, True, False, False]
    assert [a.phone for a in addresses] == ["+12025550123", None, None, None]


@pytest.mark.parametrize("raw", ["US.1234", "whatsapp:US.1234"])
def test_a_user_id_is_read_with_and_without_its_prefix(raw: str) -> None:
    address = user_address(raw)

    assert address == Address(Channel.WHATSAPP, "US.1234", AddressKind.WHATSAPP_USER)
    assert address.canonical == "user:US.1234"


def test_a_number_is_no_user_id() -> None:
    with pytest.raises(ValueError, match=r"^not a WhatsApp user id$"):
        user_address("whatsapp:+12025550123")


def test_an_address_does_not_show_its_value() -> None:
    assert "2025550123" not in repr(parse_address("+12025550123"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+910000051588", "+91*****1588"),
        ("whatsapp:+910000051588", "whatsapp:+91*****1588"),
        ("+12025550123", "+1*****0123"),
        ("+2901234", "+290*****34"),
        ("+99912345678", "+*****5678"),
        ("whatsapp:US.123", "whatsapp:*****"),
        ("Asha", "*****"),
    ],
)
def test_a_log_shows_country_code_and_last_digits_at_most(value: str, shown: str) -> None:
    assert mask(value) == shown
