"""How much must I deposit instead of selling? The least deposit that mends the drift by buying alone, exactly."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from trimtab.core.accounts import Account
from trimtab.core.drift import ClassDrift, Drift
from trimtab.core.money import ONE, ZERO, cents
from trimtab.core.plan import DepositHint
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.rules import Rules


def deposit_hints(rules: Rules, drift: Drift) -> tuple[DepositHint, ...]:
    """The least deposit to bring every class inside its band, and the least to reach the target, nothing sold.

    Counts the cash that is there. The deposit goes to the first account that can buy every class that is under
    (taxable first: nothing limits what may be paid in). No hint where no account can, or nothing is out.
    """
    hints = []
    for goal in ("band", "target"):
        edges = {row.class_id: _edges(row, goal) for row in drift.classes}
        deposit = _least_deposit(drift, edges)
        if deposit is None or deposit <= 0:
            continue
        total = drift.total_usd + deposit
        needs = {
            row.class_id: max(ZERO, edges[row.class_id][0] * total - row.actual_usd) for row in drift.classes
        }
        needs.pop(CASH_CLASS, None)
        needs = {class_id: need for class_id, need in needs.items() if need >= ONE}
        found = _account_for(rules, needs)
        if found:
            account, symbols = found
            buys = tuple((symbols[class_id], cents(need)) for class_id, need in sorted(needs.items()))
            hints.append(DepositHint(goal, deposit, account.account_id, buys))
    return tuple(hints)


def _edges(row: ClassDrift, goal: str) -> tuple[Decimal, Decimal]:
    """Where the class must end. Cash may always end at its own share or under, down to none."""
    low, high = (row.band_low, row.band_high) if goal == "band" else (row.target, row.target)
    return (ZERO, max(high, row.band_high)) if row.class_id == CASH_CLASS else (low, high)


def _least_deposit(drift: Drift, edges: dict[str, tuple[Decimal, Decimal]]) -> Decimal | None:
    """Least D, to the next dollar, with every class at most at its upper edge of V + D and buys within D + cash.

    What the classes over their edge ask is linear in D; what the classes under theirs ask has slope under one,
    so each bound is found in closed form over the sorted kinks.
    """
    total = drift.total_usd
    deposit = ZERO
    cash = ZERO
    for row in drift.classes:
        high = edges[row.class_id][1]
        if row.class_id == CASH_CLASS:
            cash = max(ZERO, row.actual_usd)
        elif row.actual_usd > 0 and high <= 0:
            return None
        elif high > 0:
            deposit = max(deposit, row.actual_usd / high - total)
    deposit = max(deposit, _buys_fit(drift, edges, cash))
    return deposit.quantize(ONE, rounding=ROUND_CEILING)


def _buys_fit(drift: Drift, edges: dict[str, tuple[Decimal, Decimal]], cash: Decimal) -> Decimal:
    """Least D with sum(max(0, low * (V + D) - actual)) <= D + cash, by walking the kinks upwards."""
    rows = [row for row in drift.classes if row.class_id != CASH_CLASS and edges[row.class_id][0] > 0]
    kinks = sorted(
        {ZERO, *(max(ZERO, row.actual_usd / edges[row.class_id][0] - drift.total_usd) for row in rows)}
    )
    for index, kink in enumerate(kinks):
        probe = (kink + kinks[index + 1]) / 2 if index + 1 < len(kinks) else kink + ONE
        under = [row for row in rows if edges[row.class_id][0] * (drift.total_usd + probe) > row.actual_usd]
        slope = sum((edges[row.class_id][0] for row in under), ZERO)
        at_zero = (
            sum((edges[row.class_id][0] * drift.total_usd - row.actual_usd for row in under), ZERO) - cash
        )
        if slope >= 1:
            continue
        least = max(kink, at_zero / (1 - slope))
        if index + 1 == len(kinks) or least <= kinks[index + 1]:
            return max(ZERO, least)
    return kinks[-1]


def _account_for(rules: Rules, needs: dict[str, Decimal]) -> tuple[Account, dict[str, str]] | None:
    """The first account, taxable before sheltered, in which every needed class can be bought."""
    accounts = sorted(rules.household.accounts, key=lambda a: (not a.kind.is_taxable, a.account_id))
    for account in accounts:
        symbols: dict[str, str] = {}
        for symbol in rules.candidates(account):
            for class_id in needs:
                if rules.only_class(symbol) == class_id:
                    symbols.setdefault(class_id, symbol)
        if needs and set(symbols) == set(needs):
            return account, symbols
    return None
