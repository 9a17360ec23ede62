"""How somebody comes in: password, second factor, one-time link, and proof in between.

Flask-Security was tried and not taken, docs/adr/0005 says why. Views live in one file a step;
other pages need `proven`, `ask_for_proof` and `needs_proof` only.
"""

from __future__ import annotations

from triage.console.access.door import bp, set_up
from triage.console.access.proof import ask_for_proof, needs_proof, proven

# what registers its views when it is imported
from triage.console.access import code, link, log_in  # isort: skip

__all__ = ["ask_for_proof", "bp", "code", "link", "log_in", "needs_proof", "proven", "set_up"]
