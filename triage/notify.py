"""Alerts on their way to the staff: the only module that imports apprise. Loaded by the worker.

Decided here: one address at a time, nothing kept on the disk, no redirects followed, and nobody
waits longer than the time-out, whatever the other side does.
"""

from __future__ import annotations

from apprise import Apprise, AppriseAsset, NotifyFormat, NotifyType, PersistentStoreMode

TIMEOUT_SECONDS = 15.0


def tell(address: str, *, title: str, body: str, urgent: bool) -> bool:
    """Send one message to an address of apprise; whether it was taken. Never raises for what the
    other side does; returns within `TIMEOUT_SECONDS` and a moment."""
    bell = _bell_for(address)
    if bell is None:
        return False
    kind = NotifyType.FAILURE if urgent else NotifyType.INFO
    told = bell.notify(
        body=body,
        title=title,
        notify_type=kind,
        body_format=NotifyFormat.TEXT,
        timeout=TIMEOUT_SECONDS,
    )
    return bool(told)


def is_address(address: str) -> bool:
    """Whether apprise knows what to do with it."""
    return _bell_for(address) is not None


def masked(address: str) -> str:
    """An address fit for an operator's screen: its service and place, its secrets hidden."""
    bell = _bell_for(address)
    if bell is None:
        return f"{address.partition('://')[0][:20]}://... (not understood)"
    shown = bell[0].url(privacy=True)  # type: ignore[no-untyped-call]  # theirs
    return str(shown).partition("?")[0]


def _bell_for(address: str) -> Apprise | None:
    asset = AppriseAsset(app_id="CancerFax", storage_mode=PersistentStoreMode.MEMORY)
    asset.app_desc, asset.app_url, asset.image_url_mask = "CancerFax leads", "", ""
    asset.async_mode, asset.http_redirects = False, False
    bell = Apprise(asset=asset)
    return bell if bell.add(address) else None
