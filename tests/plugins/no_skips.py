"""With TRIAGE_NO_SKIPS=1 (CI sets it) a skipped test fails the run, unless its reason is allowed.

A test that is skipped for want of a database or a browser proves nothing, and a green run would
hide it.
"""

from __future__ import annotations

import os

import pytest

#: Reasons that are fine in CI too, each with the reason for the reason.
ALLOWED: tuple[str, ...] = ()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped without leave."""
    for where, reason in unexpected(terminalreporter):
        terminalreporter.write_line(f"SKIPPED WITHOUT LEAVE {where}: {reason}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn a green run with such skips red."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if exitstatus == 0 and reporter is not None and unexpected(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def unexpected(reporter: pytest.TerminalReporter) -> list[tuple[str, str]]:
    """(test, reason) of every skip that nobody allowed; empty unless TRIAGE_NO_SKIPS=1."""
    if os.environ.get("TRIAGE_NO_SKIPS") != "1":
        return []
    return [
        (report.nodeid, reason)
        for report in reporter.stats.get("skipped", [])
        if not (reason := reason_of(report)).startswith(ALLOWED)
    ]


def reason_of(report: pytest.TestReport) -> str:
    """The words given with the skip."""
    where = report.longrepr
    words = where[2] if isinstance(where, tuple) else str(where)
    return words.removeprefix("Skipped: ")
