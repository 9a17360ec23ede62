"""`triage users`: the staff's accounts. Decided here: nobody types a password for somebody else; a
one-time link is printed once, on stdout, and works for a day.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from triage.cli.streams import write_out
from triage.vocabulary import Role

if TYPE_CHECKING:
    from triage.services.house import House

OPERATOR = "operator"  # as the audit calls whoever has the command line
ONCE = "The link works once, within a day; it is not shown again."
role_words = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """Coordinators and operators: create, list, change."""


@users.command("create")
@click.argument("email")
@click.option("--name", required=True, help="As colleagues call them.")
@click.option("--role", type=role_words, default=Role.COORDINATOR.value, show_default=True)
def create(email: str, name: str, role: str) -> None:
    """Make an account and print the one-time link for it."""
    from triage.cli.house import QUIET, open_configured
    from triage.services.staff import coordinators, links

    with open_configured(logs=QUIET) as house:
        made = coordinators.create(house, name=name, email=email, role=Role(role), by=OPERATOR)
        write_out(links.make(house, made, "invite", by=OPERATOR) + "\n")
    click.echo(ONCE, err=True)


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_them(as_json: bool) -> None:
    """Everybody, by name: name, address, role, whether they may log in, and with what."""
    from triage.cli.house import QUIET, open_configured
    from triage.services.staff import coordinators

    with open_configured(logs=QUIET) as house:
        for one in coordinators.everybody(house):
            told = {
                "name": one.name,
                "email": one.email,
                "role": one.role.value,
                "active": one.active,
                "password": one.has_password,
                "two_factor": one.has_two_factor,
            }
            cells = [str(value) for value in told.values()]
            write_out(
                (json.dumps(told, ensure_ascii=False) if as_json else "\t".join(cells)) + "\n"
            )


@users.command("role")
@click.argument("email")
@click.argument("role", type=role_words)
def set_role(email: str, role: str) -> None:
    """Give somebody another role; their sessions end."""
    from triage.services.staff import coordinators

    with _account(email) as (house, number):
        coordinators.set_role(house, number, Role(role), by=OPERATOR)


@users.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Keep somebody out from now on; their sessions end."""
    from triage.services.staff import coordinators

    with _account(email) as (house, number):
        coordinators.disable(house, number, by=OPERATOR)


@users.command("enable")
@click.argument("email")
def enable(email: str) -> None:
    """Let somebody in again, with what they had."""
    from triage.services.staff import coordinators

    with _account(email) as (house, number):
        coordinators.enable(house, number, by=OPERATOR)


@users.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Take password and second factor away, end all sessions, and print a new link."""
    from triage.services.staff import coordinators

    with _account(email) as (house, number):
        write_out(coordinators.reset(house, number, by=OPERATOR) + "\n")
    click.echo(ONCE, err=True)


@contextmanager
def _account(email: str) -> Iterator[tuple[House, int]]:
    """The house, and the id of whose address this is; NotFound becomes the one line on stderr."""
    from triage.cli.house import QUIET, open_configured
    from triage.services.staff import coordinators

    with open_configured(logs=QUIET) as house:
        yield house, coordinators.get_by_email(house, email).id
