"""Measure: where the household stands against its target, exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from trimtab.core.accounts import EXCLUDED, Account, Position
from trimtab.core.drift import AccountMix, ClassDrift, Drift, LimitState
from trimtab.core.household import Holding, Household
from trimtab.core.money import ZERO
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.counted import counting

Covariance = Mapping[tuple[str, str], Decimal]


def value_usd(household: Household, position: Position) -> Decimal:
    """Market value of a position, to the cent: shares times price."""
    return position.value_usd(household.price_usd(position.symbol))


def class_shares(household: Household, policy: Policy, symbol: str) -> Mapping[str, Decimal]:
    """What share of one dollar in this symbol counts under which target class.

    Every class has a place: households whose holdings have none are refused before they are measured.
    """
    class_weights = household.instruments[symbol].class_weights
    if len(class_weights) == 1 and class_weights[0][0] in policy.target:
        return dict(class_weights)
    shares: dict[str, Decimal] = {}
    for class_id, weight in class_weights:
        target_class = policy.class_of(class_id)
        if target_class is None:
            raise AssertionError(f"{symbol}: class {class_id} has no target")
        shares[target_class] = shares.get(target_class, ZERO) + weight
    return shares


def free_cash_usd(household: Household, account: Account) -> Decimal:
    """Cash that counts for the allocation: settled, unsettled and stated flows, less the reserve."""
    return account.cash_over_reserve_usd + household.flow_usd(account.account_id)


def account_mixes(household: Household, policy: Policy) -> tuple[AccountMix, ...]:
    """What each account holds by target class, counted as the policy's `weights` say; frozen holdings count, excluded
    ones do not."""
    return _mixes(household, policy, household.accounts, household.holdings)


def _mixes(
    household: Household, policy: Policy, accounts: Iterable[Account], holdings: Iterable[Holding]
) -> tuple[AccountMix, ...]:
    """The same of some accounts, which hold `holdings`."""
    counts = counting(household, policy)
    is_market = counts.is_market
    shares: dict[str, tuple[tuple[str, Decimal], ...]] = {}
    by_account: dict[str, dict[str, Decimal]] = {account.account_id: {} for account in accounts}
    for account, position, value in holdings:
        symbol = position.symbol
        parts = shares.get(symbol)
        if parts is None:
            parts = shares[symbol] = tuple(class_shares(household, policy, symbol).items())
        if not is_market:
            value = counts.share(account) * value - counts.embedded_usd(household, account, position)
        by_class = by_account[account.account_id]
        for class_id, share in parts:
            amount = value * share
            by_class[class_id] = by_class[class_id] + amount if class_id in by_class else amount
    return tuple(
        [
            _mix(
                account,
                by_account[account.account_id],
                counts.share(account) * free_cash_usd(household, account),
            )
            for account in accounts
        ]
    )


def _mix(account: Account, held_usd: dict[str, Decimal], cash_usd: Decimal) -> AccountMix:
    held_usd[CASH_CLASS] = held_usd.get(CASH_CLASS, ZERO) + cash_usd
    ordered = dict(sorted(held_usd.items()))
    return AccountMix(account.account_id, sum(ordered.values(), ZERO), ordered)


def tracking_error(gaps: Mapping[str, Decimal], covariance: Covariance) -> Decimal | None:
    """Yearly standard deviation of the difference to the target: sqrt(g' C g), a share of one.

    None where the covariance lacks one of the classes (cash may be missing: it counts as riskless).
    """
    variance = ZERO
    for first, gap_first in gaps.items():
        for second, gap_second in gaps.items():
            found = covariance.get((first, second))
            if found is not None:
                variance += gap_first * gap_second * found
            elif CASH_CLASS not in {first, second}:
                return None
    return max(variance, ZERO).sqrt()


def measure(household: Household, policy: Policy, covariance: Covariance | None = None) -> Drift:
    """Drift per class, account and household, without triggers and overlap. Weights are exact to 28 digits."""
    mixes = account_mixes(household, policy)
    return _drift(household, policy, covariance, mixes, _excluded_usd(household))


def measure_after(
    was: Household,
    drift: Drift,
    household: Household,
    policy: Policy,
    covariance: Covariance | None = None,
    limits: tuple[LimitState, ...] = (),
) -> Drift:
    """As `measure`, of the household that fills made of one whose drift is known, with where it stands against
    `limits`: accounts that they left alone, and what is excluded, are not measured again."""
    changed = [now for before, now in zip(was.accounts, household.accounts, strict=True) if now is not before]
    again = {
        mix.account_id: mix for mix in _mixes(household, policy, changed, household.holdings_in(changed))
    }
    mixes = tuple([again.get(mix.account_id, mix) for mix in drift.accounts])
    return _drift(household, policy, covariance, mixes, drift.excluded_usd, limits)


def _drift(
    household: Household,
    policy: Policy,
    covariance: Covariance | None,
    mixes: tuple[AccountMix, ...],
    excluded_usd: Decimal,
    limits: tuple[LimitState, ...] = (),
) -> Drift:
    total = sum([mix.total_usd for mix in mixes], ZERO)
    held_usd = dict.fromkeys(sorted(policy.target), ZERO)
    for mix in mixes:
        for class_id, amount in mix.by_class_usd.items():
            held_usd[class_id] += amount
    classes = tuple([_class_drift(policy, class_id, amount, total) for class_id, amount in held_usd.items()])
    parents = tuple(
        [
            _class_drift(
                policy,
                parent,
                sum(
                    [amount for class_id, amount in held_usd.items() if class_id.startswith(f"{parent}.")],
                    ZERO,
                ),
                total,
            )
            for parent in policy.parents
        ]
    )
    gaps = {row.class_id: row.gap for row in classes}
    return Drift(
        total_usd=total,
        classes=classes,
        accounts=mixes,
        half_sum=sum([abs(gap) for gap in gaps.values()], ZERO) / 2,
        reserve_usd=sum([account.cash_reserve_usd for account in household.accounts], ZERO),
        excluded_usd=excluded_usd,
        tracking_error=tracking_error(gaps, covariance) if covariance is not None else None,
        limits=limits,
        parents=parents,
    )


def _class_drift(policy: Policy, class_id: str, actual_usd: Decimal, total_usd: Decimal) -> ClassDrift:
    low, high = policy.band(class_id)
    actual = actual_usd / total_usd if total_usd > 0 else ZERO
    return ClassDrift(class_id, policy.weight(class_id), low, high, actual, actual_usd)


def _excluded_usd(household: Household) -> Decimal:
    if len(household.holdings) == sum([len(account.positions) for account in household.accounts]):
        return ZERO
    return sum(
        [
            value_usd(household, position)
            for account in household.accounts
            for position in account.positions
            if position.role is EXCLUDED and position.symbol in household.prices
        ],
        ZERO,
    )
