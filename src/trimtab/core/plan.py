"""The plan: trades by lot, what they cost, and why; or the reason for no trade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from trimtab.core.ask import AS_POLICY_SAYS, Ask
from trimtab.core.canonical import LATER
from trimtab.core.draws import Withdrawal
from trimtab.core.drift import Drift
from trimtab.core.elections import Election
from trimtab.core.household import Flow, Household
from trimtab.core.money import ZERO
from trimtab.core.problems import Problem
from trimtab.core.quick import quickly_made


class Side(StrEnum):
    """Sell or buy."""

    SELL = "sell"
    BUY = "buy"


class Term(StrEnum):
    """Holding period of a result. UNKNOWN is taxed as short: a long-term rate is never claimed without a date."""

    SHORT = "short"
    LONG = "long"
    UNKNOWN = "unknown"
    SHELTERED = "sheltered"


# The members by themselves: Python 3.11 takes a tenth of the time for a name that it takes for `Side.SELL`.
SELL, BUY = Side.SELL, Side.BUY
SHORT, LONG, UNKNOWN, SHELTERED = Term.SHORT, Term.LONG, Term.UNKNOWN, Term.SHELTERED


@quickly_made
@dataclass(frozen=True, slots=True)
class LotSale:
    """Shares sold out of one lot. `gain_usd` = proceeds less the basis of these shares, None if unknown."""

    lot_id: str
    acquired: date | None
    quantity: Decimal
    proceeds_usd: Decimal
    basis_usd: Decimal | None
    gain_usd: Decimal | None
    term: Term
    words: str  # the lot in the custodian's words: "40 of 2024-03-15 @ 212.10"
    is_estimate: bool = False
    fee_usd: Decimal = field(
        default=ZERO, metadata=LATER
    )  # the fund's redemption fee, part of the trade's cost


@quickly_made
@dataclass(frozen=True, slots=True)
class Trade:
    """One line to type in. `quantity` in shares (positive), `amount_usd` before cost, `cost_usd` the trading cost,
    redemption fees included.

    `step` is the order within the account: everything in step 1 can be done at once; step 2 uses the proceeds
    of step 1 (the next business day where the account `settles_next_day`); step 3 waits for a stated deposit.
    `depends_on` names trade ids.
    """

    trade_id: str
    account_id: str
    side: Side
    symbol: str
    quantity: Decimal
    price_usd: Decimal
    amount_usd: Decimal
    cost_usd: Decimal
    lots: tuple[LotSale, ...] = ()
    sells_all: bool = False
    step: int = 1
    depends_on: tuple[str, ...] = ()
    reason: str = ""
    wash_note: str = ""

    @property
    def gain_short_usd(self) -> Decimal:
        """Known short-term result, unknown terms counted as short."""
        known = [s.gain_usd for s in self.lots if s.gain_usd and (s.term is SHORT or s.term is UNKNOWN)]
        return sum(known, ZERO)

    @property
    def gain_long_usd(self) -> Decimal:
        """Known long-term result."""
        return sum([s.gain_usd for s in self.lots if s.gain_usd and s.term is LONG], ZERO)

    def told(self, reason: str, wash_note: str) -> Trade:
        """The same trade with why it is made, and what to know so that its loss stays good."""
        return Trade(
            self.trade_id,
            self.account_id,
            self.side,
            self.symbol,
            self.quantity,
            self.price_usd,
            self.amount_usd,
            self.cost_usd,
            self.lots,
            self.sells_all,
            self.step,
            self.depends_on,
            reason,
            wash_note,
        )


@dataclass(frozen=True, slots=True)
class CostBreakdown:
    """All in USD over the policy's horizon, so they can be added. Saved tax is negative."""

    drift_usd: Decimal
    tax_now_usd: Decimal
    tax_later_usd: Decimal
    trading_usd: Decimal
    location_usd: Decimal
    per_trade_usd: Decimal

    @property
    def total_usd(self) -> Decimal:
        """The number that the plan makes least."""
        return (
            self.drift_usd
            + self.tax_now_usd
            + self.tax_later_usd
            + self.trading_usd
            + self.location_usd
            + self.per_trade_usd
        )


@dataclass(frozen=True, slots=True)
class Unmet:
    """A class that does not end where the policy wants it, the rule that stopped it, and what closing it would cost."""

    class_id: str
    gap_usd: Decimal
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class DepositHint:
    """Deposit this much instead of selling anything: into `account_id`, buying `buys` (symbol, USD)."""

    goal: str  # "band" or "target"
    amount_usd: Decimal
    account_id: str
    buys: tuple[tuple[str, Decimal], ...]


@quickly_made
@dataclass(frozen=True, slots=True)
class TickerExplanation:
    """Why one symbol was or was not traded, in lines of plain words."""

    symbol: str
    lines: tuple[str, ...]


@quickly_made
@dataclass(frozen=True, slots=True)
class HarvestedLot:
    """A loss that a plan takes, in USD, and what it weighs against.

    `saved_now_usd` is its part, by the dollar, of what the plan's losses together save this year; `carried_usd`
    its part of what they carry into later years; `later_usd` what the lower basis of the replacement costs later, as of
    today; `waiting_usd` what waiting with it was worth. The loss is worth taking up to a price of `hurdle_pct` percent
    of basis, and stands at `price_pct`.
    """

    account_id: str
    symbol: str
    lot_id: str
    quantity: Decimal
    loss_usd: Decimal
    saved_now_usd: Decimal
    carried_usd: Decimal
    later_usd: Decimal
    waiting_usd: Decimal
    hurdle_pct: Decimal
    price_pct: Decimal


@dataclass(frozen=True, slots=True)
class WashSale:
    """Shares of a lot sold at a loss that does not count now, because others were or will be bought: USD and shares.

    `disallowed_usd` is the whole of their loss, `lost_usd` what of it no basis takes over (a retirement account
    replaced them). The lot that takes over the rest is named where it is known.
    """

    account_id: str
    symbol: str
    lot_id: str
    quantity: Decimal
    term: Term
    disallowed_usd: Decimal
    lost_usd: Decimal
    replaced_in: str
    replaced_symbol: str
    replaced_lot_id: str
    words: str

    @property
    def deferred_usd(self) -> Decimal:
        """What moves into the basis of the replacement (26 USC 1091(d))."""
        return self.disallowed_usd - self.lost_usd


class Method(StrEnum):
    """Who made the trades of a plan."""

    OPTIMUM = "optimum"
    RULES = "rules"
    NONE = "none"


@quickly_made
@dataclass(frozen=True, slots=True)
class Check:
    """The verifier's word on one invariant of docs/invariants.md (I1 to I12)."""

    invariant: str
    holds: bool
    words: str


def paid_out(household: Household, gross_usd: Mapping[str, Decimal]) -> Household:
    """The household with these amounts, by account id, to be paid out on its day."""
    flows = (
        Flow(a, -amount, household.as_of, "withdrawal asked for") for a, amount in sorted(gross_usd.items())
    )
    return replace(household, flows=(*household.flows, *(flow for flow in flows if flow.amount_usd)))


@dataclass(frozen=True, slots=True)
class Effort:
    """How an optimum was found: linear programs solved one after the other; whether proof to a dollar was asked for,
    and whether the search got there before its limits. A count, never a time: the same input takes the same effort
    anywhere."""

    relaxations: int
    is_exact: bool = False
    is_proven: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer. With trades: what to do. Without: `reason` says why not.

    `gap_usd` is by how much at most a better plan could cost less: its own cost less the solver's bound, so rounding
    to what can be traded counts. `before` and `after` are measured in the same way. `plan_id` is a hash of inputs and
    trades.
    """

    plan_id: str
    household: str
    as_of: date
    method: Method
    reason: str
    trades: tuple[Trade, ...]
    before: Drift
    after: Drift
    cost_before: CostBreakdown
    cost_after: CostBreakdown
    gap_usd: Decimal
    unmet: tuple[Unmet, ...] = ()
    deposits: tuple[DepositHint, ...] = ()
    checks: tuple[Check, ...] = ()
    problems: tuple[Problem, ...] = ()
    explanations: tuple[TickerExplanation, ...] = ()
    harvests: tuple[HarvestedLot, ...] = ()
    wash_sales: tuple[WashSale, ...] = ()
    inputs_hash: str = ""
    is_refused: bool = False  # something should be done, and no plan passed every check
    ask: Ask = AS_POLICY_SAYS  # what was asked for
    effort: Effort | None = None  # None: the solver had no part in it
    tax_from: str = ""  # what the year's tax is worked out from, in words
    is_bill: bool = False  # whether that is the household's whole bill, not flat rates on capital results
    elections: tuple[Election, ...] = ()  # how to split new money that comes by itself
    withdrawal: Withdrawal | None = None  # what leaves the accounts, where an amount in hand was asked for

    def paid_from(self, household: Household) -> Household:
        """The household with what is to be paid out stated as flows: what the plan was made for."""
        if self.withdrawal is None:
            return household
        return paid_out(household, {p.account_id: p.gross_usd for p in self.withdrawal.payouts})

    @property
    def tax_now_usd(self) -> Decimal:
        """Tax that this plan's own trades cause this year (negative: saves)."""
        return self.cost_after.tax_now_usd - self.cost_before.tax_now_usd

    @property
    def tax_caused_usd(self) -> Decimal:
        """All tax that this plan causes this year, that on what it pays out included (negative: saves)."""
        return self.tax_now_usd if self.withdrawal is None else self.withdrawal.tax_usd

    @property
    def bill_before_usd(self) -> Decimal | None:
        """The year's whole income tax without this plan, or what it pays out; None where the return is not known."""
        if self.withdrawal is not None:
            return self.withdrawal.bill_without_usd
        return self.cost_before.tax_now_usd if self.is_bill else None

    @property
    def bill_after_usd(self) -> Decimal | None:
        """The year's whole income tax with this plan; None where the return is not known. The additional tax on what is
        taken out early is no part of it: `Withdrawal.early_tax_usd`."""
        return self.cost_after.tax_now_usd if self.is_bill else None
