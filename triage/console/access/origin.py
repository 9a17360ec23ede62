"""Requests that change something have to come from our own pages. Decided here: the browser says
where a request was made (Sec-Fetch-Site); older ones give an Origin; the form token decides anyway.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, request

from triage.console.who import the_house

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})  # none: typed or reloaded by the person


def refuse_foreign() -> None:
    """403 for what another site made the browser send."""
    if request.method in _SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in _OURS:
        abort(403)
    origin = request.headers.get("Origin")
    # "null": our pages send no referrer, and with it no origin
    if origin not in (None, "null") and not _is_ours(str(origin)):
        abort(403)


def _is_ours(origin: str) -> bool:
    public = urlsplit(the_house().settings.current().public_base_url)
    ours = {f"{public.scheme}://{public.netloc}".lower(), request.host_url.rstrip("/").lower()}
    return origin.lower() in ours
