"""Every room of the console, and what stands in its navigation. A new page is a line or two."""

from __future__ import annotations

from flask import Blueprint

from triage.console import access, queue

#: One blueprint a noun.
BLUEPRINTS: tuple[Blueprint, ...] = (
    access.bp,
    queue.bp,
)
#: (endpoint, words) in the order of the bar; each is shown to the roles that may open it.
NAVIGATION: tuple[tuple[str, str], ...] = (("queue.show", "Leads"),)
