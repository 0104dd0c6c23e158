"""What a mode promises, as hard limits: where classes end, what sales may bring, what an account keeps."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.money import CENT, ZERO
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.margins import CASH, CLASS_LEAST, CLASS_MOST
from trimtab.rebalance.modes.symbols import main_class
from trimtab.rebalance.optimize.model import INFINITY
from trimtab.rebalance.optimize.program import Program, Terms, k
from trimtab.rebalance.optimize.rows.classes import cash_base_usd, exposure_of
from trimtab.rebalance.orders import BPS

UNDONE_PRICE = 1000.0  # dollars per dollar not sold, or not taken as a loss, that was to be: always feasible


def mode_rows(p: Program) -> None:
    """Nothing for a plan that only the policy asks for, but cash that is kept back for costs."""
    for account_id, ((free, _), *_) in p.cash_terms.items():
        if kept := p.margins.of(CASH, account_id):
            p.model.lower[free] = k(kept)
    for class_id in sorted(p.decision.class_limits_usd):
        _class_limit(p, class_id)
    for kind in (CLASS_LEAST, CLASS_MOST):
        if kept := p.margins.of(kind, CASH_CLASS):
            _cash_stays(p, kind, max(ZERO, p.decision.step_usd - kept))
    for account_id, most_usd in sorted(p.decision.most_raised_usd.items()):
        _raised(p, account_id, most_usd)
    for account_id in sorted(p.decision.empties):
        _emptied(p, account_id)
    if p.decision.moves or p.decision.replaces:
        for account in p.household.accounts:
            _by_class(p, account.account_id)


def _class_limit(p: Program, class_id: str) -> None:
    low, high = p.decision.class_limits_usd[class_id]
    more, less = p.margins.of(CLASS_LEAST, class_id), p.margins.of(CLASS_MOST, class_id)
    row = next(row for row in (*p.drift.classes, *p.drift.parents) if row.class_id == class_id)
    p.model.row(
        exposure_of(p, row).terms,
        -INFINITY if low is None else k(low + more - row.actual_usd),
        INFINITY if high is None else k(high - less - row.actual_usd),
    )


def _raised(p: Program, account_id: str, most_usd: Decimal) -> None:
    """Sales bring no more than this, and a step of one holding that is sold."""
    account, sold = p.household.account(account_id), _sold(p, account_id)
    terms: Terms = [(column, _price(p, key[1]) * (1.0 - _half_spread(p, key[1]))) for key, column in sold]
    parts: Terms = []
    for (column, brings), (key, _) in zip(list(terms), sold, strict=True):
        step, part = float(p.rules.step(account, key[1])), p.model.column(0.0, 0.0, 1.0)
        p.model.row([(column, 1.0), (part, -step)], lower=0.0)
        terms.append((part, -step * brings))
        parts.append((part, 1.0))
    p.model.row(parts, upper=1.0)
    p.model.row(terms, upper=k(most_usd + CENT))


def _cash_stays(p: Program, kind: str, room_usd: Decimal) -> None:
    """Cash falls by no more than this and what trading costs, or rises by no more than this."""
    exposure, base = p.class_terms[CASH_CLASS], cash_base_usd(p)
    if kind == CLASS_MOST:
        p.model.row(exposure.terms, upper=k(base + room_usd))
        return
    spent = p.model.column(0.0)
    traded = [*p.result.sold.items(), *p.result.buys.items()]
    costs = [(column, -_price(p, key[1]) * _half_spread(p, key[1])) for key, column in traded]
    p.model.row([(spent, 1.0), *costs], 0.0, 0.0)
    p.model.row([*exposure.terms, (spent, 1.0)], lower=k(base - room_usd))


def _emptied(p: Program, account_id: str) -> None:
    """What could be sold and is not, at a price above all others."""
    terms = [(column, _price(p, key[1])) for key, column in _sold(p, account_id)]
    whole = sum(p.model.upper[column] * price for column, price in terms)
    left = p.model.column(UNDONE_PRICE, 0.0, whole)
    p.result.undone.append((left, 0.0))
    p.model.row([(left, 1.0), *terms], whole, whole)


def _by_class(p: Program, account_id: str) -> None:
    """In one account a class is only sold or only bought; or, for replacements, bought for no more than is sold."""
    sold: dict[str, list[tuple[str, int]]] = {}
    bought: dict[str, list[tuple[str, int]]] = {}
    for columns, by_class in ((_sold(p, account_id), sold), (_bought(p, account_id), bought)):
        for key, column in columns:
            by_class.setdefault(main_class(p.household, p.policy, key[1]), []).append((key[1], column))
    for class_id in sorted(bought):
        sells = sold.get(class_id, [])
        if p.decision.replaces:
            terms: Terms = [(c, _price(p, symbol)) for symbol, c in bought[class_id]]
            terms += [(c, -_price(p, symbol)) for symbol, c in sells]
            p.model.row(terms, upper=0.0)
        elif sells:
            p.model.one_side([c for _, c in sells], [c for _, c in bought[class_id]])


def _sold(p: Program, account_id: str) -> list[tuple[tuple[str, str], int]]:
    return [(key, column) for key, column in p.result.sold.items() if key[0] == account_id]


def _bought(p: Program, account_id: str) -> list[tuple[tuple[str, str], int]]:
    return [(key, column) for key, column in p.result.buys.items() if key[0] == account_id]


def _price(p: Program, symbol: str) -> float:
    return k(p.household.price_usd(symbol))


def _half_spread(p: Program, symbol: str) -> float:
    return float(p.household.instruments[symbol].half_spread_bps / BPS)
