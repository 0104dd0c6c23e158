"""bt and vectorbt end with the same money: their answers as kept, and asked again where they are installed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.sweep import FOLDER, GOLDEN_BANDS, GOLDEN_YEARS, PEERS, SAME, ours, prices, theirs

GOLDEN = json.loads((Path(__file__).parent / "golden_peers.json").read_text())
ASKED = {"month": (None,), "day": GOLDEN_BANDS}


@pytest.mark.parametrize("peer", sorted(PEERS))
@pytest.mark.parametrize("classes", [3, 20])
@pytest.mark.parametrize("look", sorted(ASKED))
def test_the_same_money_as_the_peers_kept_answers(peer: str, classes: int, look: str) -> None:
    figures, _ = ours(prices(classes, GOLDEN_YEARS), ASKED[look], look)
    kept = GOLDEN["finals"][f"{peer} {classes} {look}"]
    assert np.abs(np.array(kept) / figures.final_usd[0] - 1).max() < SAME
    assert figures.events[0].max() > 10


@pytest.mark.slow
@pytest.mark.parametrize("peer", sorted(PEERS))
@pytest.mark.parametrize("classes", [3, 20])
@pytest.mark.parametrize("look", sorted(ASKED))
def test_the_peers_still_answer_so(peer: str, classes: int, look: str) -> None:
    if not (FOLDER / peer / "bin" / "python").exists():
        pytest.skip(f"PEER MISSING: {peer}; `python -m benchmarks.sweep --install` makes its environment")
    levels = prices(classes, GOLDEN_YEARS)
    answer = theirs(peer, levels, ASKED[look], look, len(levels.days), statistics=False)
    assert answer is not None
    assert answer["finals"] == pytest.approx(GOLDEN["finals"][f"{peer} {classes} {look}"], rel=SAME)
