"""What coordinators see. Decided here: nothing of it is loaded before somebody opens it.

The console is an application of its own under `/console/`, beside the webhooks: its libraries cost
a second and some memory, which a process that only answers messages does not pay.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from triage.services.house import House

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/console"

__all__ = ["PREFIX", "console_beside"]


def console_beside(house: House, inner: WSGIApplication) -> WSGIApplication:
    """Answer what is asked under `/console`, made at the first request; pass the rest on."""
    made: list[WSGIApplication] = []
    one_at_a_time = threading.Lock()

    def console() -> WSGIApplication:
        with one_at_a_time:
            if not made:
                from triage.console.app import create_console

                made.append(create_console(house))
        return made[0]

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        ours = path == PREFIX or path.startswith(f"{PREFIX}/")
        return (console() if ours else inner)(environ, start)

    return answer
