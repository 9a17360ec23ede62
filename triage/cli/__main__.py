"""`python -m triage.cli`: how `demo` starts its child processes in the interpreter it runs in."""

from __future__ import annotations

import sys

from triage.cli import main

if __name__ == "__main__":
    sys.exit(main())
