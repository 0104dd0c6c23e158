"""I8: every sum ties: lots to trades, accounts to the household, weights to dollars, tax to lots."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trimtab.core.drift import ClassDrift, Drift
from trimtab.core.household import TaxProfile
from trimtab.core.plan import LONG, SHORT, UNKNOWN, Trade
from trimtab.rebalance.verify import holding
from trimtab.rebalance.verify.book import Book, Standing
from trimtab.rebalance.verify.exact import NONE, money, percent, shares, to_cents, total

EXACT = Decimal("1e-12")
EXACT_USD = Decimal("1e-9")


def tie(book: Book) -> Iterator[str]:
    """I8: all figures of the plan against sums made here."""
    yield from _lots_sum(book)
    if any(t.symbol not in book.household.instruments for t in book.plan.trades):
        yield "a trade's symbol has no classes, so no drift can be told"
        return
    yield from _drift(book, "before", book.plan.before, book.before)
    yield from _drift(book, "after", book.plan.after, book.after)
    yield from _costs(book)


def _lots_sum(book: Book) -> Iterator[str]:
    for trade, (short, long) in zip(book.sells, _gains(book), strict=True):
        quantity = total([sale.quantity for sale in trade.lots])
        if quantity != trade.quantity:
            yield f"{trade.trade_id}: lots sum to {shares(quantity)}, it sells {shares(trade.quantity)}"
        proceeds = total([sale.proceeds_usd for sale in trade.lots])
        if proceeds != trade.amount_usd:
            yield (
                f"{trade.trade_id}: proceeds of its lots are {money(proceeds)}, its amount is "
                f"{money(trade.amount_usd)}"
            )
        if short != trade.gain_short_usd or long != trade.gain_long_usd:
            yield f"{trade.trade_id}: gains of its lots are {money(short)} short and {money(long)} long"


def _gains(book: Book) -> list[tuple[Decimal, Decimal]]:
    """Short- and long-term results of each of the plan's sells."""
    if "gains" not in book.memory:
        book.memory["gains"] = [_gains_of(trade) for trade in book.sells]
    found: list[tuple[Decimal, Decimal]] = book.memory["gains"]
    return found


def _gains_of(trade: Trade) -> tuple[Decimal, Decimal]:
    short = long = NONE
    for sale in trade.lots:
        gain, term = sale.gain_usd, sale.term
        if gain is not None and term is LONG:
            long += gain
        elif gain is not None and (term is SHORT or term is UNKNOWN):
            short += gain
    return short, long


def _not_counted(book: Book) -> list[tuple[Decimal, Decimal]]:
    """Losses named as wash sales, given back by their term."""
    return [
        (NONE, wash.disallowed_usd) if wash.term is LONG else (wash.disallowed_usd, NONE)
        for wash in book.plan.wash_sales
    ]


def _drift(book: Book, when: str, stated: Drift, own: Standing) -> Iterator[str]:
    if abs(stated.total_usd - own.total_usd) > EXACT_USD:
        yield f"{when}: the total is {money(own.total_usd)}, the plan says {money(stated.total_usd)}"
    if own.classes.get("?"):
        yield f"{when}: {money(own.classes['?'])} are in classes without a target"
    if abs(stated.half_sum - own.half_sum) > EXACT:
        yield f"{when}: half the sum of gaps is {percent(own.half_sum)}, the plan says {percent(stated.half_sum)}"
    if {row.class_id for row in stated.classes} != set(book.policy.target):
        yield f"{when}: the plan's classes are not those of the target"
    if [row.class_id for row in stated.parents] != list(book.parents):
        yield f"{when}: the plan's parents are not those with a band"
    yield from _limits(book, when, stated)
    for row in (*stated.classes, *stated.parents):
        if row.class_id in book.targets:
            yield from _class_row(book, when, row, own)
    yield from _accounts(book, when, stated, own)


def _limits(book: Book, when: str, stated: Drift) -> Iterator[str]:
    own = sorted(holding.limits(book), key=lambda kept: kept.limit.limit_id)
    if [state.limit_id for state in stated.limits] != [kept.limit.limit_id for kept in own]:
        yield f"{when}: the plan's limits are not those of the policy"
        return
    for state, kept in zip(stated.limits, own, strict=True):
        held = kept.before if when == "before" else kept.after
        if abs(state.held_usd - held) > EXACT_USD or (state.low_usd, state.high_usd) != (kept.low, kept.high):
            yield f"{when} limit {state.limit_id}: {money(held)} is held, the plan says {money(state.held_usd)}"


def _class_row(book: Book, when: str, row: ClassDrift, own: Standing) -> Iterator[str]:
    class_id = row.class_id
    low, high = book.bands[class_id]
    held, weight = own.held_usd[class_id], own.weights[class_id]
    if row.target != book.targets[class_id]:
        yield f"{when} {class_id}: target {percent(row.target)} is not the policy's"
    if row.band_low == low and row.band_high == high and row.actual_usd == held and row.actual == weight:
        return
    if abs(row.band_low - low) > EXACT or abs(row.band_high - high) > EXACT:
        yield f"{when} {class_id}: the band is {percent(low)} to {percent(high)}"
    if abs(row.actual_usd - held) > EXACT_USD:
        yield f"{when} {class_id}: holds {money(held)}, the plan says {money(row.actual_usd)}"
    if abs(row.actual - weight) > EXACT:
        yield f"{when} {class_id}: weighs {percent(weight)}, the plan says {percent(row.actual)}"


def _accounts(book: Book, when: str, stated: Drift, own: Standing) -> Iterator[str]:
    if [mix.account_id for mix in stated.accounts] != [a.account_id for a in book.household.accounts]:
        yield f"{when}: the plan's accounts are not those of the household"
        return
    for mix in stated.accounts:
        held, whole = own.accounts[mix.account_id], own.accounts_usd[mix.account_id]
        if mix.by_class_usd == held and mix.total_usd == whole:
            continue
        if abs(mix.total_usd - whole) > EXACT_USD:
            yield f"{when} {mix.account_id}: holds {money(whole)}, the plan says {money(mix.total_usd)}"
        for class_id in sorted(set(held) | set(mix.by_class_usd)):
            if abs(held.get(class_id, NONE) - mix.by_class_usd.get(class_id, NONE)) > EXACT_USD:
                yield f"{when} {mix.account_id}: {class_id} is not {money(mix.by_class_usd.get(class_id, NONE))}"


def _costs(book: Book) -> Iterator[str]:
    costs = book.costs_usd
    stated = book.plan.cost_after.trading_usd - book.plan.cost_before.trading_usd
    if stated != costs:
        yield f"trading costs are {money(costs)}, the plan says {money(stated)}"
    tax = year_tax_usd(book, with_plan=True) - year_tax_usd(book, with_plan=False)
    if abs(book.plan.tax_now_usd - tax) > EXACT_USD:
        yield f"tax caused now, from the lots, is {money(tax)}, the plan says {money(book.plan.tax_now_usd)}"
    if book.year_tax is None or not book.year_tax.is_bill:
        return
    bills = (
        ("without", book.plan.bill_before_usd, bill_without_usd(book)),
        ("with", book.plan.bill_after_usd, year_tax_usd(book, with_plan=True)),
    )
    for when, stated_usd, bill in bills:
        if stated_usd != bill:
            yield f"the bill {when} the plan is {money(bill)}, the plan says {money(stated_usd or NONE)}"


def bill_without_usd(book: Book) -> Decimal:
    """The year's tax without the plan's results, and without the income that it pays out."""
    if book.plan.withdrawal is not None and book.year_without is not None:
        return book.year_without.outcome(NONE, NONE).tax_usd
    return year_tax_usd(book, with_plan=False)


def year_tax_usd(book: Book, with_plan: bool) -> Decimal:
    """The year's tax with the plan's results, or without: the whole bill where one can be asked for."""
    name = f"tax with the plan: {with_plan}"
    if name not in book.memory:
        gains = [*_gains(book), *_not_counted(book)] if with_plan else []
        short, long = total([pair[0] for pair in gains]), total([pair[1] for pair in gains])
        book.memory[name] = (
            flat_tax_usd(book.household.tax, short, long)
            if book.year_tax is None
            else book.year_tax.outcome(short, long).tax_usd
        )
    tax: Decimal = book.memory[name]
    return tax


def flat_tax_usd(tax: TaxProfile, plan_short_usd: Decimal, plan_long_usd: Decimal) -> Decimal:
    """Tax on the year's capital result at the household's marginal rates; negative where a loss saves tax.

    Short and long results are netted with each other and the carryforwards; a net loss counts up to the yearly
    limit. Source: 26 USC 1(h), 1211(b), 1212(b), 1222.
    """
    short = tax.realized_short_usd - tax.carryforward_short_usd + plan_short_usd
    long = tax.realized_long_usd - tax.carryforward_long_usd + plan_long_usd
    if short + long < 0:
        return to_cents(max(short + long, -tax.loss_limit_usd) * tax.ordinary_rate)
    if long <= 0:
        return to_cents((short + long) * tax.short_rate)
    if short <= 0:
        return to_cents((short + long) * tax.long_rate)
    return to_cents(short * tax.short_rate + long * tax.long_rate)


def words(book: Book) -> str:
    """The figures of I8."""
    return (
        f"lots, accounts and classes sum to {money(book.after.total_usd)} after the plan; tax caused now "
        f"{money(year_tax_usd(book, True) - year_tax_usd(book, False))}"
    )
