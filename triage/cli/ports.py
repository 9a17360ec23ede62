"""Ports of this machine: a taken one is refused with a line that says so; a free one is found."""

from __future__ import annotations

import socket

from triage.errors import TriageError


def refuse_taken_port(host: str, port: int) -> None:
    """Raise a TriageError that names the port when something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        # as servers do: a port whose last connections are still closing is free
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            reason = (error.strerror or "refused").lower()
            raise TriageError(
                f"port {port} of {host} cannot be used ({reason}); choose another with --port"
            ) from None


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.bind((host, 0))
        number: int = trial.getsockname()[1]
        return number
