"""What is shown once and kept nowhere readable: a link, an address, recovery codes. It waits in the
sealed session from the form that made it until the next page.
"""

from __future__ import annotations

from triage.console.session import this_session


def show_once(what: str, lines: list[str]) -> None:
    """Show these on the next page that takes them."""
    this_session()[f"shown.{what}"] = lines


def take_shown(what: str) -> list[str]:
    """The lines to show now; never again. Empty when there are none."""
    found: list[str] = this_session().pop(f"shown.{what}", [])
    return found
