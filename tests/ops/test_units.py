"""systemd's units: what they run exists, and what they may do is little."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.invariants.sources import ROOT
from triage.cli.commands import COMMANDS
from triage.cli.serve import READERS

UNITS = sorted((ROOT / "ops" / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
#: What each of them must say.
GUARD = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallFilter": "@system-service",
    "SystemCallErrorNumber": "EPERM",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "UMask": "0077",
    "StateDirectory": "triage",
    "StateDirectoryMode": "0700",
    "LimitCORE": "0",
    "User": "triage",
}
#: Of 10; systemd calls anything below 2.5 OK.
MOST_EXPOSED = 25


def read(path: Path) -> dict[str, dict[str, str]]:
    """Section -> name -> value. Only ExecStartPost may stand there twice."""
    sections: dict[str, dict[str, str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            inside = sections.setdefault(line.strip("[]"), {})
            continue
        name, mark, value = line.partition("=")
        assert mark, f"{path.name}: {line}"
        assert name not in inside or name == "ExecStartPost", f"{path.name}: {name} twice"
        inside[name] = f"{inside[name]}\n{value}" if name in inside else value
    return sections


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)
def test_a_service_runs_a_command_of_ours_with_few_rights(path: Path) -> None:
    service = read(path)["Service"]
    program, word, *_ = service["ExecStart"].split()

    assert (program, word in COMMANDS) == ("/opt/triage/.venv/bin/triage", True)
    assert {name: service.get(name) for name in GUARD} == GUARD


def test_the_worker_alone_may_make_namespaces_for_its_pictures() -> None:
    allowed = {path.stem: read(path)["Service"]["RestrictNamespaces"] for path in SERVICES}

    assert allowed.pop("triage-worker") == "user net"
    assert set(allowed.values()) == {"yes"}


def test_web_and_worker_come_back_and_finish_what_is_under_way() -> None:
    for path in SERVICES:
        unit = read(path)
        if path.stem not in ("triage-web", "triage-worker"):
            assert unit["Service"]["Type"] == "oneshot"
            continue
        assert unit["Service"]["Restart"] == "always"
        assert unit["Unit"]["StartLimitIntervalSec"] == "0"
        assert int(unit["Service"]["TimeoutStopSec"]) > 16


def test_the_web_processes_may_have_all_their_threads() -> None:
    most = int(read(ROOT / "ops" / "systemd" / "triage-web.service")["Service"]["TasksMax"])

    assert most >= (READERS + 64) * 8  # more processes than that need a larger machine


def test_no_unit_holds_a_setting_or_hands_a_secret_over() -> None:
    for path in UNITS:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^(Environment|LoadCredential|SetCredential)", text, re.MULTILINE)


def test_a_backup_is_made_every_night_and_old_ones_go_after_a_good_one() -> None:
    timer = read(ROOT / "ops" / "systemd" / "triage-backup.timer")["Timer"]
    service = read(ROOT / "ops" / "systemd" / "triage-backup.service")["Service"]

    assert (timer["OnCalendar"], timer["Persistent"]) == ("*-*-* 02:30:00", "true")
    folder = service["ReadWritePaths"]
    assert service["ExecStart"].endswith(f" backup {folder}")
    kept, removed = service["ExecStartPost"].splitlines()
    assert "/erasures.log" in kept
    assert f"find {folder} -name " in removed


if shutil.which("systemd-analyze"):  # where systemd is at hand, it judges by itself

    def test_systemd_takes_every_unit(tmp_path: Path) -> None:
        for path in UNITS:
            text = path.read_text(encoding="utf-8")
            stands_in = text.replace("/opt/triage/.venv/bin/triage", "/bin/true")
            (tmp_path / path.name).write_text(stands_in, encoding="utf-8")

        said = _analyze("verify", *(str(tmp_path / path.name) for path in UNITS))

        assert (said.returncode, said.stderr) == (0, "")

    def test_systemd_finds_little_exposed() -> None:
        for path in SERVICES:
            said = _analyze("security", "--offline=yes", f"--threshold={MOST_EXPOSED}", str(path))
            assert said.returncode == 0, said.stdout.splitlines()[-1]

    def _analyze(*words: str) -> subprocess.CompletedProcess[str]:
        program = shutil.which("systemd-analyze") or ""
        return subprocess.run([program, *words], capture_output=True, text=True, check=False)  # noqa: S603 - our own words
