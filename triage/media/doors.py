"""What may be asked for: Twilio's media resource of our account, and where it sends us on to.

Decided here: an address is taken apart by one strict pattern, never repaired; the log-in goes only
to the first door; a redirect leads to a listed host over https, once. An address of this machine or
its network is a door only where the operator put one (TWILIO_API_BASE_URL).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from triage.errors import FetchFailed

_MEDIA = re.compile(
    r"/2010-04-01/Accounts/(AC[0-9A-Za-z]{1,64})/Messages/[0-9A-Za-z]{1,64}/Media/ME[0-9A-Za-z]{1,64}"
)
#: Twilio's own, and those of its regions (api.dublin.ie1.twilio.com).
_API_HOST = re.compile(r"api(?:\.[a-z0-9-]{1,20}){0,2}\.twilio\.com")
_READABLE = re.compile(r"[!-~]{1,4096}")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where to ask, and what for. `trusted`: the operator named it, wherever it lies."""

    secure: bool
    host: str
    port: int
    target: str
    trusted: bool = False

    @property
    def url(self) -> str:
        """The whole address, as a redirect is read against it."""
        scheme = "https" if self.secure else "http"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}{self.target}"


class Doors:
    """The addresses that may be asked for one account.

    `base_url` takes the place of Twilio's API where an operator set one; `hosts` are those of its
    redirects, each `host[:port][/folder]`.
    """

    def __init__(self, account_sid: str, *, hosts: Iterable[str], base_url: str = "") -> None:
        self._account = account_sid
        self._hosts = tuple(hosts)
        self._base = _split(base_url) if base_url else None

    def first(self, url: str) -> Place:
        """Where a MediaUrl is asked for. Raises FetchFailed, for good, unless it is ours."""
        parts = _split(url)
        path = parts.path
        if self._base is not None and _origin(parts) == _origin(self._base):
            path = path.removeprefix(self._base.path.rstrip("/"))
        elif not (parts.scheme == "https" and _is_api(parts)):
            raise _closed("address")
        found = _MEDIA.fullmatch(path)
        if found is None or found[1] != self._account or parts.query:
            raise _closed("address")
        if self._base is None:
            return Place(True, parts.hostname or "", 443, path)
        target = self._base.path.rstrip("/") + path
        return _place(self._base, target, trusted=True)

    def second(self, came_from: Place, location: str) -> Place:
        """Where a redirect leads. Raises FetchFailed, for good, unless that is a listed host."""
        try:
            parts = _split(urljoin(came_from.url, location))
        except ValueError:  # brackets that hold no address
            raise _closed("redirect") from None
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        ours = self._base is not None and _origin(parts) == _origin(self._base)
        if ours:
            return _place(parts, target, trusted=True)
        if not any(self._leads_to(parts, host) for host in self._hosts):
            raise _closed("redirect")
        return _place(parts, target, trusted=parts.hostname in _LOOPBACK)

    def _leads_to(self, parts: SplitResult, listed: str) -> bool:
        """Whether this is below a listed host; plain http only beside an API on this machine."""
        name, _, folder = listed.partition("/")
        host, _, port = name.partition(":")
        local = host in _LOOPBACK
        if local and (self._base is None or self._base.hostname not in _LOOPBACK):
            return False
        in_folder = not folder or parts.path.startswith(f"/{folder.rstrip('/')}/")
        return (
            parts.hostname == host
            and _port(parts) == int(port or 443)
            and (parts.scheme == "https" or local)
            and in_folder
            and ".." not in parts.path
            and "%2e" not in parts.path.lower()
        )


def _split(url: str) -> SplitResult:
    """The parts of an address that says one thing to every reader. Raises FetchFailed."""
    if not _READABLE.fullmatch(url) or "\\" in url or "#" in url:
        raise _closed("address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _closed("address") from None
    plain = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    if not plain or port == 0:
        raise _closed("address")
    return parts


def _is_api(parts: SplitResult) -> bool:
    return bool(_API_HOST.fullmatch(parts.hostname or "")) and parts.port in (None, 443)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", _port(parts)


def _place(parts: SplitResult, target: str, *, trusted: bool) -> Place:
    secure = parts.scheme == "https"
    return Place(secure, parts.hostname or "", _port(parts), target, trusted)


def _closed(reason: str) -> FetchFailed:
    return FetchFailed(reason, permanent=True)
