"""Coverage-guided fuzzing of the webhook parser by atheris, which is no part of the lock.

    pip install atheris     # there is none for every Python and machine
    python -m bench.fuzz_parser -max_total_time=3600

Whatever bytes come as a form, the parser gives an arrival or a status, or refuses with BadWebhook,
and the signature check gives an answer. Anything else that is raised is a find: atheris prints it
and keeps the input. Its other options are libFuzzer's (`-runs=`, `-seed=`, a folder of inputs).
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

_ACCOUNT, _OURS = "AC" + "0" * 32, ("whatsapp:+12025550101", "+12025550100")
_SID = "SM" + "1" * 32
_WHOLE = urlencode(
    {
        "MessageSid": _SID,
        "AccountSid": _ACCOUNT,
        "From": "whatsapp:+12025550123",
        "To": _OURS[0],
        "NumMedia": "1",
    }
).encode()


def main() -> None:
    """Fuzz until told to stop."""
    try:
        atheris: Any = import_module("atheris")
    except ImportError:
        sys.exit("atheris is not here: pip install atheris (see the top of this file)")
    with atheris.instrument_imports(include=["triage", "urllib"]):
        inbound: Any = import_module("triage.twilio_gateway.inbound")
        signature: Any = import_module("triage.twilio_gateway.signature")
        errors: Any = import_module("triage.errors")

    def one(data: bytes) -> None:
        for body in (data, _WHOLE + b"&" + data):
            try:
                params = inbound.parse_form(body)
            except errors.BadWebhook:
                continue
            signature.is_genuine("https://bot.example/x", params, "A" * 28, ["a-token"])
            for parse in (_arrival, _status):
                try:
                    parse(inbound, params)
                except errors.BadWebhook:
                    continue

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


def _arrival(inbound: Any, params: Any) -> None:
    inbound.parse_arrival(params, account_sid=_ACCOUNT, our_numbers=_OURS)


def _status(inbound: Any, params: Any) -> None:
    inbound.parse_status(params, dict(params), account_sid=_ACCOUNT)


if __name__ == "__main__":
    main()
