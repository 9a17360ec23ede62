"""What a tap or a scanned code opens: a chat on WhatsApp or SMS with the first words written."""

from __future__ import annotations

from urllib.parse import quote

import segno
from markupsafe import Markup

_WHATSAPP = "whatsapp:"


def whatsapp_link(number: str, words: str) -> str:
    """A link that opens a WhatsApp chat with our number ("+..." or "whatsapp:+...")."""
    digits = number.removeprefix(_WHATSAPP).removeprefix("+")
    return f"https://wa.me/{quote(digits, safe='')}?text={quote(words, safe='')}"


def sms_link(number: str, words: str) -> str:
    """A link that opens a new SMS to our number, on Android and on iPhones."""
    # "?&body=": iPhones want the ampersand, Android wants the question mark.
    return f"sms:{quote(number, safe='+')}?&body={quote(words, safe='')}"


def code_image(link: str, label: str) -> Markup:
    """A QR code as an inline SVG that reads itself out as `label`; no style, no script, no file."""
    code = segno.make(link, micro=False, error="m")
    image = code.svg_inline(border=2, omitsize=True, svgclass="code", lineclass=None)
    named = Markup(' role="img" aria-label="{}"').format(label)
    # Nothing of the link stands in the SVG but a path of numbers.
    return Markup(image.replace("<svg", f"<svg{named}", 1))  # noqa: S704 - segno draws it
