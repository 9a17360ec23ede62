"""The staff gets new passwords in a day: the old one works until the link was used, or is taken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.console.access import PASSWORD, give_password
from tests.credentials.conftest import AT_ONCE, World
from triage.services.credentials.coordinator_passwords import held
from triage.services.credentials.job import NotYet
from triage.services.house import House
from triage.services.staff import coordinators, links
from triage.storage import staff_secrets
from triage.vocabulary import Role

NAME = "coordinator-passwords"


@pytest.fixture
def staffed(world: World) -> World:
    """Bina and Chen, each with a password."""
    for name in ("Bina", "Chen"):
        email = f"{name.lower()}@clinic.example"
        role = Role.LEAD_COORDINATOR
        made = coordinators.create(world.house, name=name, email=email, role=role, by="operator")
        give_password(world.house, made)
    return world


def has_password(house: House, email: str) -> bool:
    """Whether they may log in with one."""
    with house.store.reading() as tx:
        found = staff_secrets.find_by_email(tx, email)
    return found is not None and found.password_hash is not None


def test_links_go_into_a_file_and_old_passwords_last_until_the_end(staffed: World) -> None:
    for step in ("add", "verify", "promote"):
        staffed.rotate(NAME, step=step)
    path = staffed.folder / "coordinator-links.txt"
    told = dict(line.split("\t") for line in path.read_text().splitlines())
    assert path.stat().st_mode & 0o777 == 0o600
    assert has_password(staffed.house, "bina@clinic.example")

    token = told["bina@clinic.example"].rpartition("/")[2]
    links.use(staffed.house, token, "hash-of-a-new-one")
    with pytest.raises(NotYet, match="1 of the staff"):
        staffed.rotate(NAME)
    assert has_password(staffed.house, "chen@clinic.example")
    assert staffed.rotate(NAME, replace(AT_ONCE, unproven=True))

    assert has_password(staffed.house, "bina@clinic.example")
    assert not has_password(staffed.house, "chen@clinic.example")
    assert not path.exists()
    assert all(link not in "\n".join(staffed.said) for link in told.values())
    assert PASSWORD not in "\n".join(staffed.said)
    assert len(held(staffed.house)) == 2
