"""What is asked of a plan: the mode, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from trimtab.core.canonical import LATER


class Mode(StrEnum):
    """What kind of plan is asked for. POLICY: what the household's triggers ask for, as `trimtab plan` alone does."""

    POLICY = "policy"
    FULL = "full"  # to the target, whether or not a trigger fires
    BAND = "band"  # only what is outside, to the band's edge
    INVEST_CASH = "invest-cash"  # flows only: buys from cash, no sale
    RAISE_CASH = "raise-cash"  # flows only: sales for what is to be paid out, no buy
    HARVEST = "harvest"  # losses taken and replaced, nothing else
    HARVEST_AND_REBALANCE = "harvest-and-rebalance"
    LOCATION = "location"  # the same household totals, better placed
    CLASS = "class"  # one class only, against cash
    LIQUIDATE = "liquidate"  # one account to cash
    WITHDRAW = "withdraw"  # an amount in hand after tax


class Moves(StrEnum):
    """What a strategy lets a plan trade: everything; cash, and losses worth taking, as the household's own policy does
    beside a rebalance; whatever the household's own triggers ask for; or nothing at all."""

    ALL = "all"
    CASH = "cash"
    AS_POLICY = "as-policy"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Call:
    """What a strategy asks of a plan: its name, why it acts, and what may move.

    `goals` are (class id, least, most) in shares of one, where a class should end; others as the policy says.
    """

    strategy: str
    reason: str
    moves: Moves = Moves.ALL
    goals: tuple[tuple[str, Decimal, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `class_id` for CLASS, `account_id` for LIQUIDATE (and WITHDRAW: only from there).

    `amount_usd` is what WITHDRAW must leave in hand after tax, and the loss a forced harvest must reach (positive).
    `call` is what a strategy asks for, under POLICY; None where the household's own policy is asked.
    """

    mode: Mode = Mode.POLICY
    class_id: str = ""
    account_id: str = ""
    amount_usd: Decimal | None = None
    call: Call | None = field(default=None, metadata=LATER)


AS_POLICY_SAYS = Ask()
