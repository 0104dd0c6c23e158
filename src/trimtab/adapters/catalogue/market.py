"""What all investors together hold, for the classes of a design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache

from trimtab.adapters.catalogue.classes import usual_parts
from trimtab.adapters.catalogue.files import read_table
from trimtab.core.money import ONE, ZERO
from trimtab.core.problems import BadInputError, error

MARKET_FILE = "market.toml"
_STEP = Decimal("0.000001")


def market_weights(classes: Sequence[str]) -> dict[str, Decimal]:
    """Class id -> share of one, summing to exactly 1: what the market holds of these classes.

    Raises BadInputError for a class of which it is not known, naming all of them.
    """
    held = {name: _weight(name) for name in classes}
    unknown = [name for name, part in held.items() if part is None]
    below = [name for name in classes if any(name.startswith(f"{other}.") for other in classes)]
    if unknown or below:
        told = ", ".join(unknown or below)
        words = f"what the market holds of {told} is not known" + (
            "" if unknown else " apart from the class above"
        )
        raise BadInputError(
            [error("design-market", words, "state the prior yourself: --prior CLASS=PCT for each class")]
        )
    parts = {name: part or ZERO for name, part in held.items()}
    whole = sum(parts.values(), ZERO)
    shares = {name: (part / whole).quantize(_STEP) for name, part in parts.items()}
    largest = max(sorted(shares), key=lambda name: shares[name])
    shares[largest] += ONE - sum(shares.values(), ZERO)
    return shares


def _weight(name: str) -> Decimal | None:
    """Percent of the world's holdings; None where neither the table nor the usual mix of a class above says."""
    table = _table()
    if name in table:
        return table[name]
    above = name.rpartition(".")[0]
    whole = _weight(above) if above else None
    part = usual_parts(above).get(name) if above else None
    return None if whole is None or part is None else whole * part


@cache
def _table() -> Mapping[str, Decimal]:
    return {name: Decimal(percent) for name, percent in read_table(MARKET_FILE)["weights"].items()}
