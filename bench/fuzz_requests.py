"""Requests that no sane client sends, and what sane ones send: made from a seed, endlessly.

Half of them begin as a webhook that Twilio might send; then fields, bytes, headers and paths are
bent. A part is signed after the bending, as by somebody who has a genuine signature: what they
hold is then all that is between them and the database.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from bench.fuzz_words import BYTES, HEADERS, NAMES, ODD_VALUES, PATHS, STATUSES, TEXTS
from triage.errors import BadWebhook
from triage.twilio_gateway import inbound
from triage.twilio_gateway.signature import sign

Fields = list[tuple[str, str]]
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Target:
    """What is attacked: whatever Twilio would know of us. `tokens` are the accepted ones."""

    base_url: str
    account_sid: str
    senders: tuple[str, ...]
    tokens: tuple[str, ...]


@dataclass(slots=True)
class Request:
    """One request; `has_right` says that its signature is genuine for just what it holds."""

    path: str
    body: bytes
    method: str = "POST"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    has_right: bool = False

    def environ(self) -> dict[str, str]:
        """As a server hands it on, without the body."""
        made = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.7",
            "wsgi.url_scheme": "http",
            "CONTENT_LENGTH": str(len(self.body)),
            "CONTENT_TYPE": FORM,
            "HTTP_HOST": "localhost",
        }
        return made | self.headers


class Requests:
    """An endless row of them; `signed` is the part that is signed as its last step."""

    def __init__(self, target: Target, seed: int, signed: float = 0.5) -> None:
        self._target, self._random, self._signed = target, random.Random(seed), signed
        self._count = 0

    def __iter__(self) -> Iterator[Request]:
        while True:
            yield self._next()

    def _next(self) -> Request:
        dice, self._count = self._random, self._count + 1
        is_status = dice.random() < 0.15
        fields = self._status() if is_status else self._message()
        for bend in dice.sample(_FIELD_BENDS, dice.choice((0, 0, 1, 1, 2, 3))):
            bend(dice, fields)
        body = _encoded(dice, fields)
        if dice.random() < 0.25:
            body = _bent_bytes(dice, body)
        made = Request("/twilio/status" if is_status else "/twilio/inbound", body)
        if dice.random() < 0.1:
            made.query = dice.choice(
                ("x=1", "message=abc", "message=%FF", "a" * 5000, "&&=", "%zz")
            )
        self._sign(made)
        for bend_request in dice.sample(_REQUEST_BENDS, dice.choice((0, 0, 0, 1, 2))):
            bend_request(dice, made)
        return made

    def _sign(self, made: Request) -> None:
        """Genuine for what it holds, or anything but."""
        dice, known = self._random, self._target
        url = known.base_url + made.path + (f"?{made.query}" if made.query else "")
        try:
            params = inbound.parse_form(made.body)
            genuine = sign(url, params, dice.choice(known.tokens))
        except (BadWebhook, ValueError):  # refused before the signature is looked at
            genuine, params = "A" * 27 + "=", None
        if dice.random() < self._signed:
            made.headers["HTTP_X_TWILIO_SIGNATURE"] = genuine
            made.has_right = params is not None
            return
        odd = (None, "", "x", "A" * 27 + "=", genuine[::-1], genuine + " ", "\xff" * 28, "=" * 28)
        given = dice.choice((*odd, sign(url + "x", params or (), known.tokens[0])))
        if given is not None:
            made.headers["HTTP_X_TWILIO_SIGNATURE"] = given

    def _message(self) -> Fields:
        dice, known = self._random, self._target
        to = dice.choice(known.senders)
        prefix = "whatsapp:" if to.startswith("whatsapp:") else ""
        sid = f"SM{dice.getrandbits(128):032x}"
        return [
            ("MessageSid", sid),
            ("SmsSid", sid),
            ("AccountSid", known.account_sid),
            ("From", f"{prefix}+1202555{dice.randrange(100, 200):04d}"),
            ("To", to),
            ("Body", dice.choice(TEXTS)),
            ("NumMedia", "0"),
            ("ProfileName", dice.choice(("Asha", "", *ODD_VALUES))),
        ]

    def _status(self) -> Fields:
        dice = self._random
        return [
            ("MessageSid", f"SM{dice.getrandbits(128):032x}"),
            ("AccountSid", self._target.account_sid),
            ("MessageStatus", dice.choice(STATUSES)),
            ("ErrorCode", dice.choice(("", "30003", "63016", "x", "9" * 40))),
        ]


def _drop(dice: random.Random, fields: Fields) -> None:
    fields.pop(dice.randrange(len(fields)))


def _repeat(dice: random.Random, fields: Fields) -> None:
    fields.insert(dice.randrange(len(fields) + 1), dice.choice(fields))


def _rename(dice: random.Random, fields: Fields) -> None:
    place = dice.randrange(len(fields))
    fields[place] = (dice.choice(NAMES), fields[place][1])


def _revalue(dice: random.Random, fields: Fields) -> None:
    place = dice.randrange(len(fields))
    fields[place] = (fields[place][0], dice.choice(ODD_VALUES + TEXTS))


def _add(dice: random.Random, fields: Fields) -> None:
    for _ in range(dice.choice((1, 1, 2, 5, 95, 150))):
        fields.append((dice.choice(NAMES), dice.choice(ODD_VALUES)))


def _attach(dice: random.Random, fields: Fields) -> None:
    count = dice.randrange(12)
    fields[:] = [one for one in fields if one[0] != "NumMedia"] + [("NumMedia", str(count))]
    for number in range(dice.randrange(count + 1)):
        fields.append((f"MediaUrl{number}", dice.choice(ODD_VALUES)))
        fields.append((f"MediaContentType{number}", dice.choice(ODD_VALUES)))


def _split_again(dice: random.Random, fields: Fields) -> None:
    """A border between name and value moved: the signature would not notice."""
    place = dice.randrange(len(fields))
    whole = "".join(fields[place])
    at = dice.randrange(len(whole) + 1)
    fields[place] = (whole[:at], whole[at:])


def _shout(dice: random.Random, fields: Fields) -> None:
    letters = [
        chr(dice.choice((dice.randrange(32, 127), dice.randrange(160, 0xD7FF)))) for _ in range(40)
    ]
    fields.append(("Body", "".join(letters)))


_FIELD_BENDS: list[Callable[[random.Random, Fields], None]] = [
    *(_drop, _repeat, _rename, _revalue, _revalue, _add, _attach, _split_again, _shout)
]


def _encoded(dice: random.Random, fields: Fields) -> bytes:
    if dice.random() < 0.05:
        fields = [*fields, ("X", "y" * dice.choice((10_000, 66_000)))]
    via = quote if dice.random() < 0.2 else None
    text = urlencode(fields, quote_via=via) if via else urlencode(fields)
    return text.encode("utf-8", "surrogatepass")


def _bent_bytes(dice: random.Random, body: bytes) -> bytes:
    made = bytearray(body)
    for _ in range(dice.choice((1, 1, 2, 8))):
        at = dice.randrange(len(made) + 1)
        kind = dice.randrange(4)
        if kind == 0:
            made[at:at] = dice.choice(BYTES)
        elif kind == 1 and at < len(made):
            made[at] = dice.randrange(256)
        elif kind == 2:
            del made[at : at + dice.randrange(1, 40)]
        else:
            made[at:] = made[: dice.randrange(200)]
    return bytes(made)


def _odd_type(dice: random.Random, made: Request) -> None:
    odd = (
        "application/json",
        "multipart/form-data; boundary=x",
        "",
        "text/plain",
        f"{FORM}; charset=x",
    )
    made.headers["CONTENT_TYPE"] = dice.choice(odd)


def _odd_length(dice: random.Random, made: Request) -> None:
    odd = ("", "-1", "0", "5", "99999999999", "٣", "1e3", " 12", "+5")
    made.headers["CONTENT_LENGTH"] = dice.choice(odd)


def _odd_method(dice: random.Random, made: Request) -> None:
    made.method = dice.choice(("GET", "PUT", "DELETE", "TRACE", "OPTIONS", "HEAD", "FOO", "post"))


def _odd_path(dice: random.Random, made: Request) -> None:
    made.path = dice.choice(PATHS)


def _odd_header(dice: random.Random, made: Request) -> None:
    name, value = dice.choice(HEADERS)
    made.headers[name] = value


_REQUEST_BENDS: list[Callable[[random.Random, Request], None]] = [
    *(_odd_type, _odd_length, _odd_method, _odd_path, _odd_header, _odd_header)
]
