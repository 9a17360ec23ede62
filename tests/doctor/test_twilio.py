"""Twilio as the doctor sees it: credentials, account, clock, and where it takes our messages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import ACCOUNT
from tests.doctor.conftest import SMS, WHATSAPP, Patient
from tests.reconcile.conftest import TOKEN
from tests.simulator.conftest import serving
from triage.services.doctor import rounds
from triage.services.doctor.report import Check, State
from triage.services.doctor.twilio import webhooks
from triage.simulator.server import make_standin
from triage.simulator.settings import StandinSettings
from triage.twilio_gateway.account import AccountBook
from triage.twilio_gateway.rest import Credentials, TwilioRest

OURS = "http://127.0.0.1:1/twilio/inbound"
SERVICE = "MG" + "2c" * 16


def test_both_senders_lead_to_us(patient: Patient) -> None:
    lines = patient.lines()

    assert lines[f"webhook of {SMS}"].words == "leads to us"
    assert lines[f"webhook of {WHATSAPP}"].words == "leads to us"
    assert lines["Twilio account"].state is State.OK


def test_retry_settings_behind_the_address_do_not_matter(patient: Patient) -> None:
    patient.lead(SMS, sms_url=f"{OURS}#rc=3&rp=5xx,ct,rt")

    assert patient.line(f"webhook of {SMS}").state is State.OK


@pytest.mark.parametrize(
    ("led", "words"),
    [
        ({"sms_url": "https://user:secret@old.example/sms?key=secret"}, "https://old.example/sms"),
        ({"sms_url": ""}, "nothing: messages are lost"),
        ({"sms_method": "GET"}, "comes by GET"),
        ({"sms_url": OURS.replace("http:", "https:")}, "leads to https://127.0.0.1"),
        ({"phone_number": "+12025550199"}, "does not know this sender"),
    ],
)
def test_a_number_that_leads_elsewhere(patient: Patient, led: dict[str, str], words: str) -> None:
    patient.lead(SMS, **led)

    line = patient.line(f"webhook of {SMS}")

    assert line.state is State.FAIL
    assert words in line.words
    assert "secret" not in line.words
    assert line.todo


def test_a_whatsapp_sender_that_leads_elsewhere(patient: Patient) -> None:
    patient.lead(WHATSAPP, callback_url="https://old.example/whatsapp")
    assert patient.line(f"webhook of {WHATSAPP}").state is State.FAIL

    patient.lead(WHATSAPP, callback_url=OURS, status_callback_url="https://old.example/status")
    assert patient.line(f"webhook of {WHATSAPP}").state is State.WARN


def test_a_suspended_account(patient: Patient) -> None:
    patient.lead("account", status="suspended")

    assert patient.line("Twilio account").state is State.FAIL


def test_wrong_credentials_are_named_without_being_shown(patient: Patient) -> None:
    rest = TwilioRest(
        lambda: Credentials(ACCOUNT, ACCOUNT, "not-the-token"), base_url=patient.outside.address
    )
    patient.outside.house = replace(patient.house, at_twilio=AccountBook(rest.ask, lambda: ACCOUNT))

    lines = patient.lines()

    assert lines["Twilio account"].words == "Twilio refuses our credentials"
    assert "TWILIO_AUTH_TOKEN" in lines["Twilio account"].todo
    assert f"webhook of {SMS}" not in lines
    assert "not-the-token" not in str(lines)


def test_a_twilio_that_does_not_answer_is_one_line(patient: Patient) -> None:
    rest = TwilioRest(lambda: Credentials(ACCOUNT, ACCOUNT, TOKEN), base_url="http://127.0.0.1:1")
    patient.outside.house = replace(patient.house, at_twilio=AccountBook(rest.ask, lambda: ACCOUNT))

    bad = {name for name, state in patient.bad().items() if state is State.FAIL}

    assert bad == {"Twilio account"}


def test_a_clock_that_is_wrong(patient: Patient) -> None:
    patient.outside.clock.tick(seconds=20)
    assert patient.line("Twilio's clock").state is State.WARN

    patient.outside.clock.tick(minutes=5)
    assert patient.line("Twilio's clock").state is State.FAIL


@pytest.mark.parametrize(
    ("service", "number", "states"),
    [
        ({}, "https://old.example/", (State.OK, State.WARN)),
        ({"inbound_request_url": None}, OURS, (State.FAIL, State.OK)),
        ({"use_inbound_webhook_on_number": True}, "https://old.example/", (State.OK, State.FAIL)),
    ],
)
def test_a_messaging_service_decides_for_its_numbers(
    patient: Patient,
    service: dict[str, object],
    number: str,
    states: tuple[State, State],
) -> None:
    settings = StandinSettings(
        account_sid=ACCOUNT,
        public_base_url="http://127.0.0.1:1",
        sms_number=SMS,
        whatsapp_number=WHATSAPP,
        auth_tokens=lambda: (TOKEN,),
        messaging_service_sid=SERVICE,
    )
    with serving(make_standin("127.0.0.1", 0, settings)) as address:
        rest = TwilioRest(lambda: Credentials(ACCOUNT, ACCOUNT, TOKEN), base_url=address)
        patient.outside.address = address
        patient.lead(SERVICE, **service)
        patient.lead(SMS, sms_url=number)
        ours = replace(patient.house.settings.current(), twilio_messaging_service_sid=(SERVICE,))
        book = AccountBook(rest.ask, lambda: ACCOUNT)
        house = replace(patient.house, at_twilio=book, settings=_Fixed(ours))  # type: ignore[arg-type]  # read only
        found = {
            line.name: line.state for line in rounds.examine(house, (Check("webhooks", webhooks),))
        }

    assert (found[f"webhook of {SERVICE}"], found[f"webhook of {SMS}"]) == states


class _Fixed:
    def __init__(self, settings: object) -> None:
        self._settings = settings

    def current(self) -> object:
        """Always the same."""
        return self._settings
