"""What tests of the log-in need: a stranger's browser, accounts with passwords and apps, and a
hasher that does not take its time.
"""

from __future__ import annotations

from argon2 import PasswordHasher
from flask import Flask

from tests.console.visitor import Visitor
from triage.console.access.passwords import Argon2
from triage.services.house import House
from triage.services.staff import totp, two_factor
from triage.services.staff.coordinators import Coordinator
from triage.storage import staff_secrets

PASSWORD = "the blue kettle sings at dawn"
QUICK = Argon2(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def stranger(console: Flask, source: str = "203.0.113.7") -> Visitor:
    """A browser that nobody has logged in with, somewhere on the network."""
    console.extensions["console_hasher"] = QUICK
    client = console.test_client()
    client.environ_base.update({"wsgi.url_scheme": "https", "REMOTE_ADDR": source})
    return Visitor(client)


def give_password(house: House, who: Coordinator, password: str = PASSWORD) -> None:
    """They have this password."""
    with house.store.transaction() as tx:
        staff_secrets.set_password(tx, who.id, QUICK.hash(password), now=house.clock.now())


def give_app(house: House, who: Coordinator) -> tuple[str, list[str]]:
    """They have an authenticator app: its secret and their recovery codes."""
    secret = totp.new_secret()
    made = two_factor.turn_on(house, who, secret, code_of(house, secret, steps=-1))
    assert made is not None
    return secret, made[1]


def code_of(house: House, secret: str, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return totp.code_at(secret, int(house.clock.now().timestamp()) // 30 + steps)


def log_in(
    visitor: Visitor, who: Coordinator, password: str = PASSWORD, *, status: int = 303, to: str = ""
) -> str:
    """Fill the log-in page in; where it leads, or the page."""
    visitor.page = None
    visitor.get("/console/log-in" + (f"?next={to}" if to else ""))
    given = {"email": who.email, "password": password, "next": to}
    return visitor.post("/console/log-in", given, status=status)


def give_code(visitor: Visitor, code: str, *, status: int = 303, to: str = "") -> str:
    """Fill the page for the second factor in."""
    visitor.get("/console/log-in/code")
    return visitor.post("/console/log-in/code", {"code": code, "next": to}, status=status)


def session_cookie(visitor: Visitor, name: str = "triage-console") -> str | None:
    """What the browser holds."""
    found = visitor.client.get_cookie(name)
    return found.value if found else None


def is_in(visitor: Visitor) -> bool:
    """Whether the browser is let in."""
    answer = visitor.client.get("/console/me/")
    assert answer.status_code in (200, 302), answer.status_code
    return answer.status_code == 200
