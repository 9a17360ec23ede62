"""When each key was used last, in this process. A use costs a dictionary entry and nothing else;
`attendance` writes what was noted here down, beside the requests and at most every few seconds.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from triage.services.credentials.catalogue import find

#: (name of a secret, the key in clear) -> monotonic seconds: never shown, never written
_used: dict[tuple[str, str], float] = {}


def note(name: str, value: str) -> None:
    """The key `value` of the secret `name` was used this moment."""
    _used[name, value] = time.monotonic()


def noted() -> dict[tuple[str, str], float]:
    """What was noted and not yet dropped: (name, key in clear) -> monotonic seconds."""
    return dict(_used)


def drop(written: Mapping[tuple[str, str], float]) -> None:
    """Forget what was written down, but not what was noted since."""
    for key, at in written.items():
        if _used.get(key) == at:
            _used.pop(key, None)


def by_id(some: Mapping[tuple[str, str], float]) -> Mapping[tuple[str, str], float]:
    """(name, key id) -> seconds ago."""
    now = time.monotonic()
    return {(name, find(name).id_of(value)): now - at for (name, value), at in some.items()}
