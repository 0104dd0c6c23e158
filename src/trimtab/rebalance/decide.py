"""Decide: which triggers fire, what that allows, and where the rebalance should stop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from trimtab.core.ask import AS_POLICY_SAYS, Ask, Mode
from trimtab.core.drift import ClassDrift, Drift, Trigger
from trimtab.core.household import Household
from trimtab.core.money import CENT, ONE, ZERO, usd
from trimtab.core.policy import CASH_CLASS, Calendar, HowFar, Policy
from trimtab.rebalance.limits import DollarLimit, dollar_limits, state_words
from trimtab.rebalance.measure import free_cash_usd
from trimtab.rebalance.scope import EVERYTHING, Scope

MONTHS = {Calendar.MONTHLY: 1, Calendar.QUARTERLY: 3, Calendar.SEMIANNUAL: 6, Calendar.ANNUAL: 12}
EDGE_MARGIN = Decimal("0.0005")  # share of the household kept from a band's edge for whole shares
HARVESTS = frozenset({Mode.HARVEST, Mode.HARVEST_AND_REBALANCE})
FULL_RULES = frozenset({"band", "limit", "calendar", "asked", "strategy"})
CASH_RULES = frozenset({"cash_high", "cash_low", "contribution", "withdrawal"})


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to act and how freely.

    With a band or calendar trigger everything may trade. With cash triggers alone, only accounts that are
    short may sell (`sells_in`), and only accounts that have cash may buy (`buys_in`). `goals` are the weights
    between which each class should end, as shares of one; a parent without one has no price here.
    Of the accounts that may sell, those in `losses_in` may only sell lots at a loss, and with them what was bought
    lately and would make them wash sales.

    What a mode adds: `scope` (symbols and lots left open), `class_limits_usd` (least and most dollars a class must
    end with, None: no limit), `most_raised_usd` (the most that sales may bring, by account, but for a step of one
    holding), `else_raised_usd` (the same, where that cannot pay what must be paid), `empties` (accounts of which all is
    to be sold), `replaces` (what is bought takes the place of what is sold of its class in its account), `moves` (no
    class is both sold and bought in one account). `refusal` says why what is asked cannot be done today.
    """

    triggers: tuple[Trigger, ...]
    sells_in: frozenset[str]
    buys_in: frozenset[str]
    goals: Mapping[str, tuple[Decimal, Decimal]]
    losses_in: frozenset[str] = frozenset()
    ask: Ask = AS_POLICY_SAYS
    scope: Scope = EVERYTHING
    class_limits_usd: Mapping[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    most_raised_usd: Mapping[str, Decimal] = field(default_factory=dict)
    else_raised_usd: Mapping[str, Decimal] = field(default_factory=dict)
    empties: frozenset[str] = frozenset()
    replaces: bool = False
    moves: bool = False
    refusal: str = ""

    @property
    def acts(self) -> bool:
        """Whether anything asks for action."""
        return bool(self.triggers)

    def only_losses_in(self, account_id: str) -> bool:
        """Whether of this account at most losses may be sold, and what must go for them to stand."""
        return self.scope.only_losses or account_id in self.losses_in

    @property
    def least_loss_usd(self) -> Decimal | None:
        """The loss a harvest is asked to reach (positive), None where none is."""
        return self.ask.amount_usd if self.ask.mode in HARVESTS else None

    @property
    def step_usd(self) -> Decimal:
        """Half the widest room that a class has between its least and most: where classes stay, the dearest step."""
        ends = [
            (low, high)
            for low, high in self.class_limits_usd.values()
            if low is not None and high is not None
        ]
        return max([(high - low) / 2 for low, high in ends], default=ZERO)

    @property
    def is_cash_only(self) -> bool:
        """Whether nothing but cash asks for action."""
        return not any(trigger.rule in FULL_RULES for trigger in self.triggers)


def decide(
    household: Household, policy: Policy, drift: Drift, limits: Iterable[DollarLimit] | None = None
) -> Decision:
    """Ask every trigger, and say what the plan may do about it. `limits` are the policy's in dollars, where these are
    known. Raises nothing."""
    triggers = (
        *_band_triggers(household, policy, drift),
        *_limit_triggers(dollar_limits(household, policy) if limits is None else limits),
        *_calendar_trigger(household, policy),
        *_cash_triggers(household, drift),
        *_flow_triggers(household),
    )
    full = any(trigger.rule in FULL_RULES for trigger in triggers)
    everywhere = frozenset(account.account_id for account in household.accounts)
    short = short_accounts(household)
    return Decision(
        triggers,
        sells_in=everywhere if full else short,
        buys_in=everywhere if full else everywhere - short,
        goals={**{row.class_id: goal(policy, row) for row in drift.classes}, **parent_goals(drift)},
    )


def moves_in(household: Household, policy: Policy, decision: Decision) -> frozenset[str]:
    """The accounts in which the decision leaves anything to trade: those that may sell, or have cash to spend."""
    spends = {
        account.account_id
        for account in household.accounts
        if account.account_id in decision.buys_in
        and free_cash_usd(household, account) >= max(policy.min_trade_usd, CENT)
    }
    return decision.sells_in | spends


def goal(policy: Policy, row: ClassDrift) -> tuple[Decimal, Decimal]:
    """The weights between which a class should end, by the policy's `how_far`.

    An edge is approached to `EDGE_MARGIN`, so that whole shares end inside it. `halfway` is halfway from where the
    class is to its target, and never outside the band. Under `halfway` and
    `only_out_of_band` a class that is in its band may move towards its target and should not move away.
    """
    if policy.how_far is HowFar.TARGET and (not policy.only_out_of_band or row.is_out):
        return row.target, row.target
    low, high = min(row.band_low + EDGE_MARGIN, row.target), max(row.band_high - EDGE_MARGIN, row.target)
    if policy.how_far is HowFar.BAND_EDGE:
        return low, high
    towards = min(row.actual, row.target), max(row.actual, row.target)
    if policy.only_out_of_band and not row.is_out:
        return towards
    if policy.how_far is HowFar.INNER_BAND:
        return (row.band_low + row.target) / 2, (row.band_high + row.target) / 2
    if not row.is_out:
        return towards
    middle = min(max((row.actual + row.target) / 2, low), high)
    return min(middle, row.target), max(middle, row.target)


def parent_goals(drift: Drift) -> dict[str, tuple[Decimal, Decimal]]:
    """The weights between which what stands below a parent should end: its band, approached as an edge is."""
    return {
        row.class_id: (
            min(row.band_low + EDGE_MARGIN, row.target) if row.band_low > 0 else ZERO,
            max(row.band_high - EDGE_MARGIN, row.target) if row.band_high < 1 else ONE,
        )
        for row in drift.parents
    }


def short_accounts(household: Household) -> frozenset[str]:
    """Accounts without the cash for their reserve and what they are to pay out."""
    return frozenset(
        account.account_id for account in household.accounts if free_cash_usd(household, account) < 0
    )


def _band_triggers(household: Household, policy: Policy, drift: Drift) -> list[Trigger]:
    """Classes outside their bands, cash apart: over its band it asks for buys alone, and under it because an
    account is short, for sales in that account alone."""
    found = []
    for row in (*drift.classes, *drift.parents):
        if not row.is_out:
            continue
        if row.class_id == CASH_CLASS and (row.gap > 0 or bool(short_accounts(household))):
            continue
        side = "over" if row.gap > 0 else "under"
        edge = row.band_high if row.gap > 0 else row.band_low
        found.append(
            Trigger(
                "band",
                row.class_id,
                f"{row.class_id} at {_percent(row.actual)}, {side} the edge of its band at {_percent(edge)} "
                f"(target {_percent(row.target)}, rule {policy.bands.rule.value})",
            )
        )
    return found


def _limit_triggers(limits: Iterable[DollarLimit]) -> list[Trigger]:
    """Holdings outside what a limit allows; the trigger's class is the limit's, empty for one on a security."""
    return [
        Trigger("limit", limit.limit.class_id, state_words(limit, limit.held_usd))
        for limit in limits
        if limit.is_broken
    ]


def _calendar_trigger(household: Household, policy: Policy) -> list[Trigger]:
    if policy.calendar is Calendar.NEVER:
        return []
    if policy.last_rebalanced is None:
        return [Trigger("calendar", "", f"{policy.calendar.value}: no earlier rebalance is on record")]
    due = policy.last_rebalanced + relativedelta(months=MONTHS[policy.calendar])
    if household.as_of < due:
        return []
    return [
        Trigger(
            "calendar", "", f"{policy.calendar.value}: the last was on {policy.last_rebalanced}, due {due}"
        )
    ]


def _cash_triggers(household: Household, drift: Drift) -> list[Trigger]:
    found = []
    for row in drift.classes:
        if row.class_id == CASH_CLASS and row.is_out and row.gap > 0:
            reason = (
                f"{usd(row.actual_usd)} is in cash ({_percent(row.actual)}), over {_percent(row.band_high)}"
            )
            found.append(Trigger("cash_high", CASH_CLASS, reason))
    for account in household.accounts:
        free = free_cash_usd(household, account)
        if free < 0 and not account.locked:
            reason = f"{account.name} is {usd(-free)} short of its reserve and what is to be paid out"
            found.append(Trigger("cash_low", CASH_CLASS, reason))
    return found


def _flow_triggers(household: Household) -> list[Trigger]:
    found = []
    for flow in household.flows:
        rule = "contribution" if flow.amount_usd > 0 else "withdrawal"
        if flow.amount_usd != ZERO:
            reason = f"{usd(abs(flow.amount_usd))} {flow.label or rule} in {flow.account_id}, due {flow.due}"
            found.append(Trigger(rule, CASH_CLASS, reason))
    return found


def _percent(weight: Decimal) -> str:
    return f"{weight * 100:.1f}%"
