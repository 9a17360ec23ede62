"""Picking a service: one lead an enquiry, from the first moment, with nothing told getting lost."""

from __future__ import annotations

import pytest

from tests.conversation.talk import Talk, in_form
from triage.conversation.types import FillLead, OpenLead, SetService, Step
from triage.meaning import Fact, Meaning
from triage.vocabulary import Channel, Command, Field, Service, Signal

LYMPHOMA = (
    Fact(Field.FOR_WHOM, "mother"),
    Fact(Field.CANCER_TYPE, "lymphoma"),
    Fact(Field.CITY, "Dhaka"),
)


def filled(talk: Talk) -> dict[Field, str]:
    return {e.fact.field: e.fact.value for e in talk.done(FillLead) if isinstance(e, FillLead)}


@pytest.mark.parametrize("service", list(Service))
@pytest.mark.parametrize("channel", list(Channel))
def test_every_service_opens_with_its_own_words(service: Service, channel: Channel) -> None:
    talk = Talk(channel)
    talk.says(Signal.GREETING)

    assert talk.number(service) == f"service.{service.value}.intro form.consent"
    assert talk.done(OpenLead) == [OpenLead(service)]


@pytest.mark.parametrize("number", [0, 6, 9])
def test_a_number_without_a_service_shows_the_menu_again(number: int) -> None:
    talk = Talk()
    talk.says(Signal.GREETING)

    assert talk.number(number) == "talk.unclear menu.menu"


def test_a_number_as_the_very_first_message_picks_a_service() -> None:
    assert Talk().number(2) == "service.2.intro form.consent"


def test_an_old_menu_button_still_means_what_it_said() -> None:
    talk = in_form(Step.STAGE)

    assert talk.hear(Meaning(option="menu:5")) == "service.changed form.stage"


def test_the_whatsapp_name_is_written_down_as_the_enquirers() -> None:
    talk = Talk(profile_name="  Asha \n Rahman ")
    talk.pick(Service.CAR_T)

    assert filled(talk) == {Field.ENQUIRER_NAME: "Asha Rahman"}


@pytest.mark.parametrize("name", ["", "A", "+1 202", "x" * 61, "🌸🌸"])
def test_what_is_no_name_is_not_written_down_as_one(name: str) -> None:
    talk = Talk(profile_name=name)
    talk.pick(Service.CAR_T)

    assert filled(talk) == {}


def test_a_name_they_told_beats_the_one_in_the_profile() -> None:
    talk = Talk(profile_name="Asha Rahman")
    talk.hear(Meaning(also=(Fact(Field.ENQUIRER_NAME, "Bina"),)))
    talk.pick(Service.CAR_T)

    assert filled(talk) == {Field.ENQUIRER_NAME: "Bina"}


def test_facts_told_with_the_service_are_not_asked_again() -> None:
    talk = Talk()
    talk.hear(Meaning(service=Service.CAR_T, also=LYMPHOMA))
    assert filled(talk) == {Field.FOR_WHOM: "mother", Field.CITY: "Dhaka"}

    talk.says(Signal.YES)
    assert filled(talk) == {Field.CANCER_TYPE: "lymphoma"}
    assert talk.tells(Field.NAME, "Asha") == "form.stage"
    assert talk.tells(Field.STAGE, "4") == "form.call_time"


def test_the_price_in_a_country_moves_nobody_there() -> None:
    talk = in_form(Step.CALL_TIME)

    talk.hear(
        Meaning(
            text="what does it cost in Germany?",
            asks=True,
            also=(Fact(Field.COUNTRY, "DE"), Fact(Field.AGE, "62"), Fact(Field.STAGE, "1")),
        )
    )

    assert filled(talk) == {Field.AGE: "62"}
    country, stage = talk.state.fact(Field.COUNTRY), talk.state.fact(Field.STAGE)
    assert country is not None
    assert stage is not None
    assert (country.value, stage.value) == ("BD", "3B")


def test_picking_the_same_service_again_goes_on() -> None:
    talk = in_form(Step.STAGE)

    assert talk.pick(Service.CAR_T) == "service.2.intro form.stage"
    assert not talk.done(OpenLead)


def test_picking_another_service_changes_the_open_lead() -> None:
    talk = in_form(Step.STAGE)

    assert talk.pick(Service.PROTON_THERAPY) == "service.changed form.stage"
    assert talk.done(SetService) == [SetService(Service.PROTON_THERAPY)]
    assert not talk.done(OpenLead)


def test_another_service_from_the_menu_goes_on_with_the_form() -> None:
    talk = in_form(Step.STAGE)
    talk.hear(Meaning(command=Command.MENU))

    assert talk.hear(Meaning(service=Service.CANCER_VACCINE, also=(Fact(Field.STAGE, "2"),))) == (
        "service.changed form.place.known"
    )


def test_consent_is_still_asked_when_the_service_changes_before_it() -> None:
    talk = in_form(Step.CONSENT)
    talk.hear(Meaning(command=Command.MENU))

    assert talk.pick(Service.CANCER_VACCINE) == "service.changed form.consent"


def test_a_lead_opened_for_a_person_becomes_the_service_lead() -> None:
    talk = Talk()
    talk.hear(Meaning(command=Command.HUMAN))

    talk.pick(Service.VIDEO_CONSULTATION)

    assert not talk.done(OpenLead)
    assert talk.done(SetService) == [SetService(Service.VIDEO_CONSULTATION)]
