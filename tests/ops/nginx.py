"""The sample site as nginx reads it: blocks with their directives; and nginx itself around it."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.invariants.sources import ROOT

SITE = ROOT / "ops" / "nginx.conf"
PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin")
_TOKEN = re.compile(r"""#[^\n]*|'[^']*'|"[^"]*"|[{};]|[^\s{};]+""")


@dataclass
class Block:
    """A block: its words, its own directives, and the blocks in it."""

    words: list[str]
    directives: list[list[str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def block(self, *words: str) -> Block:
        """The one block in it with these words."""
        (found,) = (block for block in self.blocks if block.words == list(words))
        return found

    def has(self, *words: str) -> bool:
        """Whether this very directive stands in it."""
        return list(words) in self.directives


def parsed(text: str) -> Block:
    """The outermost block. Raises ValueError where a brace or an end is missing."""
    words: list[str] = []
    stack = [Block([])]
    for token in _TOKEN.findall(text):
        if token.startswith("#"):
            continue
        if token == "{":
            stack[-1].blocks.append(Block(words))
            stack.append(stack[-1].blocks[-1])
            words = []
        elif token in ";}":
            if (token == ";") is not bool(words) or (token == "}" and len(stack) == 1):
                raise ValueError(f"{token} does not belong there")
            if token == ";":
                stack[-1].directives.append(words)
            else:
                stack.pop()
            words = []
        else:
            words.append(token.strip("'\""))
    if words or len(stack) != 1:
        raise ValueError("something is not closed")
    return stack[0]


class Program(BaseHTTPRequestHandler):
    """Stands for our program: says what reached it."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, dict[str, str]]]

    def _answer(self) -> None:
        self.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"ok\n")

    do_GET = do_POST = _answer

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def program(port: int, seen: list[tuple[str, dict[str, str]]]) -> Iterator[None]:
    """It listens on this port for the block."""
    handler = type("Here", (Program,), {"seen": seen})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def configured(folder: Path, https: int, upstream: int) -> Path:
    """A whole configuration around our site, for ports and files of a test."""
    key, certificate = _certificate(folder)
    site = SITE.read_text(encoding="utf-8")
    for old, new in (
        (r"listen 80;", f"listen 127.0.0.1:{free_port()};"),
        (r"listen 443 ssl http2;", f"listen 127.0.0.1:{https} ssl http2;"),
        (r"listen \[::\]\S+( ssl http2)?;", ""),
        (r"127\.0\.0\.1:8080", f"127.0.0.1:{upstream}"),
        (r"ssl_certificate_key .*?;", f"ssl_certificate_key {key};"),
        (r"ssl_certificate  .*?;", f"ssl_certificate {certificate};"),
        (r"/var/log/nginx", str(folder)),
    ):
        site, count = re.subn(old, new, site)
        assert count, old
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    frame = f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
    path = folder / "nginx.conf"
    path.write_text(f"{frame}http {{ access_log off; {temporary}\n{site}\n}}\n", encoding="utf-8")
    return path


def command(configuration: Path) -> list[str]:
    """What it is called with."""
    assert PROGRAM
    return [PROGRAM, "-e", str(configuration.with_name("error.log")), "-c", str(configuration)]


@contextmanager
def nginx(configuration: Path, port: int) -> Iterator[None]:
    """It runs for the block."""
    words = [*command(configuration), "-g", "master_process off;"]
    with subprocess.Popen(words, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own words
        try:
            for _ in range(100):
                with socket.socket() as line:
                    if line.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    paths = folder / "key.pem", folder / "cert.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    paths[0].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    signed = made.sign(key, hashes.SHA256())
    paths[1].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return paths
