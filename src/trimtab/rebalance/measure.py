"""Measure: where the household stands against its target, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from trimtab.core.accounts import Account, Position, Role
from trimtab.core.drift import AccountMix, ClassDrift, Drift
from trimtab.core.household import Household
from trimtab.core.money import ZERO, cents
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.counted import counting

Covariance = Mapping[tuple[str, str], Decimal]


def value_usd(household: Household, position: Position) -> Decimal:
    """Market value of a position, to the cent: shares times price."""
    return cents(position.quantity * household.price_usd(position.symbol))


def class_shares(household: Household, policy: Policy, symbol: str) -> dict[str, Decimal]:
    """What share of one dollar in this symbol counts under which target class.

    Every class has a place: households whose holdings have none are refused before they are measured.
    """
    shares: dict[str, Decimal] = {}
    for class_id, weight in household.instruments[symbol].class_weights:
        target_class = policy.class_of(class_id)
        if target_class is None:
            raise AssertionError(f"{symbol}: class {class_id} has no target")
        shares[target_class] = shares.get(target_class, ZERO) + weight
    return shares


def free_cash_usd(household: Household, account: Account) -> Decimal:
    """Cash that counts for the allocation: settled, unsettled and stated flows, less the reserve."""
    return (
        account.cash_usd
        + account.cash_unsettled_usd
        + household.flow_usd(account.account_id)
        - account.cash_reserve_usd
    )


def account_mix(household: Household, policy: Policy, account: Account) -> AccountMix:
    """What the account holds by target class, counted as the policy's `weights` say; frozen holdings count, excluded
    ones do not."""
    by_class: dict[str, Decimal] = {}
    counts = counting(household, policy)
    share_here = counts.share(account)
    for position in account.positions:
        if position.role is Role.EXCLUDED:
            continue
        value = value_usd(household, position)
        if not counts.is_market:
            value = share_here * value - counts.embedded_usd(household, account, position)
        for class_id, share in class_shares(household, policy, position.symbol).items():
            by_class[class_id] = by_class.get(class_id, ZERO) + value * share
    by_class[CASH_CLASS] = by_class.get(CASH_CLASS, ZERO) + share_here * free_cash_usd(household, account)
    ordered = {class_id: by_class[class_id] for class_id in sorted(by_class)}
    return AccountMix(account.account_id, sum(ordered.values(), ZERO), ordered)


def tracking_error(gaps: Mapping[str, Decimal], covariance: Covariance) -> Decimal | None:
    """Yearly standard deviation of the difference to the target: sqrt(g' C g), a share of one.

    None where the covariance lacks one of the classes (cash may be missing: it counts as riskless).
    """
    variance = ZERO
    for first, gap_first in gaps.items():
        for second, gap_second in gaps.items():
            if CASH_CLASS in {first, second} and (first, second) not in covariance:
                continue
            if (first, second) not in covariance:
                return None
            variance += gap_first * gap_second * covariance[first, second]
    return max(variance, ZERO).sqrt()


def measure(household: Household, policy: Policy, covariance: Covariance | None = None) -> Drift:
    """Drift per class, account and household, without triggers and overlap. Weights are exact to 28 digits."""
    mixes = tuple(account_mix(household, policy, account) for account in household.accounts)
    total = sum((mix.total_usd for mix in mixes), ZERO)
    classes = tuple(
        _class_drift(
            policy, class_id, sum((mix.by_class_usd.get(class_id, ZERO) for mix in mixes), ZERO), total
        )
        for class_id in sorted(policy.target)
    )
    parents = tuple(
        _class_drift(
            policy,
            parent,
            sum((r.actual_usd for r in classes if r.class_id.startswith(f"{parent}.")), ZERO),
            total,
        )
        for parent in policy.parents
    )
    gaps = {row.class_id: row.gap for row in classes}
    return Drift(
        total_usd=total,
        classes=classes,
        accounts=mixes,
        half_sum=sum((abs(gap) for gap in gaps.values()), ZERO) / 2,
        reserve_usd=sum((account.cash_reserve_usd for account in household.accounts), ZERO),
        excluded_usd=_excluded_usd(household),
        tracking_error=tracking_error(gaps, covariance) if covariance is not None else None,
        parents=parents,
    )


def _class_drift(policy: Policy, class_id: str, actual_usd: Decimal, total_usd: Decimal) -> ClassDrift:
    low, high = policy.band(class_id)
    actual = actual_usd / total_usd if total_usd > 0 else ZERO
    return ClassDrift(class_id, policy.weight(class_id), low, high, actual, actual_usd)


def _excluded_usd(household: Household) -> Decimal:
    return sum(
        (
            value_usd(household, position)
            for account in household.accounts
            for position in account.positions
            if position.role is Role.EXCLUDED and position.symbol in household.prices
        ),
        ZERO,
    )
