"""What comes with a message that is not text."""

from __future__ import annotations

import pytest

from tests.twilio.forms import arrive, sms, whatsapp
from triage.vocabulary import MediaKind

URL = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1"


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("image/jpeg", MediaKind.IMAGE),
        ("IMAGE/PNG; q=1", MediaKind.IMAGE),
        ("image/webp", MediaKind.STICKER),
        ("audio/ogg", MediaKind.AUDIO),
        ("video/mp4", MediaKind.VIDEO),
        ("application/pdf", MediaKind.DOCUMENT),
        ("text/plain", MediaKind.DOCUMENT),
        ("text/vcard", MediaKind.CONTACT),
        ("text/x-vcard", MediaKind.CONTACT),
        ("chemical/x-pdb", MediaKind.OTHER),
        ("", MediaKind.OTHER),
    ],
)
def test_kind_follows_the_declared_type(content_type: str, kind: MediaKind) -> None:
    form = whatsapp(Body="", NumMedia="1", MediaUrl0=URL, MediaContentType0=content_type)

    (medium,) = arrive(form).media

    assert (medium.kind, medium.url) == (kind, URL)


def test_webp_by_mms_is_a_photo() -> None:
    (medium,) = arrive(sms(NumMedia="1", MediaUrl0=URL, MediaContentType0="image/webp")).media

    assert medium.kind is MediaKind.IMAGE


def test_message_type_hints_at_a_sticker() -> None:
    form = whatsapp(NumMedia="1", MediaContentType0="image/png", MessageType="sticker")

    assert arrive(form).media[0].kind is MediaKind.STICKER


def test_several_media_keep_their_order() -> None:
    types = {"MediaContentType0": "image/jpeg", "MediaContentType1": "application/pdf"}

    media = arrive(sms(NumMedia="2", **types)).media

    assert [m.kind for m in media] == [MediaKind.IMAGE, MediaKind.DOCUMENT]


def test_location_has_a_place_with_coordinates() -> None:
    arrival = arrive(
        whatsapp(
            Body="",
            Latitude="18.5204303",
            Longitude="73.8567437",
            Label="City Hospital",
            Address="12 Main Road, Pune",
            MessageType="location",
        )
    )

    assert arrival.place == "City Hospital, 12 Main Road, Pune (18.52043, 73.85674)"
    assert [m.kind for m in arrival.media] == [MediaKind.LOCATION]


def test_location_without_a_name_is_its_coordinates() -> None:
    assert arrive(whatsapp(Latitude="-1.5", Longitude="30")).place == "(-1.50000, 30.00000)"


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("nan", "1"), ("91", "1"), ("1", "181"), ("", ""), ("here", "1")]
)
def test_impossible_coordinates_are_no_place(latitude: str, longitude: str) -> None:
    arrival = arrive(whatsapp(Latitude=latitude, Longitude=longitude))

    assert (arrival.place, arrival.media) == (None, ())


@pytest.mark.parametrize(
    ("hint", "kind"), [("location", MediaKind.LOCATION), ("contacts", MediaKind.CONTACT)]
)
def test_message_type_alone_tells_what_came(hint: str, kind: MediaKind) -> None:
    assert [m.kind for m in arrive(whatsapp(Body="", MessageType=hint)).media] == [kind]


def test_unknown_message_type_is_no_hint() -> None:
    assert arrive(whatsapp(MessageType="order")).media == ()
