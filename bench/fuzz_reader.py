"""Texts that nobody would write, read in every situation.

    python -m bench.fuzz_reader --texts 20000 --seed 1

Messages of the banks are taken apart and spoilt: characters of no width, of the other direction,
of other scripts that look alike, NUL, lone surrogates, words cut, doubled, run together. Prints as
JSON the seed, how many were read, every exception (its kind, never the text), the slowest, and by
how much the time grows when patterns made to be slow grow eightfold. 1 when an exception was
raised, or when a pattern takes more than 16 times as long.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from triage.meaning import Situation
from triage.understanding import Reader, label_of, load_reader
from triage.vocabulary import Field

_BANKS = Path(__file__).resolve().parents[1] / "tests" / "understanding" / "banks"
_NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
_SPOILERS = (
    *("\u200b", "\u200d", "\ufeff", "\u202e", "\u2066", "\u00ad", "\u0301", "\x00", "\x1b"),
    *("\ud83d", "\udc00", "\U000e0041", "\ufe0f", "\n", "\t", "\u3000", "\u0430", "\u06f4"),
)
#: Made to be slow: what repeats, nests, nearly matches, or is normalised to something long.
PATTERNS = (
    *("no not never ", "fever ", "my name is ", "1/1/1 12:00 ", "a", "((", "stop ", "\u0915\u094d"),
    *(
        "\ufdfa",
        "\u0315\u0300\u05ae\u0062",
        "\U0001f44d\U0001f3fd",
        "+1202555",
        "aA1!",
        "stage T2N",
    ),
)
_STEPS = ((512, 4096), (4096, 32768))
_MOST = 16.0


def spoilt(texts: list[str], chance: random.Random) -> Iterator[str]:
    """Endless odd texts."""
    while True:
        words = " ".join(chance.choices(texts, k=chance.randint(1, 3))).split()
        for _ in range(chance.randint(0, 6)):
            place = chance.randrange(len(words))
            word = words[place]
            cut = chance.randint(0, len(word))
            words[place] = chance.choice(
                (
                    word[:cut] + chance.choice(_SPOILERS) + word[cut:],
                    word[:cut],
                    word * 2,
                    word.swapcase(),
                    word[::-1],
                    "".join(chr(ord(letter) ^ chance.randint(0, 7)) for letter in word),
                )
            )
        yield chance.choice((" ", " ", " ", "", "\u00a0", ",", "\n")).join(words)


def grown(reader: Reader, pattern: str) -> float:
    """How many times longer eight times as much takes at worst; each is the best of three."""

    def seconds(size: int) -> float:
        text = (pattern * size)[:size]
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            reader.read(text, Situation(now=_NOW))
            best = min(best, time.process_time() - started)
        return best

    return max(seconds(long) / max(seconds(short), 1e-4) for short, long in _STEPS)


def main() -> int:
    """Read what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    reader = load_reader()
    texts = [
        json.loads(line)["text"]
        for bank in sorted(_BANKS.glob("*.jsonl"))
        for line in bank.read_text("utf-8").splitlines()
    ]
    chance, raised, slowest = random.Random(asked.seed), Counter[str](), 0.0
    odd = spoilt(texts, chance)
    for _ in range(asked.texts):
        situation = Situation(now=_NOW, expecting=chance.choice((None, *Field)))
        started = time.process_time()
        try:
            label_of(reader.read(next(odd), situation))
        except Exception as error:
            raised[type(error).__name__] += 1
        slowest = max(slowest, time.process_time() - started)
    growth = {ascii(pattern): round(grown(reader, pattern), 1) for pattern in PATTERNS}
    told = {
        "seed": asked.seed,
        "texts": asked.texts,
        "raised": raised,
        "slowest_ms": round(slowest * 1000, 1),
        "eight_times_as_long_takes_times": growth,
    }
    print(json.dumps(told, indent=1))
    return 1 if raised or max(growth.values()) > _MOST else 0


if __name__ == "__main__":
    sys.exit(main())
