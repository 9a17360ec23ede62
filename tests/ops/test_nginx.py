"""The proxy lets through what the program needs, and answers patients when the program cannot."""

from __future__ import annotations

import http.client
import ssl
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tests.ops.nginx import (
    PROGRAM,
    SITE,
    Block,
    command,
    configured,
    free_port,
    nginx,
    parsed,
    program,
)
from triage.content import load_script
from triage.doors import PATIENCE
from triage.settings import Settings
from triage.twilio_gateway import twiml
from triage.vocabulary import Channel

SIGNED = {
    "X-Twilio-Signature": "abc=",
    "Content-Type": "application/x-www-form-urlencoded",
}


@pytest.fixture(scope="module")
def site() -> Block:
    """What listens with TLS."""
    servers = [b for b in parsed(SITE.read_text(encoding="utf-8")).blocks if b.words == ["server"]]
    return next(server for server in servers if server.has("listen", "443", "ssl", "http2"))


def test_only_the_routes_of_the_contract_reach_the_program(site: Block) -> None:
    passed = {
        " ".join(block.words[1:])
        for block in site.blocks
        if block.has("proxy_pass", "http://triage")
    }

    assert passed == {
        *("= /twilio/inbound", "= /twilio/status", "/console/"),
        *("= /healthz", "= /readyz", "= /", "/public/"),
    }
    assert site.block("location", "/").has("return", "404")


@pytest.mark.parametrize("route", ["/twilio/inbound", "/twilio/status"])
def test_a_webhook_is_a_small_signed_post(site: Block, route: str) -> None:
    location = site.block("location", "=", route)

    assert location.has("client_max_body_size", "64k")
    assert location.block("limit_except", "POST").has("deny", "all")
    assert location.block("if", "($http_x_twilio_signature", "=", "", ")").has("return", "403")


def test_slow_large_and_many_requests_have_limits(site: Block) -> None:
    named = {words[0] for words in site.directives}

    assert {"client_header_timeout", "client_body_timeout", "send_timeout"} <= named
    assert {"client_max_body_size", "large_client_header_buffers", "limit_conn"} <= named
    assert site.has("proxy_next_upstream", "off")
    assert all(
        any(words[0] == "limit_req" for words in block.directives)
        for block in site.blocks
        if block.words[-1] in ("/twilio/inbound", "/twilio/status", "/console/", "/public/")
    )


def test_a_person_hears_the_apology_before_twilio_gives_up(site: Block) -> None:
    inbound = site.block("location", "=", "/twilio/inbound")

    (said,) = (words[1:-2] for words in inbound.directives if words[0] == "error_page")
    assert {"429", "502", "503", "504"} <= set(said)
    assert inbound.has("proxy_read_timeout", "12s")
    # the wait for a place, and the longest that a place is taken when the database hangs
    assert PATIENCE + Settings().triage_db_deadline_seconds <= 12


def test_twilio_comes_from_few_addresses_and_monitors_from_near(site: Block) -> None:
    (others,) = (int(words[2]) for words in site.directives if words[0] == "limit_conn")
    for route in ("/twilio/inbound", "/twilio/status"):
        directives = site.block("location", "=", route).directives
        (most,) = (int(words[2]) for words in directives if words[0] == "limit_conn")
        assert most >= 10 * others
    ready = site.block("location", "=", "/readyz")
    assert ready.directives.index(["deny", "all"]) > ready.directives.index(
        ["allow", "127.0.0.0/8"]
    )
    assert "limit_req" in {words[0] for words in ready.directives}


def test_the_client_is_named_by_us_and_nothing_else_is_believed(site: Block) -> None:
    assert site.has("proxy_set_header", "X-Forwarded-For", "$remote_addr")
    for name in ("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded"):
        assert site.has("proxy_set_header", name, "")
    # a block with a header of its own would forget all of these
    inner = [words for block in site.blocks for words in block.directives]
    assert not {"proxy_set_header", "add_header"} & {words[0] for words in inner}


def test_the_apology_is_the_one_the_program_gives(site: Block) -> None:
    usual = Settings()
    script = load_script(office=usual.office, call_number=usual.triage_call_number)
    said = site.block("location", "@apology").directives[-1]

    assert said[:2] == ["return", "200"]
    ours = twiml.render(script.say("talk.outage", "en", Channel.SMS)).decode()
    assert unescape(said[2]) == ours


def test_logs_hold_paths_and_no_addresses() -> None:
    (form,) = (w for w in parsed(SITE.read_text()).directives if w[0] == "log_format")

    assert not {"remote_addr", "request_uri", "args", "http_"} & set(" ".join(form).split("$"))
    assert "$request " not in " ".join(form)


def test_a_broken_file_is_seen() -> None:
    for broken in ("server { listen 80;", "server { listen 80 }", "}"):
        with pytest.raises(ValueError, match=r"close|belong"):
            parsed(broken)


if PROGRAM:  # where nginx is at hand, the same is shown by nginx itself

    def test_nginx_takes_the_file_and_does_what_it_says(tmp_path: Path) -> None:
        https, upstream = free_port(), free_port()
        configuration = configured(tmp_path, https, upstream)
        checked = subprocess.run([*command(configuration), "-t"], capture_output=True)  # noqa: S603 - our own words
        assert checked.returncode == 0, checked.stderr

        seen: list[tuple[str, dict[str, str]]] = []
        forged = {
            "X-Forwarded-For": "203.0.113.9",
            "X-Forwarded-Host": "evil",
            "Forwarded": "for=x",
        }
        with nginx(configuration, https):
            down = _ask(https, "POST", "/twilio/inbound", b"Body=hi", SIGNED)
            with program(upstream, seen):
                good = _ask(https, "POST", "/twilio/inbound", b"Body=hi", {**SIGNED, **forged})
                refused = [
                    _ask(https, "POST", "/twilio/inbound", b"Body=hi", {})[0],
                    _ask(https, "GET", "/twilio/inbound", None, SIGNED)[0],
                    _ask(https, "POST", "/twilio/status", b"x" * 70_000, SIGNED)[0],
                    _ask(https, "GET", "/metrics", None, {})[0],
                    _ask(https, "GET", "/simulator/", None, {})[0],
                    _ask(https, "GET", "/.git/config", None, {})[0],
                    _ask(https, "TRACE", "/", None, {})[0],
                ]
                paths = [_ask(https, "GET", path, None, {})[0] for path in ("/", "/console/")]

        assert (down[0], b"call +91" in down[1], good[0]) == (200, True, 200)
        assert refused == [403, 403, 413, 404, 404, 404, 405]
        assert paths == [200, 200]
        assert [path for path, _ in seen] == ["/twilio/inbound", "/", "/console/"]
        assert seen[0][1]["x-forwarded-for"] == "127.0.0.1"
        assert not {"x-forwarded-host", "forwarded"} & set(seen[0][1])

    def _ask(
        port: int, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=trusting)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read()
        finally:
            line.close()
