"""Over https a file comes only from who has the certificate of the name that was asked for."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.builders import ACCOUNT
from tests.media.canary import Canary, body, listening, to
from tests.media.test_doors import PATH
from triage.errors import FetchFailed
from triage.media import fetching
from triage.media.doors import Doors

MEDIA_URL = "https://api.twilio.com" + PATH


@contextmanager
def secure(folder: Path, name: x509.GeneralName) -> Iterator[Canary]:
    """A canary that speaks TLS with a certificate for this name, which lies in the folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a made-up authority")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "certificate.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = folder / "key.pem"
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    with listening(tls=context) as canary:
        yield canary


@pytest.fixture
def trusting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The certificate of the folder is one of an authority that we trust."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    fetching._context.cache_clear()
    yield
    fetching._context.cache_clear()


def _fetch(canary: Canary) -> bytes:
    doors = Doors(ACCOUNT, hosts=(), base_url=f"https://127.0.0.1:{canary.port}")
    return fetching.fetch(MEDIA_URL, doors, ("AC", "secret"))


def test_the_right_name_is_believed(tmp_path: Path, trusting: None) -> None:
    with secure(tmp_path, x509.IPAddress(ip_address("127.0.0.1"))) as canary:
        canary.answers[PATH] = to("/file")
        canary.answers["/file"] = body(b"bytes of a photo")

        assert _fetch(canary) == b"bytes of a photo"
        assert canary.heard[1] == ("/file", None)


def test_another_name_hears_nothing(tmp_path: Path, trusting: None) -> None:
    with secure(tmp_path, x509.DNSName("api.twilio.com.evil.example")) as canary:
        with pytest.raises(FetchFailed):
            _fetch(canary)

        assert canary.heard == []


def test_an_unknown_authority_is_not_believed(tmp_path: Path) -> None:
    with secure(tmp_path, x509.IPAddress(ip_address("127.0.0.1"))) as canary:
        with pytest.raises(FetchFailed):
            _fetch(canary)

        assert canary.heard == []


def test_a_way_on_without_tls_is_refused(tmp_path: Path, trusting: None) -> None:
    with secure(tmp_path, x509.IPAddress(ip_address("127.0.0.1"))) as canary:
        canary.answers[PATH] = to(f"http://127.0.0.1:{canary.port}/file")

        with pytest.raises(FetchFailed, match="redirect"):
            _fetch(canary)
