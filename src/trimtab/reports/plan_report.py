"""Everything a person is shown of a plan, as values; renderers only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trimtab.core.drift import Drift
from trimtab.core.household import Household
from trimtab.core.plan import Plan, Side, TickerExplanation
from trimtab.core.policy import Policy
from trimtab.reports import words
from trimtab.reports.allocation import (
    account_figure,
    band_figure,
    before_after_table,
    class_table,
    holding_figure,
)
from trimtab.reports.choices.rule_prices import PriceReport, price_report
from trimtab.reports.choices.twins import twin_figure
from trimtab.reports.costs import lot_table, money_figure, term_table
from trimtab.reports.figures import TODAY, BandFigure, DeltaFigure, MeasureFigure, StackFigure
from trimtab.reports.headline import (
    cost_words,
    effect,
    has_estimates,
    headline,
    moved_usd,
    tone_of,
    trading_usd,
    withdrawn_words,
)
from trimtab.reports.labels import ClassNames, Wording, account_labels
from trimtab.reports.notes import (
    CheckItem,
    CheckLine,
    ProblemLine,
    UnmetLine,
    assumptions,
    check_lines,
    checklist,
    counts_words,
    deposit_lines,
    gathered_lines,
    method_words,
    unmet_lines,
)
from trimtab.reports.tables import Fact, Table, Tone
from trimtab.reports.tickets import Ticket, tickets
from trimtab.simulate.rule_price import RulePrice
from trimtab.simulate.twins import Twin


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A plan as shown. Amounts in USD; no account number beyond its last four."""

    household: str
    as_of: date
    plan_id: str
    inputs_hash: str
    policy_fingerprint: str
    headline: str
    effect: str
    cost: str
    tone: Tone
    facts: tuple[Fact, ...]
    mix: BandFigure
    accounts: StackFigure
    holdings: StackFigure
    tickets: tuple[Ticket, ...]
    checklist: tuple[CheckItem, ...]
    money: DeltaFigure
    lots: Table
    terms: Table
    unmet: tuple[UnmetLine, ...]
    deposits: tuple[str, ...]
    problems: tuple[ProblemLine, ...]
    checks: tuple[CheckLine, ...]
    method: str
    assumptions: tuple[str, ...]
    explanations: tuple[TickerExplanation, ...]
    twins: MeasureFigure | None = None
    prices: PriceReport | None = None

    @property
    def acts(self) -> bool:
        """Whether there is anything to trade."""
        return bool(self.tickets)

    @property
    def unmet_title(self) -> str:
        """The heading over unmet targets and deposits."""
        if self.unmet:
            return "Not all the way, and why"
        return "With new money instead" if self.acts else "With new money"

    @property
    def all_checks_hold(self) -> bool:
        """Whether the verifier passed every invariant it looked at."""
        return all(check.holds for check in self.checks)


def plan_report(
    household: Household,
    policy: Policy,
    plan: Plan,
    class_names: ClassNames,
    twins: Sequence[Twin] = (),
    prices: Sequence[RulePrice] | None = None,
    asked_words: str = "",
) -> PlanReport:
    """Everything to show of a plan, beside its twins where there are any; `prices` of rules where they were asked for,
    `asked_words` for what was asked where the plan's own do not say it.

    Pure; raises KeyError if the plan names an account the household has not.
    """
    household = plan.paid_from(household)
    labels, masks = account_labels(household), Wording(household, class_names)
    before, after = _moments(plan)
    return PlanReport(
        household=words.masked(plan.household),
        as_of=plan.as_of,
        plan_id=plan.plan_id,
        inputs_hash=plan.inputs_hash,
        policy_fingerprint=policy.fingerprint,
        headline=headline(plan, asked_words),
        effect=withdrawn_words(plan, labels) + masks(effect(plan, class_names)),
        cost=cost_words(plan),
        tone=tone_of(plan),
        facts=_facts(plan, policy),
        mix=_mix(plan, class_names),
        accounts=account_figure(before, after, labels, class_names),
        holdings=holding_figure(plan.after, labels, class_names),
        tickets=tickets(household, plan, masks),
        checklist=checklist(household, plan, masks),
        money=money_figure(plan, policy),
        lots=lot_table(household, plan),
        terms=term_table(plan),
        unmet=unmet_lines(plan, class_names, masks),
        deposits=deposit_lines(household, plan),
        problems=gathered_lines(plan.problems, masks),
        checks=check_lines(plan, masks),
        method=method_words(plan),
        assumptions=assumptions(household, policy, plan),
        explanations=tuple(
            TickerExplanation(e.symbol, tuple(masks(line) for line in e.lines)) for e in plan.explanations
        ),
        twins=twin_figure(twins),
        prices=None if prices is None else price_report(prices, policy, masks, is_refused=plan.is_refused),
    )


def _mix(plan: Plan, class_names: ClassNames) -> BandFigure:
    before, after = _moments(plan)
    if after is not None:
        return band_figure(before, after, class_names, before_after_table(before, after, class_names))
    when = TODAY if plan.withdrawal is None else "once the money is paid out"
    return band_figure(before, None, class_names, class_table(before, class_names), when)


def _moments(plan: Plan) -> tuple[Drift, Drift | None]:
    """Before and after the trades; one where nothing is traded, or before them cash to be paid out is lacking."""
    if plan.withdrawal is not None:
        return plan.after, None
    return plan.before, plan.after if plan.trades else None


def _facts(plan: Plan, policy: Policy) -> tuple[Fact, ...]:
    out = sum(1 for c in plan.after.classes if c.is_out)
    bands = f"{words.plural(out, 'class', 'classes')} outside" if out else "every class inside its band"
    off = Fact("Off target", words.percent(plan.after.half_sum), bands, Tone.CARE if out else Tone.GOOD)
    held = Fact("Household", words.short_usd(plan.before.total_usd), counts_words(policy))
    if not plan.trades:
        return (held, off)
    about = "estimate, " if has_estimates(plan) else ""
    tax = plan.tax_caused_usd
    basis = "your whole bill" if plan.is_bill else "your own rates"
    tax_word = "saved" if tax < 0 else f"{about}{basis}" if tax else "nothing is taxed"
    sells = sum(1 for trade in plan.trades if trade.side is Side.SELL)
    return (
        held,
        Fact(
            "Off target",
            off.value
            if plan.withdrawal is not None
            else f"{words.percent(plan.before.half_sum)} → {off.value}",
            bands,
            off.tone,
        ),
        Fact("Tax this year", words.short_usd(tax), tax_word, Tone.GOOD if tax < 0 else Tone.PLAIN),
        Fact(
            "Trading cost",
            words.short_usd(trading_usd(plan)),
            f"{words.short_usd(moved_usd(plan))} changes hands",
        ),
        Fact(
            "To type in",
            words.plural(len(plan.trades), "order"),
            f"{sells} to sell, {len(plan.trades) - sells} to buy",
        ),
    )
