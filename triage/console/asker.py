"""Who is at the other end of a request, as far as limits go. Decided here: whom we believe about
addresses. A proxy stands on this machine or in a private network and adds the address it saw at
the end of X-Forwarded-For; from anywhere else that header is a stranger's word and is ignored.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import Request, request

from triage.console.session import device_mark
from triage.console.who import the_house
from triage.services.staff.throttling import Asker

_HOME_NETWORK = 64  # bits: an IPv6 customer gets at least this much, and may use all of it


def this_asker() -> Asker:
    """Who asks: network address and the mark of the device."""
    return Asker(source_of(request), device_mark(the_house(), request))


def source_of(asked: Request) -> str:
    """The address that limits count by; IPv6 by its network."""
    peer = _read(asked.remote_addr or "")
    if peer is None:
        return "unknown"
    if peer.is_private:
        last = asked.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        peer = _read(last) or peer
    if isinstance(peer, IPv6Address):
        mapped = peer.ipv4_mapped
        return str(mapped or ip_network((peer, _HOME_NETWORK), strict=False))
    return str(peer)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
