"""Back to an older program: an operator sees what it costs, and nothing is done beside a worker."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import audit_event, message
from tests.builders import arrival, rows
from tests.cli.conftest import Run
from tests.cli.conftest import bare as bare  # the fixtures that `triage` needs
from tests.cli.conftest import demo_env as demo_env
from tests.cli.conftest import logs_as_before as logs_as_before
from tests.cli.conftest import triage as triage
from triage.errors import Conflict, SchemaUnknown
from triage.services import audit
from triage.services.house import House
from triage.services.messages.inbox import receive
from triage.services.recovery import going_back
from triage.services.recovery.outage import HEARTBEAT
from triage.storage import meta, schema


def test_what_would_be_lost_is_said_and_nothing_is_done(house: House) -> None:
    receive(house, arrival("hi"))
    before = rows(house.store, message)

    lost = going_back.losses(house, "0009")

    assert "table search_word: 0 rows" in lost
    assert "column message.template_sid" in lost
    assert not any(line.startswith("table message") for line in lost)
    assert schema.check(house.store.engine) == schema.head()
    assert rows(house.store, message) == before


def test_a_house_goes_back_and_forth_and_answers_as_before(house: House) -> None:
    first = receive(house, arrival("hi"))

    going_back.go_back(house, "0008")
    with pytest.raises(SchemaUnknown, match="triage db upgrade"):
        schema.check(house.store.engine)
    schema.upgrade(house.store.engine)
    again = receive(house, arrival("hi"))

    assert first.body
    assert again.body
    assert len(rows(house.store, message, direction="in")) == 2
    assert [row.action for row in rows(house.store, audit_event)] == ["schema.going_back"]
    assert audit.first_bad_row(house) is None


def test_while_a_worker_is_alive_nothing_is_taken_away(house: House) -> None:
    with house.store.transaction() as tx:
        meta.put(tx, HEARTBEAT, (house.clock.now() - timedelta(seconds=20)).isoformat())

    with pytest.raises(Conflict, match="stop web and worker"):
        going_back.go_back(house, "0010")

    assert schema.check(house.store.engine) == schema.head()


@pytest.mark.parametrize("revision", ["9999", "head", "10"])
def test_a_revision_that_is_not_one_is_refused(house: House, revision: str) -> None:
    for do in (going_back.losses, going_back.go_back):
        with pytest.raises(SchemaUnknown, match="cannot go back"):
            do(house, revision)


def test_the_command_asks_for_a_yes(triage: Run, demo_env: object) -> None:
    triage("db", "upgrade")

    asked = triage("db", "downgrade", "0010")
    checked = triage("db", "check").code
    done = triage("db", "downgrade", "0010", "--yes")
    refused = triage("db", "check")

    assert (asked.code, checked) == (1, 0)
    assert "table erasure: 0 rows" in asked.out
    assert "--yes" in asked.err
    assert (done.code, refused.code) == (0, 1)
    assert "triage db upgrade" in refused.err
