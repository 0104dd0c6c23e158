"""Location: today's arrangement between the worst and the best one of the same household totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from trimtab.core.accounts import Account, Position, Role, TaxTreatment
from trimtab.core.household import Household
from trimtab.core.money import HUNDRED, ONE, ZERO, cents
from trimtab.core.policy import CASH_CLASS, Policy
from trimtab.rebalance.given import Given
from trimtab.rebalance.location import holding_cost_rate
from trimtab.rebalance.measure import class_shares, value_usd
from trimtab.rebalance.optimize.arrange import Arrangement, Opening, Standing, arrange
from trimtab.rebalance.rules import NEVER_TRADED, Rules
from trimtab.simulate.location_moves import Move, next_moves, washed_groups

KEPT_SHARE = Decimal("0.9")  # of what the best arrangement saves, if substitutes are bought
LEAST_RANGE_USD = ONE  # a year: worst and best closer than this are one and the same


@dataclass(frozen=True, slots=True)
class Place:
    """One symbol in one account: what it costs there a year, today and in the best arrangement.

    `class_id` None: it mixes classes. `stays` says why it has no other place (empty: it may move). Amounts in USD,
    `rate` a share of one a year.
    """

    account_id: str
    symbol: str
    class_id: str | None
    rate: Decimal
    today_usd: Decimal
    best_usd: Decimal
    stays: str = ""


@dataclass(frozen=True, slots=True)
class LocationAnswer:
    """The score and what it rests on. Costs are USD a year, of all that counts and where it stands.

    `score` runs from 0 (worst) to 100 (nothing to improve), whole numbers rounded down; None where there is none,
    and `why_none` says why. The yearly gains of `moves` add up to `today_usd - best_usd`. `by_kind` is what a dollar of
    each symbol costs a year by how an account is taxed, a share of one; `classes` are theirs, None where they mix.
    """

    household: Household
    policy: Policy
    worst_usd: Decimal
    today_usd: Decimal
    best_usd: Decimal
    score: Decimal | None
    why_none: str
    moves: tuple[Move, ...]
    places: tuple[Place, ...]
    by_kind: Mapping[str, Mapping[TaxTreatment, Decimal]]
    classes: Mapping[str, str | None]


def location(household: Household, policy: Policy, given: Given) -> LocationAnswer:
    """Score the arrangement and rank what would improve it. Raises nothing.

    What may not be sold stays, as do cash and funds that mix classes; menus and do-not-buy lists are kept.
    """
    rules = Rules(household, policy, year_tax=given.tax_of(household))
    held = [place for account in household.accounts for place in _held(rules, account)]
    standing = [_standing(household, place) for place in held if not place.stays]
    openings, best = _best(rules, standing)
    worst = _arranged(standing, openings, dearest=True)
    today_usd = sum((place.today_usd * place.rate for place in held), ZERO)
    rates = _rates(held, openings)
    best_usd, worst_usd = (today_usd + _change(found, rates) for found in (best, worst))
    why = _why_none(household, standing, worst_usd - best_usd)
    return LocationAnswer(
        household=household,
        policy=policy,
        worst_usd=worst_usd,
        today_usd=today_usd,
        best_usd=best_usd,
        score=None if why else _score(worst_usd, today_usd, best_usd),
        why_none=why,
        moves=next_moves(rules, given.tax_of(household), standing, openings, best),
        places=_places(held, openings, best),
        by_kind=_by_kind(rules, {p.symbol for p in held} | {o.symbol for o in openings}),
        classes={p.symbol: p.class_id for p in held} | {o.symbol: o.class_id for o in openings},
    )


def _best(rules: Rules, standing: list[Standing]) -> tuple[list[Opening], Arrangement]:
    """The best arrangement, and what each account would buy in it.

    What would be sold at a loss in one account and bought in another is bought as the next choice of its class, where
    that keeps nearly all that the best arrangement saves: otherwise the loss would not count (26 USC 1091), and in an
    IRA never (Rev. Rul. 2008-5). Where it does not, the move has to wait.
    """
    openings, best = _arranged_for(rules, standing, frozenset())
    saves = -_change(best, _rates(standing, openings))
    avoided = washed_groups(rules, best)
    while avoided:
        others, other = _arranged_for(rules, standing, avoided)
        if -_change(other, _rates(standing, others)) < saves * KEPT_SHARE:
            break
        openings, best = others, other
        more = washed_groups(rules, best) - avoided
        if not more:
            break
        avoided |= more
    return openings, best


def _arranged_for(
    rules: Rules, standing: list[Standing], avoided: frozenset[str]
) -> tuple[list[Opening], Arrangement]:
    openings = [o for account in rules.household.accounts for o in _openings(rules, account, avoided)]
    return openings, _arranged(standing, openings)


def _rates(
    standing: Iterable[Standing | Place], openings: Iterable[Opening]
) -> dict[tuple[str, str], Decimal]:
    """What a dollar of each symbol costs a year in each account."""
    found = {(s.account_id, s.symbol): s.rate for s in standing}
    return found | {(o.account_id, o.symbol): o.rate for o in openings}


def _arranged(standing: list[Standing], openings: list[Opening], *, dearest: bool = False) -> Arrangement:
    found = arrange(standing, openings, dearest=dearest)
    if found is None:
        raise AssertionError("today's own arrangement is one of those compared")
    return found


def _held(rules: Rules, account: Account) -> Iterator[Place]:
    """Everything that counts in the account; what is promised to open orders stays, apart from the rest."""
    household = rules.household
    for position in account.positions:
        if position.role is Role.EXCLUDED:
            continue
        instrument = household.instruments[position.symbol]
        rate = holding_cost_rate(household, rules.policy, account, instrument, rules.year_tax.rates)
        shares = class_shares(household, rules.policy, position.symbol)
        class_id = next(iter(shares)) if len(shares) == 1 else None
        why = _stays(rules, account, position)
        whole, free = value_usd(household, position), ZERO
        if not why:
            free = cents(rules.sellable(position) * household.price_usd(position.symbol))
            yield Place(account.account_id, position.symbol, class_id, rate, free, free)
            why = "promised to an open order"
        if whole != free:
            yield Place(account.account_id, position.symbol, class_id, rate, whole - free, whole - free, why)


def _stays(rules: Rules, account: Account, position: Position) -> str:
    block = rules.position_block(account, position)
    if block:
        return block.words
    if rules.only_class(position.symbol) is None:
        return f"{position.symbol} mixes classes"
    return "" if rules.sellable(position) > 0 else "promised to an open order"


def _standing(household: Household, place: Place) -> Standing:
    return Standing(
        account_id=place.account_id,
        symbol=place.symbol,
        class_id=place.class_id or "",
        group=_group(household, place.class_id or "", place.symbol),
        rate=place.rate,
        usd=place.today_usd,
        is_taxable=household.account(place.account_id).kind.is_taxable,
    )


def _openings(rules: Rules, account: Account, avoided: frozenset[str]) -> Iterator[Opening]:
    """What the account would buy of each class: the first choice that suits it, may be bought there and is not of an
    avoided wash group; the first of all where every one is."""
    household = rules.household
    choices: dict[str, str] = {}
    for symbol in sorted(rules.candidates(account), key=lambda s: rules.group(s) in avoided):
        class_id = rules.only_class(symbol)
        if class_id is not None and class_id != CASH_CLASS:
            choices.setdefault(class_id, symbol)
    for class_id, symbol in sorted(choices.items()):
        rate = holding_cost_rate(
            household, rules.policy, account, household.instruments[symbol], rules.year_tax.rates
        )
        yield Opening(account.account_id, symbol, class_id, _group(household, class_id, symbol), rate)


def _group(household: Household, class_id: str, symbol: str) -> str:
    is_exempt = household.instruments[symbol].yield_exempt_pct > 0
    return f"{class_id} tax-exempt" if is_exempt else class_id


def _by_kind(rules: Rules, symbols: set[str]) -> dict[str, dict[TaxTreatment, Decimal]]:
    """What a dollar of each symbol that is traded costs a year, in each kind of account that there is."""
    household = rules.household
    accounts = {account.kind.treatment: account for account in household.accounts}
    instruments = {s: household.instruments[s] for s in sorted(symbols)}
    return {
        symbol: {
            treatment: holding_cost_rate(household, rules.policy, account, instrument, rules.year_tax.rates)
            for treatment, account in accounts.items()
        }
        for symbol, instrument in instruments.items()
        if instrument.kind not in NEVER_TRADED
    }


def _change(found: Arrangement, rates: dict[tuple[str, str], Decimal]) -> Decimal:
    """What the arrangement adds to today's yearly cost, exactly."""
    comes = sum((usd * rates[place] for place, usd in found.comes.items()), ZERO)
    return comes - sum((usd * rates[place] for place, usd in found.leaves.items()), ZERO)


def _score(worst_usd: Decimal, today_usd: Decimal, best_usd: Decimal) -> Decimal:
    share = (worst_usd - today_usd) / (worst_usd - best_usd)
    return (share * HUNDRED).quantize(ONE, rounding=ROUND_FLOOR)


def _why_none(household: Household, standing: list[Standing], range_usd: Decimal) -> str:
    if not standing:
        return "nothing that is held may be sold, so nothing has another place"
    places = {household.account(s.account_id).kind.treatment for s in standing}
    if len(places) == 1:
        return f"all that may be sold is in {_WORDS[places.pop()]} accounts, where one place is as good as another"
    if range_usd < LEAST_RANGE_USD:
        return "every arrangement of these holdings costs the same"
    return ""


_WORDS = {
    TaxTreatment.TAXABLE: "taxable",
    TaxTreatment.DEFERRED: "tax-deferred",
    TaxTreatment.FREE: "tax-free",
}


def _places(held: list[Place], openings: list[Opening], best: Arrangement) -> tuple[Place, ...]:
    """What is held and what the best arrangement brings, in order of account and symbol."""
    found = [
        Place(
            p.account_id, p.symbol, p.class_id, p.rate, p.today_usd,
            p.today_usd
            if p.stays
            else p.today_usd
            - best.leaves.get((p.account_id, p.symbol), ZERO)
            + best.comes.get((p.account_id, p.symbol), ZERO),
            p.stays,
        )
        for p in held
    ]  # fmt: skip
    free = {(p.account_id, p.symbol) for p in held if not p.stays}
    found += [
        Place(o.account_id, o.symbol, o.class_id, o.rate, ZERO, best.comes[o.account_id, o.symbol])
        for o in openings
        if (o.account_id, o.symbol) in best.comes and (o.account_id, o.symbol) not in free
    ]
    return tuple(sorted(found, key=lambda p: (p.account_id, p.symbol, p.stays)))
