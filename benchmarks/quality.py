"""How much the plan saves against other ways, over random households, and whether any way ever beats it.

    python -m benchmarks.quality [--households 1000] [--first 0] [--workers 2] [--svg quality.svg]

Every household is planned, and so are its twins: doing nothing, each account alone, plain rules. Two in three have a
true return under federal and state law, the others flat rates. All ways are weighed by the same yardstick, tax now and
later, trading, location, orders and being off target, in basis points of the household's value and in dollars. A way
that leaves cash unpaid that the plan pays is no answer and not compared; nor is a household for which no plan held, or
in which nothing counts. Ends with exit code 1 where a way costs less than the plan by more than its gap.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from tests.households import random_household
from tests.universe import COVARIANCE
from tests.years import random_given

from benchmarks.clock import machine, table
from benchmarks.seeds import done_in_chunks, seeds_parser
from trimtab.rebalance.journey import make_plan
from trimtab.simulate.twins import Twin, Way, twins_of

QUANTILES = (5, 25, 50, 75, 95, 99, 100)
NAMES = {Way.NOTHING: "doing nothing", Way.ALONE: "each account alone", Way.RULES: "plain rules"}
EDGES = (Decimal("0.1"), 1, 5, 25, 100, 500, 2500)  # basis points: the plan is better by up to so much
BPS = Decimal(10000)
PENNY = Decimal("0.01")
CHUNK = 25  # households that a worker does at a time


@dataclass
class Found:
    """What all households came to: by way, how much more it costs, what it leaves off target, and its orders."""

    planned: int = 0
    refused: int = 0
    idle: int = 0
    worse_bp: dict[Way, list[Decimal]] = field(default_factory=lambda: {way: [] for way in NAMES})
    worse_usd: dict[Way, list[Decimal]] = field(default_factory=lambda: {way: [] for way in NAMES})
    money_bp: dict[Way, list[Decimal]] = field(default_factory=lambda: {way: [] for way in NAMES})
    unpaid: dict[Way, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))
    off: dict[Way, list[Decimal]] = field(default_factory=lambda: {way: [] for way in Way})
    orders: dict[Way, list[Decimal]] = field(default_factory=lambda: {way: [] for way in Way})
    gap_bp: list[Decimal] = field(default_factory=list)
    gap_usd: list[Decimal] = field(default_factory=list)
    beaten: list[str] = field(default_factory=list)


def weigh_one(found: Found, seed: int) -> None:
    """Plan one household and its twins, and note what they come to."""
    household, policy = random_household(seed)
    given = random_given(seed)
    plan = make_plan(household, policy, COVARIANCE, given)
    value = plan.before.total_usd
    if plan.is_refused or value <= 0:
        found.refused += plan.is_refused
        return
    found.planned += 1
    found.gap_usd.append(plan.gap_usd)
    found.gap_bp.append(plan.gap_usd / value * BPS)
    twins = {twin.way: twin for twin in twins_of(household, policy, COVARIANCE, plan, given)}
    if not any(twin.outcome.trades for twin in twins.values()):
        found.idle += 1
        return
    for twin in twins.values():
        _note(found, seed, twin, twins[Way.PLAN], value, plan.gap_usd)


def _note(found: Found, seed: int, twin: Twin, ours: Twin, value: Decimal, gap_usd: Decimal) -> None:
    way = twin.way
    if twin.outcome.unpaid_usd > ours.outcome.unpaid_usd:
        found.unpaid[way] += 1
        return
    found.off[way].append(twin.outcome.drift.half_sum)
    found.orders[way].append(Decimal(len(twin.outcome.trades)))
    if way is Way.PLAN:
        return
    found.worse_usd[way].append(twin.worse_usd)
    found.worse_bp[way].append(twin.worse_usd / value * BPS)
    found.money_bp[way].append((twin.outcome.money_usd - ours.outcome.money_usd) / value * BPS)
    if twin.worse_usd < -gap_usd - PENNY:
        found.beaten.append(f"seed {seed}: {NAMES[way]} by {-twin.worse_usd}, gap {gap_usd}")


def weigh_all(seeds: range) -> Found:
    """Several households, one after the other."""
    found = Found()
    for seed in seeds:
        weigh_one(found, seed)
    return found


def joined(parts: Sequence[Found]) -> Found:
    """All parts as one."""
    whole = Found()
    for part in parts:
        whole.planned += part.planned
        whole.refused += part.refused
        whole.idle += part.idle
        for ours, theirs in (
            (whole.worse_bp, part.worse_bp),
            (whole.worse_usd, part.worse_usd),
            (whole.money_bp, part.money_bp),
            (whole.off, part.off),
            (whole.orders, part.orders),
        ):
            for way, values in theirs.items():
                ours[way].extend(values)
        for way, count in part.unpaid.items():
            whole.unpaid[way] = whole.unpaid.get(way, 0) + count
        whole.gap_bp.extend(part.gap_bp)
        whole.gap_usd.extend(part.gap_usd)
        whole.beaten.extend(part.beaten)
    return whole


def quantile(values: Sequence[Decimal], percent: int) -> Decimal:
    """The smallest value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else Decimal(0)


def bins_of(values: Sequence[Decimal]) -> list[tuple[str, int]]:
    """How many fall where: worse for the plan, the same, then better by up to each edge."""
    least = EDGES[0]
    names = [f"over {least} worse", f"within {least}"]
    counts = [sum(1 for v in values if v < -least), sum(1 for v in values if abs(v) <= least)]
    for low, high in zip(EDGES, (*EDGES[1:], None), strict=True):
        names.append(f"{low} to {high}" if high is not None else f"over {low}")
        counts.append(sum(1 for v in values if v > low and (high is None or v <= high)))
    return list(zip(names, counts, strict=True))


def told(found: Found) -> str:
    """All tables as Markdown."""
    parts = [
        f"{found.planned} households planned, {found.refused} refused; in {found.idle} nothing asked for a trade "
        f"({machine()})\n",
        _quantile_table(
            "By how much each way costs more than the plan, basis points of value", found.worse_bp
        ),
        _quantile_table("The same in dollars", found.worse_usd),
        _quantile_table("Of that in money, being off target left out, basis points of value", found.money_bp),
        _histogram(found),
        _ways(found),
        _gaps(found),
        f"Ways that cost less than the plan by more than its stated gap: {len(found.beaten)}",
        *found.beaten,
    ]
    return "\n".join(parts)


def _quantile_table(title: str, values: dict[Way, list[Decimal]]) -> str:
    head = ("way", "compared", *(f"{q}%" if q < 100 else "most" for q in QUANTILES), "mean")
    rows = [
        (
            NAMES[way],
            str(len(found)),
            *(f"{quantile(found, q):,.2f}" for q in QUANTILES),
            f"{sum(found) / max(len(found), 1):,.2f}",
        )
        for way, found in values.items()
    ]
    return table(title, head, rows)


def _histogram(found: Found) -> str:
    bins = {way: bins_of(values) for way, values in found.worse_bp.items()}
    names = [name for name, _ in bins[Way.NOTHING]]
    rows = [(name, *(str(bins[way][n][1]) for way in NAMES)) for n, name in enumerate(names)]
    return table(
        "Households by how much better the plan is, basis points of value",
        ("better by", *(NAMES[way] for way in NAMES)),
        rows,
    )


def _ways(found: Found) -> str:
    rows = [
        (
            NAMES.get(way, "the plan"),
            f"{quantile(found.off[way], 50) * 100:.2f}%",
            f"{quantile(found.off[way], 95) * 100:.2f}%",
            f"{quantile(found.orders[way], 50)}",
            str(found.unpaid.get(way, 0)),
        )
        for way in Way
    ]
    return table(
        "What each way leaves off target, and what it takes",
        ("way", "off, median", "off, 95%", "orders, median", "leaves cash unpaid"),
        rows,
    )


def _gaps(found: Found) -> str:
    rows = [
        ("basis points", *(f"{quantile(found.gap_bp, q):,.3f}" for q in QUANTILES)),
        ("dollars", *(f"{quantile(found.gap_usd, q):,.2f}" for q in QUANTILES)),
    ]
    head = ("gap the plan states", *(f"{q}%" if q < 100 else "most" for q in QUANTILES))
    return table("By how much at most any plan could be better", head, rows)


def picture(found: Found) -> str:
    """The histogram as SVG: one row of bars for each way."""
    width, row, left = 860, 150, 8
    drawn = []
    for number, way in enumerate(NAMES):
        bins, top = bins_of(found.worse_bp[way]), number * row + 24
        most = max(count for _, count in bins) or 1
        step = (width - 2 * left) / len(bins)
        drawn.append(f'<text x="{left}" y="{top - 6}" font-weight="600">Against {NAMES[way]}</text>')
        for n, (name, count) in enumerate(bins):
            height, x = 80 * count / most, left + n * step
            colour = "#b3261e" if n == 0 else "#8597b5" if n == 1 else "#2c8c69"
            drawn.append(
                f'<rect x="{x:.1f}" y="{top + 92 - height:.1f}" width="{step - 8:.1f}" height="{height:.1f}" '
                f'rx="2" fill="{colour}"/><text x="{x:.1f}" y="{top + 106}">{name}</text>'
                f'<text x="{x:.1f}" y="{top + 88 - height:.1f}">{count}</text>'
            )
    height = row * len(NAMES) + 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="11" fill="#33425c"><rect width="100%" height="100%" '
        f'fill="#fff"/>{"".join(drawn)}<text x="{left}" y="{height - 6}">Households by how much better the plan is, '
        "basis points of value</text></svg>\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Plan, compare, tell."""
    parser = seeds_parser(__doc__)
    parser.add_argument("--svg", type=Path, default=None)
    options = parser.parse_args(arguments)
    found = joined(list(done_in_chunks(options, weigh_all, CHUNK)))
    print(told(found))
    if options.svg is not None:
        options.svg.write_text(picture(found), encoding="utf-8")
    return 1 if found.beaten else 0


if __name__ == "__main__":
    sys.exit(main())
