"""A console on a fresh database, and people in front of it: Bina works leads, Chen leads the
coordinators, Omar operates the program.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.console.compiled import CompiledTemplates
from tests.console.visitor import Visitor
from triage.console.app import create_console
from triage.console.session import new_data
from triage.services.house import House
from triage.services.staff import coordinators, sessions
from triage.services.staff.coordinators import Coordinator
from triage.vocabulary import Role

Staff = Callable[[str, Role], Coordinator]
TEMPLATES = CompiledTemplates()


@pytest.fixture
def console(house: House) -> Flask:
    """The console's application."""
    app = create_console(house)
    app.jinja_env.bytecode_cache = TEMPLATES
    return app


@pytest.fixture
def staff(house: House) -> Staff:
    """Makes a member of the staff."""

    def make(name: str, role: Role) -> Coordinator:
        email = f"{name.lower()}@clinic.example"
        return coordinators.create(house, name=name, email=email, role=role, by="operator")

    return make


def signed_in(console: Flask, who: Coordinator) -> Visitor:
    """A browser in which somebody has logged in a moment ago: a real session, without the wait."""
    house: House = console.extensions["house"]
    with house.store.transaction() as tx:
        token, _ = sessions.start(house, tx, who, proven=True, data=new_data(), began=None)
    client = console.test_client()
    name = console.session_interface.get_cookie_name(console)
    client.set_cookie(name, token, domain="localhost", secure=False)
    client.environ_base["wsgi.url_scheme"] = "https"
    return Visitor(client)


@pytest.fixture
def bina(staff: Staff) -> Coordinator:
    """A coordinator."""
    return staff("Bina", Role.COORDINATOR)


@pytest.fixture
def chen(staff: Staff) -> Coordinator:
    """A lead coordinator."""
    return staff("Chen", Role.LEAD_COORDINATOR)


@pytest.fixture
def omar(staff: Staff) -> Coordinator:
    """An operator."""
    return staff("Omar", Role.OPERATOR)


@pytest.fixture
def as_bina(console: Flask, bina: Coordinator) -> Visitor:
    """Bina's browser."""
    return signed_in(console, bina)


@pytest.fixture
def as_chen(console: Flask, chen: Coordinator) -> Visitor:
    """Chen's browser."""
    return signed_in(console, chen)


@pytest.fixture
def as_omar(console: Flask, omar: Coordinator) -> Visitor:
    """Omar's browser."""
    return signed_in(console, omar)
