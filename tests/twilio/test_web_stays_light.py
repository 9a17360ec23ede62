"""The web process never loads Twilio's package: 24 MB and a fifth of a second a worker."""

from __future__ import annotations

import subprocess
import sys


def test_reading_checking_and_answering_need_no_twilio_package() -> None:
    rooms = "signature, inbound, twiml, codes"
    script = (
        f"import sys; from triage.twilio_gateway import {rooms};"
        " sys.exit(sum(name in sys.modules for name in ('twilio', 'requests', 'flask')))"
    )

    ended = subprocess.run([sys.executable, "-c", script], timeout=30)  # noqa: S603 - our own words

    assert ended.returncode == 0
