"""The log-in at PostgreSQL: whoever connects uses the newest that is accepted now.

PostgreSQL keeps one password a role. So that nobody is locked out while it changes, a new
connection tries every log-in of DATABASE_URL in turn, newest first; those that are open live on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Dialect, Engine, make_url

from triage.errors import Conflict, StorageDown

Logins = Callable[[], tuple[str, ...]]


def follow_logins(engine: Engine, logins: Logins) -> None:
    """Connect with the log-ins of these addresses, in turn, whatever the engine was made with."""

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: Dialect, _entry: object, args: list[Any], more: dict[str, Any]) -> Any:
        tries = [make_url(address) for address in logins()]
        for last, url in enumerate(tries, start=1):
            who = {"user": url.username, "password": url.password}
            known = {name: value for name, value in who.items() if value is not None}
            try:
                return dialect.connect(*args, **{**more, **known})
            except dialect.loaded_dbapi.OperationalError:
                if last == len(tries):
                    raise
        return dialect.connect(*args, **more)


def works(address: str) -> bool:
    """Whether PostgreSQL takes this log-in. Raises StorageDown when it does not answer at all."""
    import psycopg  # only a rotation of the password asks

    try:
        _connect_once(address).close()
    except psycopg.OperationalError as refused:
        if isinstance(refused, psycopg.errors.ConnectionTimeout):
            raise StorageDown("the database did not answer") from None
        return False
    return True


def change_password(accepted: tuple[str, ...], address: str) -> None:
    """Give the role of `address` the password in it, logged in as any of `accepted`.

    What travels, and what the server may log, is the SCRAM verifier, not the password. Raises
    StorageDown, or Conflict when the server does not allow it.
    """
    import psycopg
    from psycopg import sql

    login = next((one for one in accepted if works(one)), None)
    if login is None:
        raise StorageDown("the database takes none of the log-ins in DATABASE_URL")
    wanted = make_url(address)
    role, password = str(wanted.username), str(wanted.password)
    with _connect_once(login) as line:
        hidden = line.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        change = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
            sql.Identifier(role), sql.Literal(hidden.decode())
        )
        try:
            line.execute(change)
        except psycopg.Error as refused:
            kind = type(refused).__name__
            raise Conflict(f"PostgreSQL did not change the password of {role} ({kind})") from None


def _connect_once(address: str) -> Any:
    import psycopg

    url = make_url(address).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False), connect_timeout=5)
