"""What people and attackers send us, all of it recognisable, and a Twilio that repeats it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, urlencode

NAME, CITY, ILLNESS = "Quetzalia Vashti", "Xylotownburg", "glioquuxoma"
PHONES = ("+12025550123", "2025550123", "202-555-0123", "(202) 555-0123", "202 555 0123")
EMAIL, USER_ID = "quetzalia@home.example", "US.7700112233XY"
TOKEN = "zzTokenOfSomebody0123456789abcdefghijklmnop"
#: What must be found nowhere. Names in lower case too, and what an encoding makes of them.
CANARIES = (
    *("Quetzalia", "quetzalia", "Vashti", CITY, ILLNESS, *PHONES, EMAIL, USER_ID, TOKEN),
    *("Quetzalia%20Vashti", "Quetzalia+Vashti", "\\u092e\\u0930\\u0940\\u091c\\u093c", "मरीज़"),
)
TEXTS = (
    f"My name is {NAME} and I live in {CITY}",
    f"{NAME} has {ILLNESS}, call {' or '.join(PHONES)}",
    f"write to {EMAIL}, {USER_ID}",
    f"token {TOKEN} मरीज़",
    f"{NAME}\r\nX-Injected: {NAME}\n" + '"}{"level":"info"} \x1b[31m\0',
    f"{{{{{NAME}}}}} %s %(name)s {{0.__class__}} ${{{CITY}}}",
    NAME + "\u202e\u200b\ufeff" + CITY,
    f"{NAME} " * 150,
)


def queries() -> list[str]:
    """Odd ends of a URL."""
    return [f"name={quote(NAME)}", f"next=//{CITY}", f"{PHONES[0]}", f"q={TOKEN}&message={EMAIL}"]


def bodies() -> list[bytes]:
    """Bodies that are no decent form."""
    form = urlencode({"Body": TEXTS[1], "From": f"whatsapp:{PHONES[0]}", "ProfileName": NAME})
    return [
        form.encode(),
        f"{NAME}".encode(),
        b"Body=%FF%FE" + NAME.encode() + b"%ED%A0%80",
        f"{NAME}={CITY}&{CITY}={NAME}".encode() * 60,
        form.encode() + b"&Body=" + ILLNESS.encode() * 9000,
        json.dumps({"Body": TEXTS[1]}).encode(),
        NAME.encode("utf-16"),
        b"\xff\xfe\0" + ILLNESS.encode(),
    ]


def headers() -> list[dict[str, str]]:
    """Headers that carry what they should not."""
    return [
        {},
        {"X-Twilio-Signature": TOKEN},
        {"X-Twilio-Signature": NAME.replace(" ", "")[:28].ljust(28, "=")},
        {"Host": f"{CITY}.example", "X-Forwarded-For": PHONES[0], "User-Agent": NAME},
        {"Authorization": f"Bearer {TOKEN}", "Cookie": f"session={TOKEN}; name={CITY}"},
        {"X-Twilio-Webhooks-Signature-Settings": f"key={TOKEN},algorithm={CITY}"},
        {"Content-Type": f"multipart/form-data; boundary={CITY}"},
        {"Referer": f"https://x.example/?{EMAIL}", "X-Request-Id": NAME},
    ]


def paths() -> list[str]:
    """Pages that are asked for by name."""
    return [
        *("/twilio/inbound", "/twilio/status", f"/twilio/{quote(NAME)}", "/metrics", "/readyz"),
        *(f"/{quote(NAME)}", f"/console/leads/{quote(NAME)}", f"/console/files/{TOKEN}"),
        *(f"/console/invite/{TOKEN}", f"/console/diary/{TOKEN}.ics", "/console/log-in"),
    ]


@contextmanager
def rude_twilio() -> Iterator[str]:
    """An API that refuses everything and repeats what it was told; its address."""

    class Handler(BaseHTTPRequestHandler):
        count = 0

        def _refuse(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            sent = self.rfile.read(length).decode("utf-8", "replace")
            Handler.count += 1
            # of all that is sent, something is refused for good
            status = 400 if self.command == "POST" else (500, 429, 401)[Handler.count % 3]
            told = {"code": 21211, "status": status, "message": f"{NAME} {PHONES} {TOKEN} {sent}"}
            body = json.dumps({**told, "more_info": f"https://{CITY}.example/{EMAIL}"}).encode()
            self.send_response(status, NAME)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Told", TOKEN)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = _refuse

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
