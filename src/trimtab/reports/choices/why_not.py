"""Why a target is not reached, or a symbol not traded, with what closing the gap and each rule would cost."""

from __future__ import annotations

from collections.abc import Sequence

from trimtab.core.household import Household
from trimtab.core.money import ONE
from trimtab.core.plan import Plan, TickerExplanation
from trimtab.core.policy import Policy
from trimtab.reports import words
from trimtab.reports.choices.rule_prices import amount_words, price_report, price_table
from trimtab.reports.document import Document, Section
from trimtab.reports.labels import ClassNames, Masks, Wording, class_label
from trimtab.reports.notes import gathered_lines, rule_words
from trimtab.reports.tables import Column, Kind, Row, Table, Tone
from trimtab.simulate.outcome import Outcome
from trimtab.simulate.rule_price import RulePrice
from trimtab.simulate.why_not import WhyNot, WhyNots, rules_on

ALL = "all"
SYMBOL = "symbol"
_PARTS = (
    ("Tax now", "tax_now_usd"),
    ("Tax later", "tax_later_usd"),
    ("Trading", "trading_usd"),
    ("Location", "location_usd"),
    ("Typing it in, moving money", "per_trade_usd"),
)


def why_not_document(
    household: Household,
    policy: Policy,
    plan: Plan,
    found: WhyNots,
    class_names: ClassNames,
    name: str,
    *,
    with_prices: bool = False,
) -> Document | None:
    """The answer for a class of the target, a symbol, or `all`; None where the plan knows nothing of that name.

    `with_prices`: also what every rule costs, whether it concerns the name or not.
    """
    masks = Wording(household, class_names)
    classes = _classes_named(name, policy, class_names)
    explained = [e for e in plan.explanations if e.symbol.casefold() == name.casefold()]
    if name.casefold() == ALL or classes:
        wanted = [one for one in found.classes if not classes or one.unmet.class_id in classes]
        sections = [
            _class_section(number, one, found.ours, policy, class_names, masks)
            for number, one in enumerate(wanted, 1)
        ]
    elif explained:
        sections = [_symbol_section(explained[0], plan, found.prices, policy, masks)]
    else:
        return None
    return Document(
        kind="why_not",
        title=f"Why not: {masks(name)}",
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(name, sections, plan, masks),
        tone=Tone.CARE if sections and not explained else Tone.PLAIN,
        sections=(
            *sections,
            *([_all_prices(found.prices, plan, policy, masks)] if with_prices or plan.is_refused else []),
        ),
        problems=gathered_lines(plan.problems, masks),
    )


def _classes_named(name: str, policy: Policy, class_names: ClassNames) -> set[str]:
    """The classes of the target, or with a band above several of them, of this id or name."""
    wanted = name.casefold()
    return {
        class_id
        for class_id in (*policy.target, *policy.parents)
        if wanted in {class_id.casefold(), class_label(class_names, class_id).name.casefold()}
    }


def _headline(name: str, sections: Sequence[Section], plan: Plan, masks: Masks) -> str:
    if plan.is_refused:
        return words.sentence(masks(plan.reason))
    if any(section.key == SYMBOL for section in sections):
        return f"{masks(name)} is traded, or is not, for these reasons."
    if sections:
        return words.sentence("; ".join(section.title for section in sections))
    if name.casefold() == ALL:
        return "Every class ends where the policy wants it."
    return f"{masks(name)} ends where the policy wants it."


def _class_section(
    number: int, one: WhyNot, ours: Outcome, policy: Policy, class_names: ClassNames, masks: Masks
) -> Section:
    unmet = one.unmet
    side = "over" if one.gap_usd > 0 else "under"
    name = class_label(class_names, unmet.class_id).name
    told = [
        words.sentence(f"{rule_words(unmet.rule, masks)}: {masks(unmet.words)}"),
        _closing_words(one, ours, policy),
        *(_without_words(price, policy, masks) for price in one.prices),
    ]
    is_closer = _is_closer(one, policy)
    return Section(
        key=f"target_{number}",
        title=f"{name} ends {words.short_usd(one.gap_usd)} {side} its goal",
        words=tuple(told),
        table=_closing_table(one, ours) if is_closer else None,
    )


def _closing_words(one: WhyNot, ours: Outcome, policy: Policy) -> str:
    """What going as near as the rules allow would cost, all targets together, and what it would leave."""
    more, left = one.nearest.money_usd - ours.money_usd, one.left_usd
    if not _is_closer(one, policy):
        return "Going as near to all targets as the rules allow, whatever it costs, leaves it as far."
    verb = "would cost" if more >= 0 else "would save"
    still = (
        f", and leave it {words.short_usd(left)} {'over' if left > 0 else 'under'}" if abs(left) >= 1 else ""
    )
    return f"Going as near to all targets as the rules allow {verb} {words.short_usd(more)}{still}."


def _is_closer(one: WhyNot, policy: Policy) -> bool:
    """Whether paying whatever it costs brings the class nearer by at least the smallest trade."""
    return abs(one.gap_usd) - abs(one.left_usd) >= max(policy.min_trade_usd, ONE)


def _without_words(price: RulePrice, policy: Policy, masks: Masks) -> str:
    rule = masks(words.dated(price.lift.words))
    if not price.price_usd:
        return f"Without {rule} it would end nearer."
    cost = "they cost" if price.lift.is_several else "that rule costs"
    return f"Without {rule} it would end nearer; {cost} {amount_words(price, policy)}."


def _closing_table(one: WhyNot, ours: Outcome) -> Table:
    """What the plan costs beside the one that goes all the way."""
    columns = (
        Column("part", "Cost of closing the gap"),
        Column("plan", "This plan", Kind.USD),
        Column("nearest", "All the way", Kind.USD),
        Column("more", "More", Kind.USD_SIGNED_CENTS),
    )
    rows = []
    for label, field in _PARTS:
        before, after = getattr(ours.cost, field), getattr(one.nearest.cost, field)
        rows.append(Row((label, before, after, after - before)))
    total = one.nearest.money_usd - ours.money_usd
    rows.append(Row(("Together", ours.money_usd, one.nearest.money_usd, total), Tone.TOTAL))
    return Table("What closing the gap would cost", columns, tuple(rows))


def _all_prices(prices: Sequence[RulePrice], plan: Plan, policy: Policy, masks: Masks) -> Section:
    report = price_report(prices, policy, masks, is_refused=plan.is_refused)
    told = (report.words, *report.lines) if report.table is None else (report.words,)
    return Section("rule_prices", report.title, told, report.table)


def _symbol_section(
    explained: TickerExplanation, plan: Plan, prices: Sequence[RulePrice], policy: Policy, masks: Masks
) -> Section:
    """Account by account why it is traded or not, and the rules without which that would be otherwise."""
    concerned = rules_on(explained.symbol, plan, prices)
    lines = tuple(masks(line) for line in explained.lines)
    told = () if concerned else ("No rule that costs anything worth naming keeps it from being traded.",)
    return Section(
        key=SYMBOL,
        title=f"{explained.symbol}, account by account",
        words=(*lines, *told),
        table=price_table(concerned, policy, masks) if concerned else None,
    )
