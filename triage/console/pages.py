"""Every room of the console, and what stands in its navigation. A new page is a line or two."""

from __future__ import annotations

from flask import Blueprint

from triage.console import (
    access,
    credentials,
    diary,
    export,
    files,
    leads,
    me,
    overview,
    people,
    promises,
    queue,
    reply,
    saved_views,
    search,
    staff,
    system,
    two_factor,
)

#: One blueprint a noun.
BLUEPRINTS: tuple[Blueprint, ...] = (
    access.bp,
    me.bp,
    two_factor.bp,
    staff.bp,
    queue.bp,
    search.bp,
    saved_views.bp,
    leads.bp,
    promises.bp,
    reply.bp,
    diary.bp,
    overview.bp,
    export.bp,
    files.bp,
    people.bp,
    system.bp,
    credentials.bp,
)
#: (endpoint, words) in the order of the bar; each is shown to the roles that may open it.
NAVIGATION: tuple[tuple[str, str], ...] = (
    ("queue.show", "Leads"),
    ("diary.show", "Diary"),
    ("overview.show", "Overview"),
    ("staff.show", "Staff"),
    ("system.show", "System"),
)
