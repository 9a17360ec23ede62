"""`triage demo`: everything on one machine, without a Twilio account. Decided here: the real web
process and the real worker over a stand-in for Twilio; nothing of a real installation is used,
whatever the environment or a `.env` nearby says; everything lives in one folder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from triage.cli.children import Children
from triage.cli.house import MANNERS, migrate, opened
from triage.cli.ports import free_port, refuse_taken_port
from triage.errors import TriageError

if TYPE_CHECKING:
    from triage.settings import SettingsSource

HOST = "127.0.0.1"
#: What the demo makes in its folder, and all that `--fresh` removes from it.
MADE = (
    *(f"triage.db{suffix}" for suffix in ("", "-journal", "-wal", "-shm", ".lock")),
    *("secrets", "media", "demo.log"),
)
_READY_SECONDS = 120.0  # a cold, busy machine; a child that dies is noticed at once


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the demo lives and listens."""

    folder: Path
    port: int
    standin_port: int

    @property
    def told(self) -> str:
        """What commands have to be told to speak of this demo."""
        standin = f"http://{HOST}:{self.standin_port}"
        words = ("TRIAGE_ENV=demo", f"TRIAGE_DATA_DIR={self.folder}", f"PORT={self.port}")
        return " ".join((*words, f"TWILIO_API_BASE_URL={standin}"))

    @property
    def address(self) -> str:
        """The web process as a browser and the stand-in see it."""
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        """What all processes say."""
        return self.folder / "demo.log"

    def environ(self, outside: Mapping[str, str]) -> dict[str, str]:
        """The environment of the processes: ours for everything that settings can name."""
        from triage.settings import all_setting_names
        from triage.settings.demo import demo_defaults

        foreign = set(all_setting_names()) - MANNERS
        kept = {name: value for name, value in outside.items() if name not in foreign}
        return {
            **kept,
            **demo_defaults(str(self.port)),
            "TRIAGE_ENV": "demo",
            "TRIAGE_DATA_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder}/triage.db",
            "TRIAGE_SECRETS_DIR": f"{self.folder}/secrets",
            "PORT": str(self.port),
            "TWILIO_API_BASE_URL": f"http://{HOST}:{self.standin_port}",
            "PYTHONUNBUFFERED": "1",
        }


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8080, show_default=True)
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var"),
    show_default=True,
    help="Where database, secrets and log are kept.",
)
@click.option("--fresh", is_flag=True, help="Forget what earlier demos left in that folder.")
@click.option("--empty", is_flag=True, help="Start without the sample people.")
def demo(port: int, data_dir: Path, fresh: bool, empty: bool) -> None:
    """Run everything on this machine, with a stand-in for Twilio, until Ctrl-C."""
    from triage.settings import load

    refuse_taken_port(HOST, port)
    plan = Plan(data_dir.expanduser().absolute(), port, free_port())
    plan.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_one_in(plan.folder):
        if fresh:
            forget(plan.folder)
        plan.log.write_bytes(b"")
        told = _stop_on_signals()
        environ = plan.environ(os.environ)
        source = load(environ, env_file=None)
        migrate(source)
        # in its own folder no `.env` of a real installation is found
        children = Children(plan.log, environ, plan.folder)
        try:
            _start(children, plan)
            _wait_until_ready(children, plan, told)
            if not told:
                link, has_people = _first_look(source)
                click.echo(welcome(plan, link))
                if not (empty or has_people):
                    _play_people(children, told)
            if not told:
                # only now: what the people of the days before were sent is sent already
                children.start("worker", ["-m", "triage.cli", "worker"])
            children.watch(lambda: bool(told))
        finally:
            children.stop()
    click.echo("\nThe demo has stopped.")


@contextmanager
def only_one_in(folder: Path) -> Iterator[None]:
    """Hold the folder; a TriageError when another demo does: `--fresh` would take its data away."""
    held = os.open(folder, os.O_RDONLY)
    try:
        _claim(held, folder)
        yield
    finally:
        os.close(held)


def _claim(held: int, folder: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise TriageError(
            f"a demo runs in {folder} already; choose another folder with --data-dir"
        ) from None


def forget(folder: Path) -> None:
    """Remove what a demo made, and nothing else that may be in the folder."""
    for name in MADE:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _start(children: Children, plan: Plan) -> None:
    """Both at once: none of them needs the other to start."""
    children.start("web", ["-m", "triage.cli", "serve", "--workers", "1", "--port", str(plan.port)])
    children.start("stand-in", ["-m", "triage.simulator.server", "--port", str(plan.standin_port)])


def _stop_on_signals() -> list[int]:
    """A list that is empty until somebody asks us to stop."""
    told: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    return told


def _wait_until_ready(children: Children, plan: Plan, told: list[int]) -> None:
    until = time.monotonic() + _READY_SECONDS

    def is_over() -> bool:
        if time.monotonic() > until:
            raise TriageError(f"the demo was not ready in {_READY_SECONDS:.0f} s; log: {plan.log}")
        standin = f"http://{HOST}:{plan.standin_port}/"
        return bool(told) or (_status(f"{plan.address}/readyz") == 200 and _status(standin) > 0)

    children.watch(is_over)


def _status(address: str) -> int:
    """The HTTP status there, 0 when nobody answers."""
    with suppress(OSError):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
    return 0


def _first_look(source: SettingsSource) -> tuple[str, bool]:
    """A fresh one-time link for the demo's coordinator (each start has its own), and whether the
    sample people are there."""
    from triage.services.staff.coordinators import demo_link
    from triage.simulator.cast import is_over

    with opened(source) as house:
        return demo_link(house), is_over(house)


def _play_people(children: Children, told: list[int]) -> None:
    """Have the sample people write; a demo without them is still a demo."""
    words = ["-m", "triage.simulator.cast"]
    if not children.pass_through("sample people", words, lambda: bool(told)):
        click.echo("The sample people could not be played; the log says why.", err=True)


def welcome(plan: Plan, console: str) -> str:
    """The links, and where to look when something is odd."""
    return "\n".join(
        [
            "",
            "The demo runs. Nothing in it is real, and nothing leaves this machine.",
            "",
            f"  A phone            {plan.address}/simulator/",
            f"  Coordinators       {console}",
            "                     (lets you in once; starting the demo again makes a new one)",
            f"  The public page    {plan.address}/",
            "",
            "  Every command      in another terminal, after this line:",
            f"                     export {plan.told}",
            "                     ./run leads list, ./run doctor, ./run credentials status ...",
            f"  Log                {plan.log}",
            "",
            "Ctrl-C stops all of it.",
        ]
    )
