"""A cheap HTTP/1.1 client for load: requests are whole byte strings made beforehand.

Decided here: a person's messages go one after the other over one kept-open connection; every
reply's status and content are checked; in the closed loop each connection sends its next message
as soon as it is answered, at a fixed rate a message is late from the moment it was due, so that a
stall of the server shows in every message that had to wait for it.
"""

from __future__ import annotations

import asyncio
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice


@dataclass(frozen=True, slots=True)
class Shot:
    """One request and what its answer must be: the status, and words that stand in the body."""

    request: bytes
    status: int
    expect: bytes
    name: str


Talk = tuple[Shot, ...]


@dataclass(slots=True)
class Tally:
    """What came of a run: seconds of each answer, wrong answers by name, how long it took."""

    seconds: array[float] = field(default_factory=lambda: array("d"))
    wrong: Counter[str] = field(default_factory=Counter)
    sample: dict[str, bytes] = field(default_factory=dict)
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.took if self.took else 0.0

    def percentile(self, part: float) -> float:
        """Milliseconds within which this part of the answers came."""
        if not self.seconds:
            return float("nan")
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


class Line(asyncio.Protocol):
    """One connection with at most one request under way."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionError("closed by the server"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._buffer[:end]).lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._buffer) < end + 4 + length:
            return
        body = bytes(self._buffer[end + 4 : end + 4 + length])
        self._buffer.clear()
        if self._answer and not self._answer.done():
            self._answer.set_result((int(head[9:12]), body))

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        """Send a request; the future holds (status, body)."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer


async def _connected(port: int) -> Line:
    _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
    return line


async def _play(
    port: int,
    line: Line,
    talks: Iterator[Talk],
    tally: Tally,
    until: float,
    permits: asyncio.Queue[float] | None,
) -> None:
    """Play talk after talk on one connection until the time is over."""
    for talk in talks:
        for shot in talk:
            due = await permits.get() if permits else time.perf_counter()
            if due >= until:
                return
            try:
                status, body = await line.ask(shot.request)
            except ConnectionError:
                # a worker was killed: Twilio, too, comes again over a new connection
                line = await _connected(port)
                status, body = await line.ask(shot.request)
                tally.wrong["connection lost, sent again"] += 1
            tally.seconds.append(time.perf_counter() - due)
            if status != shot.status or shot.expect not in body:
                tally.wrong[shot.name] += 1
                tally.sample.setdefault(shot.name, b"%d %s" % (status, body[:600]))


async def _pace(permits: asyncio.Queue[float], rate: float, until: float, lanes: int) -> None:
    """Hand out one permit per message due; past the end one per lane to let it go."""
    due = time.perf_counter()
    while due < until:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        permits.put_nowait(due)
        due += 1 / rate
    for _ in range(lanes):
        permits.put_nowait(until)


async def _run(port: int, talks: Iterator[Talk], seconds: float, lanes: int, rate: float) -> Tally:
    tally = Tally()
    # connected, and with something to say that is written and signed, before the clock runs: or
    # the first messages would wait for us, and at a fixed rate be counted as slow
    lines = [await _connected(port) for _ in range(lanes)]
    flows = [chain(first, talks) for first in [tuple(islice(talks, 1)) for _ in range(lanes)]]
    start = time.perf_counter()
    until = start + seconds
    permits: asyncio.Queue[float] | None = asyncio.Queue() if rate else None
    players = [
        _play(port, line, flow, tally, until, permits)
        for line, flow in zip(lines, flows, strict=True)
    ]
    if permits:
        players.append(_pace(permits, rate, until, lanes))
    await asyncio.gather(*players)
    tally.took = time.perf_counter() - start
    return tally


def closed_loop(port: int, talks: Iterator[Talk], seconds: float, connections: int) -> Tally:
    """As many messages as the server takes from this many people at once."""
    return asyncio.run(_run(port, talks, seconds, connections, 0.0))


def fixed_rate(port: int, talks: Iterator[Talk], seconds: float, rate: float) -> Tally:
    """This many messages a second, come what may, over 64 connections."""
    return asyncio.run(_run(port, talks, seconds, 64, rate))
