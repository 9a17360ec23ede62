"""Which webhooks become an Arrival, and what stands in it."""

from __future__ import annotations

import pytest

from tests.twilio.forms import OUR_SMS, OURS, PERSON, SERVICE, SID, arrive, sms, whatsapp
from triage.errors import BadWebhook
from triage.phone import AddressKind
from triage.twilio_gateway.inbound import parse_arrival
from triage.vocabulary import Channel


def test_sms_is_read_whole() -> None:
    arrival = arrive(sms(Body="I want  help", NumSegments="2"))

    assert (arrival.message_sid, arrival.sender.wire, arrival.to) == (SID, PERSON, OUR_SMS)
    assert (arrival.body, arrival.segments, arrival.media) == ("I want  help", 2, ())
    assert arrival.sender.channel is Channel.SMS


def test_whatsapp_brings_name_tap_and_user_id() -> None:
    arrival = arrive(
        whatsapp(
            ProfileName=" Asha\n Rao ",
            ButtonPayload="menu:2",
            ButtonText="CAR T-Cell therapy",
            ExternalUserId="whatsapp:GB.123abc",
        )
    )

    assert arrival.sender.channel is Channel.WHATSAPP
    assert (arrival.profile_name, arrival.user_id) == ("Asha Rao", "GB.123abc")
    assert (arrival.tap, arrival.tap_text) == ("menu:2", "CAR T-Cell therapy")


def test_list_row_is_a_tap_too() -> None:
    arrival = arrive(whatsapp(ListId="faq:types", ListTitle="Types"))

    assert (arrival.tap, arrival.tap_text) == ("faq:types", "Types")


def test_person_without_a_number_is_known_by_user_id() -> None:
    arrival = arrive(whatsapp(From="whatsapp:US.1234567", ExternalUserId="US.1234567", WaId=None))

    assert arrival.sender.kind is AddressKind.WHATSAPP_USER
    assert (arrival.sender.wire, arrival.user_id) == ("whatsapp:US.1234567", None)


def test_ill_formed_user_id_is_ignored() -> None:
    assert arrive(whatsapp(ExternalUserId="<script>")).user_id is None


def test_messaging_service_of_ours_vouches_for_the_number() -> None:
    assert arrive(sms(To="+12025550177", MessagingServiceSid=SERVICE)).to == "+12025550177"


def test_unknown_fields_are_ignored_even_when_repeated() -> None:
    assert arrive(sms(), ("NewThing", "1"), ("NewThing", "2")).body == "Hello"


def test_missing_body_is_an_empty_message() -> None:
    assert arrive(sms(Body=None, NumMedia=None)).body == ""


@pytest.mark.parametrize(
    ("word", "kept"), [("STOP", "STOP"), ("start", "START"), ("", None), ("MAYBE", None)]
)
def test_opt_out_type_is_one_of_three_words(word: str, kept: str | None) -> None:
    assert arrive(sms(OptOutType=word)).opt_out_type == kept


@pytest.mark.parametrize(("given", "kept"), [("1203", "1203"), ("", None)])
def test_source_is_the_advertisement_if_any(given: str, kept: str | None) -> None:
    assert arrive(whatsapp(ReferralSourceId=given, ReferralNumMedia="0")).source == kept


@pytest.mark.parametrize(
    "fault",
    [
        {"AccountSid": "AC" + "9" * 32},
        {"AccountSid": None},
        {"MessageSid": None},
        {"MessageSid": "SM123"},
        {"MessageSid": "XX" + "1b" * 16},
        {"MessageSid": SID + "\n"},
        {"SmsSid": "SM" + "3c" * 16},
        {"SmsMessageSid": ""},
        {"From": None},
        {"From": ""},
        {"From": "whatsapp:nobody"},
        {"From": "+44 77<script>"},
        {"To": None},
        {"To": "+12025550199"},
        {"To": "+12025550199", "MessagingServiceSid": "MG" + "9" * 32},
        {"To": "", "MessagingServiceSid": SERVICE},
        {"From": f"whatsapp:{PERSON}"},
        {"NumMedia": "11"},
        {"NumMedia": "-1"},
        {"NumMedia": "many"},
    ],
)
def test_what_is_no_message_of_ours_is_refused(fault: dict[str, str | None]) -> None:
    with pytest.raises(BadWebhook) as refused:
        arrive(sms(**fault))

    assert refused.value.status == 400
    assert PERSON not in str(refused.value)


@pytest.mark.parametrize("name", ["Body", "From", "To", "MessageSid", "NumMedia", "MediaUrl0"])
def test_repeated_field_that_we_use_is_refused(name: str) -> None:
    with pytest.raises(BadWebhook, match="repeated"):
        arrive(sms(MediaUrl0=""), (name, "again"))


def test_fields_swallowed_by_the_body_are_missed() -> None:
    """A signature does not bind field borders: moving From into Body leaves it valid."""
    with pytest.raises(BadWebhook):
        arrive(sms(Body=f"HelloFrom{PERSON}", From=None))
    with pytest.raises(BadWebhook):
        arrive({**sms(MessageSid=None), "MessageSi": f"d{SID}"})


def test_no_account_configured_means_nothing_is_ours() -> None:
    with pytest.raises(BadWebhook):
        parse_arrival((("AccountSid", ""),), account_sid="", our_numbers=OURS)
