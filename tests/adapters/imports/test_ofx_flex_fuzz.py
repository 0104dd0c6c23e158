"""Two thousand damaged files each: never an exception, never a lost line, never long."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.adapters.imports import flex_texts, ofx_texts
from tests.shared import SHARED
from trimtab.adapters.imports.registry import read_export

MUTATIONS = 2_000
SEED = 20261121
SECONDS_FOR_ONE = 2
PIECES = [
    b"<", b">", b"</", b"/>", b"&", b"&#0;", b"&a;", b"<!", b"<![CDATA[", b"<!--", b"-->", b"\0", b"\r", b"\xff", b"\n",
    b"=", b'"', b"NaN", b"1e999", b"-", b"99999999999999999999999", b"20260231", b"<OFX>", b"</OFX>", b"<UNITS>",
    b"LOT", b"\xef\xbb\xbf", b"\xe2\x80\x8f", b"\xd9\xa3", b"EUR", b"[-99:X]", b"\x1f",
]  # fmt: skip


def sources(family: str) -> list[bytes]:
    if family == "ofx":
        own = [ofx_texts.ofx_1(), ofx_texts.OFX_2]
        places = ("ofx/*.ofx", "etrade/*.QFX", "vanguard/*.qfx", "negative/*.ofx")
    else:
        lots = flex_texts.row("OpenPosition", flex_texts.LOT)
        rows = flex_texts.section("Trades", flex_texts.row("Trade", flex_texts.TRADE))
        moved = flex_texts.section("CashTransactions", flex_texts.row("CashTransaction", flex_texts.MOVEMENT))
        own = [flex_texts.flex(rows, moved), flex_texts.flex(flex_texts.section("OpenPositions", lots))]
        places = ("ibkr/*.xml",)
    samples = [path for place in places for path in (SHARED / "samples").glob(place)]
    return [*(text.encode() for text in own), *(Path(path).read_bytes() for path in sorted(samples))]


def mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice([0, 1, 1, 2, 8, 60, 500]))
        piece = chance.choice(
            [b"", b"", chance.choice(PIECES), data[end : end + 80], bytes([chance.randrange(256)])]
        )
        data = data[:start] + piece * chance.choice([1, 1, 1, 3]) + data[end:]
    return data


@pytest.mark.parametrize("family", ["ofx", "flex"])
def test_damaged_files(family: str) -> None:
    chance = random.Random(SEED)
    originals = sources(family)
    refused = 0
    for _ in range(MUTATIONS):
        data = mutated(chance.choice(originals), chance)
        begun = time.process_time()
        found = read_export(f"damaged.{family}", data)
        assert time.process_time() - begun < SECONDS_FOR_ONE
        assert sum(found.lines.values()) == found.line_count
        assert all(problem.source and problem.message for problem in found.problems)
        assert all(row.quantity.is_finite() for row in found.positions)
        refused += bool(found.problems)
    assert refused > MUTATIONS // 2
