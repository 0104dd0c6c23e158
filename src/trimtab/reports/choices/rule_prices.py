"""What each rule costs, as a table and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trimtab.core.money import plain
from trimtab.core.policy import Policy
from trimtab.reports import words
from trimtab.reports.labels import Masks
from trimtab.reports.tables import Column, Kind, Row, Table
from trimtab.simulate.rule_price import RulePrice

TITLE = "What your rules cost"
NONE_COSTS = (
    "No rule costs anything worth naming: without any one of them the plan would come out about the same."
)
NONE_FREES = "No plan passes its checks, and none would without any one rule."
FREES = "No plan passes its checks with all of them, so none has a price."


@dataclass(frozen=True, slots=True)
class PriceReport:
    """The price of every rule that costs something: sentences, and the same as a table (None where none does)."""

    title: str
    words: str
    lines: tuple[str, ...]
    table: Table | None


def price_report(
    prices: Sequence[RulePrice], policy: Policy, masks: Masks, *, is_refused: bool = False
) -> PriceReport:
    """What each rule costs, or which leaves no plan; `masks` hides account numbers in names."""
    if not prices:
        return PriceReport(TITLE, NONE_FREES if is_refused else NONE_COSTS, (), None)
    if is_refused:
        return PriceReport(TITLE, FREES, tuple(masks(price_words(price, policy)) for price in prices), None)
    told = "Each found by planning again without that one rule. Being off target is a price put on risk, not a bill."
    lines = tuple(masks(price_words(price, policy)) for price in prices)
    return PriceReport(TITLE, told, lines, price_table(prices, policy, masks))


def price_words(price: RulePrice, policy: Policy) -> str:
    """One sentence: `The menu of Ben's 401(k) costs $212 a year, $636 over 3 years.`"""
    if price.leaves_no_plan:
        return words.sentence(words.dated(f"{price.lift.words} leaves no plan: without it there is one"))
    verb = "cost" if price.lift.is_several else "costs"
    parts = [f"{verb} {amount_words(price, policy)}"] if price.price_usd else []
    if price.saves_usd:
        parts.append(f"saves {words.short_usd(price.saves_usd)} in tax")
    return words.sentence(words.dated(f"{price.lift.words} {' and '.join(parts)}"))


def amount_words(price: RulePrice, policy: Policy) -> str:
    """`$212 a year, $636 over 3 years`, with its parts where it is not all money."""
    yearly, whole = words.short_usd(price.yearly_usd), words.short_usd(price.price_usd)
    return f"{yearly} a year, {whole} over {_years(policy)}{_of_it(price)}"


def _of_it(price: RulePrice) -> str:
    """The parts of the price, where it is not all money."""
    if abs(price.drift_usd) < 1:
        return ""
    money, drift = words.signed_usd(price.price_usd - price.drift_usd), words.signed_usd(price.drift_usd)
    return f" ({money} in money, {drift} in being off target)"


def price_table(prices: Sequence[RulePrice], policy: Policy, masks: Masks) -> Table:
    """Dearest first. The hidden columns are the proof: what is weighed with and without the rule, and the gaps."""
    columns = (
        Column("rule", "Rule"),
        Column("yearly", "A year", Kind.USD_WHOLE),
        Column("price", f"Over {_years(policy)}", Kind.USD_WHOLE),
        Column("money", "In money", Kind.USD_SIGNED),
        Column("drift", "In being off target", Kind.USD_SIGNED),
        Column("saves", "Saves in tax", Kind.USD_WHOLE, is_minor=True),
        Column("code", "Code", is_hidden=True),
        Column("subject", "About", is_hidden=True),
        Column("without", "Gained without it", Kind.USD, is_hidden=True),
        Column("gap", "Gap without it", Kind.USD, is_hidden=True),
    )
    rows = tuple(
        Row(
            (
                words.sentence(masks(words.dated(price.lift.words))).rstrip("."),
                price.yearly_usd,
                price.price_usd,
                price.price_usd - price.drift_usd,
                price.drift_usd,
                price.saves_usd or None,
                price.lift.code,
                masks(price.lift.subject),
                price.plan.cost_before.total_usd - price.plan.cost_after.total_usd,
                price.plan.gap_usd,
            )
        )
        for price in prices
    )
    return Table(TITLE, columns, rows)


def _years(policy: Policy) -> str:
    years: Decimal = policy.prices.horizon_years
    return f"{plain(years)} {'year' if years == 1 else 'years'}"
