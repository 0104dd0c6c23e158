"""Two wash-sale engines that share no code agree, share by share, on random histories."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from tests.ledger import share_by_share
from tests.ledger.wash_histories import differences, random_history
from trimtab.ledger.wash_sales.engine import wash_sales


@pytest.mark.households
@pytest.mark.parametrize("block", range(8))
def test_engines_agree(block: int) -> None:
    """2,000 histories: sales, lots, listing order and conservation of basis."""
    for seed in range(250 * block, 250 * (block + 1)):
        assert differences(random_history(seed)) == [], seed


def test_same_seed_same_history() -> None:
    assert [random_history(seed) for seed in range(50)] == [random_history(seed) for seed in range(50)]


def test_histories_are_varied() -> None:
    """Every kind of thing that can go wrong happens often enough to be seen."""
    seen: Counter[str] = Counter()
    for seed in range(400):
        result = wash_sales(random_history(seed))
        sold = [piece for sale in result.sales for piece in sale.pieces]
        lots = [piece for lot in result.lots for piece in lot.pieces]
        seen["disallowed"] += bool(result.disallowed_usd)
        seen["lost for good"] += bool(result.lost_for_good_usd)
        seen["allowed in part"] += any(sale.disallowed_usd and sale.allowed_loss_usd for sale in result.sales)
        seen["chain"] += any(piece.replaces and piece.sold_in for piece in lots)
        seen["chain of losses"] += any(
            piece.replaced_by and sale.lot.trade_date != piece.held_from
            for sale in result.sales
            for piece in sale.pieces
        )
        seen["split lot"] += any(len({piece.replaces for piece in lot.pieces}) > 1 for lot in result.lots)
        seen["several replacements"] += any(
            len({piece.replaced_by for piece in sale.pieces}) > 2 for sale in result.sales
        )
        seen["sheltered sale"] += any(not sale.taxable for sale in result.sales)
        seen["gain"] += any(piece.gain_usd > 0 for piece in sold)
        seen["option took over"] += any(
            lot.lot.option_on and any(piece.replaces for piece in lot.pieces) for lot in result.lots
        )
    assert min(seen.values()) >= 5, seen
    assert len(seen) == 10


def test_the_slow_engine_shares_no_code() -> None:
    """It may read the history's types and nothing else of the program."""
    tree = ast.parse(Path(share_by_share.__file__).read_text(encoding="utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in modules if name and name.startswith(("trimtab", "tests"))} == {
        "trimtab.ledger.wash_sales.history"
    }
