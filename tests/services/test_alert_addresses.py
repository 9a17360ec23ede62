"""What may stand as an alert address: the operator's, and somebody's own."""

from __future__ import annotations

from typing import Any

import pytest
from apprise.manager_plugins import NotificationManager

from tests.services.listening import telling_to
from triage.errors import Conflict
from triage.notify import is_address, masked
from triage.services.alerts.alert_targets import OWN_SERVICES, all_targets, check_own, mail_to
from triage.services.house import House
from triage.settings.values import read_alert_urls


@pytest.mark.parametrize(
    "given",
    [
        "",
        "bina@clinic.example",
        "slack://TokenA/TokenB/TokenC/#leads",
        "tgram://123456789:abcdefg/12315544/",
        "workflows://prod-01.westeurope.logic.azure.com:443/643e69f83c8944/iXTM-Hs8A",
    ],
)
def test_a_mail_address_or_a_known_service_may_be_ones_own(given: str) -> None:
    assert check_own(f" {given} ") == given


@pytest.mark.parametrize(
    "given",
    [
        "json://127.0.0.1:8080",
        "http://169.254.169.254/latest",
        "xml://localhost",
        "file:///etc/passwd",
        "mailtos://user:word@intranet.example",
        "bina@localhost",
        "slack://",
        "slack://TokenA/TokenB/TokenC/?template=/etc/passwd",
        "workflows://intranet.example/643e69f83c8944/iXTM-Hs8A",
        "workflows://intranet.example/.logic.azure.com/iXTM",
        "slack://a b",
        "slack://" + "x" * 600,
        "bina",
    ],
)
def test_nobody_points_our_server_at_a_place_of_their_own(given: str) -> None:
    with pytest.raises(Conflict, match="mail address"):
        check_own(given)


@pytest.mark.parametrize("service", sorted(OWN_SERVICES))
def test_every_service_that_may_be_ones_own_is_one_that_the_library_knows(service: str) -> None:
    assert masked(f"{service}://").startswith(service)
    known: Any = NotificationManager()  # type: ignore[no-untyped-call]
    assert service in known.schemas()


def test_a_mail_address_of_ones_own_goes_by_the_houses_mail_service() -> None:
    base = (
        "mailtos://alerts:word@mail.example?smtp=smtp.mail.example&to=all@clinic.example&cc=x@y.zz"
    )

    led = mail_to(base, "bina@clinic.example")

    assert led == (
        "mailtos://alerts:word@mail.example?smtp=smtp.mail.example&to=bina%40clinic.example"
    )
    assert is_address(led)
    assert "word@" not in masked(led)


def test_addresses_are_read_one_a_line_or_with_commas_and_keep_commas_inside() -> None:
    text = "mailtos://u:p@h.example?to=a@b.example,c@d.example,\nslack://A/B/C, json://h.example"

    assert read_alert_urls(text) == (
        "mailtos://u:p@h.example?to=a@b.example,c@d.example",
        "slack://A/B/C",
        "json://h.example",
    )


@pytest.mark.parametrize("text", ["alerts@clinic.example", "slack:/A", "slack://A  B"])
def test_what_is_no_address_is_a_problem_of_the_settings(text: str) -> None:
    with pytest.raises(ValueError, match="one a line"):
        read_alert_urls(text)


def test_an_address_that_is_listed_twice_is_told_once(house: House) -> None:
    twice = telling_to(house, "json://127.0.0.1:9", "json://127.0.0.1:9")

    with twice.store.reading() as tx:
        assert len(all_targets(twice, tx)) == 1
