"""A new password as it comes from a form."""

from __future__ import annotations

from flask import request

from triage.services.staff import password_rules
from triage.services.staff.coordinators import Coordinator


def problem_with_new(owner: Coordinator) -> str | None:
    """What is wrong with the form's new password, in words for its owner; None when it is good."""
    given, again = request.form.get("password", ""), request.form.get("again", "")
    problem = password_rules.problem_with(given, name=owner.name, email=owner.email)
    if problem is None and given != again:
        return "The two are not the same. Type it once more."
    return problem
