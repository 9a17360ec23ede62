"""Reads our TwiML as strictly as Twilio does, and says which of its errors we would have earned."""

from __future__ import annotations

from xml.parsers.expat import ExpatError, ParserCreate

MAX_REPLIES = 10
_XML_TYPES = ("text/xml", "application/xml", "text/html")
_NESTED = {"Response": (None,), "Message": ("Response",), "Body": ("Message",)}


class BadAnswer(Exception):
    """Twilio could not use the answer; `code` is its error."""

    def __init__(self, code: int) -> None:
        super().__init__(f"Twilio error {code}")
        self.code = code


def replies_in(status: int, content_type: str, body: bytes) -> tuple[str, ...]:
    """The messages that an answer asks Twilio to send. Raises BadAnswer."""
    if status >= 300:
        raise BadAnswer(11200)
    kind = content_type.partition(";")[0].strip().lower()
    if status == 204 or not body:
        return ()
    if kind == "text/plain":
        return (body.decode("utf-8", "replace"),)
    if kind not in _XML_TYPES:
        raise BadAnswer(12300)
    return tuple(read_twiml(body)[:MAX_REPLIES])


def read_twiml(document: bytes) -> list[str]:
    """The text of every Message. Raises BadAnswer (12100 not XML, 12102 no Response, 12200)."""
    path: list[str | None] = [None]
    found: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(path) == 1 and tag != "Response":
            raise BadAnswer(12102)
        if path[-1] not in _NESTED.get(tag, ()):
            raise BadAnswer(12200)
        path.append(tag)
        if tag == "Message":
            found.append("")

    def end(tag: str) -> None:
        path.pop()

    def text(words: str) -> None:
        if path[-1] in ("Message", "Body"):
            found[-1] += words

    def declaration(*parts: object) -> None:
        raise BadAnswer(12100)

    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = text, declaration
    try:
        parser.Parse(document, True)
    except ExpatError:
        raise BadAnswer(12100) from None
    return found
