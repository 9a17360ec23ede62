"""The part of `requirements.lock` that one thing needs, with hashes: for an image without tools.

`python ops/lock_for.py program` is what the program needs at run time, `python ops/lock_for.py
hatchling` what that package needs. The lock says of each package why it is there ("# via"); here
those words are followed backwards. Run from the top of the checkout; writes to standard output.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

#: What the lock calls us; with ":dev" behind the name of our file it means our tools.
_US = "cancerfax-triage (pyproject.toml)"
_PACKAGE = re.compile(r"^([a-z0-9][\w.\-]*)(?:\[[^\]]*\])?==.*?(?=^[a-z0-9]|\Z)", re.M | re.S)


def part(lock: str, root: str) -> str:
    """The pins that `root` (a package, or "program") needs, itself among them, word for word.

    Raises KeyError when the lock does not know the root.
    """
    # a package may stand there more than once, for several Pythons
    pins = [(match[1], match[0]) for match in _PACKAGE.finditer(lock)]
    first = _US if root == "program" else root
    if first not in {_US, *(name for name, _ in pins)}:
        raise KeyError(first)
    wanted = {first}
    while more := {name for name, pin in pins if _reasons(pin) & wanted} - wanted:
        wanted |= more
    return "".join(pin for name, pin in pins if name in wanted)


def _reasons(pin: str) -> set[str]:
    """Who asked for it: the words behind "# via", on that line or on those below it."""
    _, _, told = pin.partition("# via")
    return {line.strip(" #") for line in told.splitlines()} - {""}


if __name__ == "__main__":
    sys.stdout.write(part(Path("requirements.lock").read_text(encoding="utf-8"), sys.argv[1]))
