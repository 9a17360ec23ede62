"""A virus scanner, where one is set, has the last word; while it is silent, nothing is shown."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes import FakeClock
from tests.media.samples import picture
from tests.media.sending import posting
from triage.errors import FetchFailed
from triage.media.scanning import scan
from triage.services.house import House

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def clamd() -> Iterator[str]:
    """A stand-in for clamd that finds EICAR; its address."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack(">I", self.rfile.read(4))[0]:
                content += self.rfile.read(length)
            found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
            self.wfile.write(b"stream: " + found + b"\0")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_clean_file_passes_and_a_sick_one_does_not() -> None:
    with clamd() as scanner:
        scan(b"x" * 200_000, scanner)
        with pytest.raises(FetchFailed) as refused:
            scan(b"x" * 70_000 + EICAR, scanner)

    assert (refused.value.reason, refused.value.permanent) == ("infected", True)


@pytest.mark.parametrize("scanner", ["tcp://127.0.0.1:1", "unix:/nowhere/clamd.sock"])
def test_a_scanner_that_is_away_is_no_permission(scanner: str) -> None:
    with pytest.raises(FetchFailed) as held:
        scan(b"x", scanner)

    assert (held.value.reason, held.value.permanent) == ("unscanned", False)


def test_without_a_scanner_nobody_is_asked() -> None:
    scan(EICAR, "")


def test_what_the_scanner_finds_is_quarantined(house: House) -> None:
    with clamd() as scanner, posting(house, TRIAGE_MEDIA_SCANNER=scanner) as post:
        sick = post.bring(picture() + EICAR)
        well = post.bring(picture())

    assert (sick.state, sick.error) == ("failed", "infected")
    assert sick.digest
    assert well.state == "kept"
    assert _kept(house) == {well.public_id}


def test_a_file_is_held_back_until_the_scanner_answers(house: House, clock: FakeClock) -> None:
    with clamd() as scanner, posting(house, TRIAGE_MEDIA_SCANNER="tcp://127.0.0.1:1") as post:
        held = post.bring(picture())
        assert (held.state, held.error) == ("pending", "unscanned")
        assert _kept(house) == set()

        with posting(house, TRIAGE_MEDIA_SCANNER=scanner) as later:
            later.twilio.answers.update(post.twilio.answers)
            clock.tick(seconds=2)
            later.fetch()

        assert post.row(held.public_id).state == "kept"


def _kept(house: House) -> set[str]:
    folder: Path = house.settings.current().triage_data_dir / "media"
    return {path.name.partition(".")[0] for path in folder.rglob("*.*")}
