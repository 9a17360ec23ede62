"""Start a web process with its memory in few pieces, and without what nobody reads there.

Up to READERS threads of a worker read requests, each for a moment. Left alone, every one of them
keeps memory for its next request, in the C library and in the server's own allocator. Both are told
not to before they are loaded, so the program begins anew, in the same process.
Docstrings, of libraries more than ours, are for readers of the source: Python is told to leave them
out. `assert` goes with them, so ours only tell the type checker what is so (ruff S101 sees to it).
What the operator has set stays. Where another C library is used, nothing changes for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

#: By the names that each looks for (glibc's manual, "Memory Allocation Tunables"; jemalloc's,
#: "Tuning", with the prefix that granian's is built with; Python's "Command line and environment").
TOLD = {
    "GLIBC_TUNABLES": "glibc.malloc.arena_max=1:glibc.malloc.tcache_count=0",
    "_RJEM_MALLOC_CONF": "narenas:1,tcache:false,dirty_decay_ms:0,muzzy_decay_ms:0",
    # where Python looks for zones anyway: to find that out it would load how it was built
    "PYTHONTZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
    "PYTHONOPTIMIZE": "2",
}


def begin_lean(words: Sequence[str]) -> None:
    """Begin this process anew if its words ask for web processes and it was not told yet; returns
    otherwise, or where that cannot be: bigger, but the same."""
    command = next((word for word in words if not word.startswith("-")), "")
    untold = {name: value for name, value in TOLD.items() if name not in os.environ}
    asks_how = "--help" in words  # told by a docstring
    if command == "serve" and untold and not asks_how:
        with suppress(OSError):
            again = [sys.executable, *sys.orig_argv[1:]]
            os.execve(sys.executable, again, {**os.environ, **untold})  # noqa: S606 - ourselves
