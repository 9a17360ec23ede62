"""Texts, values, names and headers that have broken programs before."""

from __future__ import annotations

TEXTS = (
    *("hi", "2", "yes", "no", "skip", "my mother", "chest pain", "STOP", "START", "human", "menu"),
    *(
        "i want to die",
        "delete my data",
        "what does it cost?",
        "हाय",
        "मदद",
        "ব্যথা",
        "ألم",
        "Привет",
    ),
    *("{{7*7}}", "${7*7}", "%s%n%d", "{0.__class__}", "'; DROP TABLE person;--", "<b>&amp;]]>"),
    *(
        "\0",
        "\x0b\x1f",
        "\u202eabc\u202c",
        "e" + "\u0301" * 400,
        "👩‍👩‍👧‍👦" * 60,
        "\ufeff",
        "\u2028",
    ),
    *("=1+1", "@SUM(1)", "a" * 1600, " " * 800, "\r\nX-A: b", "٣", "1️⃣", "ＳＴＯＰ", "SТОР", "-1"),
)
ODD_VALUES = (
    *(
        "",
        " ",
        "0",
        "-1",
        "10",
        "99",
        "1e9",
        "٣",
        "None",
        "null",
        "true",
        "\0",
        "AC",
        "SM" + "g" * 32,
    ),
    *("whatsapp:", "whatsapp:+", "whatsapp:US.1", "+", "+0", "+1" + "2" * 30, "VK-BANK", "55555"),
    *("https://api.twilio.com/x", "http://127.0.0.1/", "file:///etc/passwd", "javascript:1", "//x"),
    *("91.0", "-181", "nan", "inf", "1,5", "STOP", "stop", "image/png", "text/html; x", "\u202e"),
)
NAMES = (
    *("Body", "From", "To", "MessageSid", "SmsSid", "AccountSid", "NumMedia", "MediaUrl0"),
    *(
        "MediaContentType0",
        "MediaUrl10",
        "Latitude",
        "Longitude",
        "Address",
        "Label",
        "ProfileName",
    ),
    *("ButtonText", "ButtonPayload", "ListId", "ListTitle", "ExternalUserId", "OptOutType"),
    *("ReferralSourceId", "NumSegments", "MessageType", "MessageStatus", "SmsStatus", "ErrorCode"),
    *("MessagingServiceSid", "body", "Body\0", "", "X", "MediaUrl", "constructor", "__proto__"),
)
BYTES = (
    b"%",
    b"%00",
    b"%FF%FE",
    b"%ED%A0%80",
    b"%zz",
    b"&",
    b"=",
    b"+",
    b"\0",
    b"\xff",
    b"&Body=",
)
PATHS = (
    *("/twilio/inbound/", "/twilio//inbound", "/twilio/inbound%00", "/twilio", "/TWILIO/inbound"),
    *("/", "/healthz", "/readyz", "/metrics", "/console/", "/console/log-in", "/console/leads/x"),
    *(
        "/console/static/../app.py",
        "/.env",
        "/static/",
        "/twilio/status/x",
        "/\xff",
        "/simulator/x",
    ),
)
STATUSES = ("queued", "sent", "delivered", "read", "failed", "undelivered", "canceled", "moon")
HEADERS = (
    *(
        ("HTTP_HOST", "evil.example:99999"),
        ("HTTP_HOST", ""),
        ("HTTP_X_FORWARDED_HOST", "x"),
    ),
    *(("HTTP_X_FORWARDED_PROTO", "gopher"), ("HTTP_FORWARDED", "for=x;host=y;proto=z")),
    *(
        ("HTTP_X_ORIGINAL_URL", "/twilio/status"),
        ("SCRIPT_NAME", "/x"),
        ("HTTP_COOKIE", "=;a"),
    ),
    *(("HTTP_TRANSFER_ENCODING", "chunked"), ("HTTP_EXPECT", "100-continue")),
    ("HTTP_COOKIE", "triage_session=" + "x" * 200),
    ("HTTP_X_TWILIO_WEBHOOKS_SIGNATURE_SETTINGS", "key=a,algorithm=HMAC_SHA256"),
    ("HTTP_AUTHORIZATION", "Bearer \xff"),
    ("HTTP_RANGE", "bytes=0-99999999999999999999"),
    ("HTTP_IF_MODIFIED_SINCE", "0" * 500),
)
