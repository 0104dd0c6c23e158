"""Every scenario of this folder, run through the whole journey. README.md has the format."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.scenarios.reader import read
from tests.universe import COVARIANCE
from trimtab.core.plan import Plan, Side, Trade
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.modes.checks import ask_problems

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("**/*.txt"))
FEWEST = 60


def test_there_are_scenarios() -> None:
    assert len(FILES) >= FEWEST


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(path: Path) -> None:
    scenario = read(path.read_text(encoding="utf-8"))
    household, policy = scenario.household(), scenario.policy()
    assert not ask_problems(household, policy, scenario.ask)
    plan = make_plan(household, policy, COVARIANCE, Given(ask=scenario.ask))
    wrong = [
        line
        for line in scenario.expected
        if not is_so(plan, line, [e for e in scenario.expected if e != line])
    ]
    assert scenario.expected
    assert not wrong, told(plan)
    assert all(check.holds for check in plan.checks), plan.checks


def is_so(plan: Plan, line: str, others: list[str]) -> bool:
    """Whether the plan is as one EXPECTED line says."""
    for pattern, holds in CHECKS.items():
        match = re.fullmatch(pattern, line)
        if match:
            return holds(plan, *match.groups())
    if line == "nothing else":
        listed = [other for other in others if other.startswith(("sell ", "buy "))]
        named = {tuple(other.split()[:3]) for other in listed}
        return named == {(t.side.value, t.account_id, t.symbol) for t in plan.trades}
    raise ValueError(f"not understood: {line}")


def trades_of(plan: Plan, side: str | None, symbol: str | None, place: str) -> list[Trade]:
    return [
        trade
        for trade in plan.trades
        if side in {None, trade.side.value}
        and symbol in {None, trade.symbol}
        and place in {"anywhere", trade.account_id}
    ]


def has_trade(plan: Plan, side: str, place: str, symbol: str, quantity: str | None, day: str | None) -> bool:
    found = trades_of(plan, side, symbol, place)
    if not found or quantity is None:
        return bool(found)
    shares = found[0].quantity
    if day is not None:
        shares = sum((s.quantity for s in found[0].lots if str(s.acquired) == day), Decimal(0))
    return shares == Decimal(quantity)


def has_gain(plan: Plan, short: str, long: str) -> bool:
    sold = [trade for trade in plan.trades if trade.side is Side.SELL]
    totals = (
        sum((t.gain_short_usd for t in sold), Decimal(0)),
        sum((t.gain_long_usd for t in sold), Decimal(0)),
    )
    return totals == (Decimal(short), Decimal(long))


def ends(plan: Plan, class_id: str, percent: str) -> bool:
    row = next(row for row in plan.after.classes if row.class_id == class_id)
    return f"{row.actual * 100:.1f}" == percent


def starts(plan: Plan, class_id: str, percent: str) -> bool:
    row = next(row for row in plan.before.classes if row.class_id == class_id)
    return f"{row.actual * 100:.1f}" == percent


def has_amount(plan: Plan, side: str, place: str, symbol: str, amount: str) -> bool:
    """To a thousandth of the amount, or to one share where that is more."""
    found = trades_of(plan, side, symbol, place)
    if not found:
        return False
    allowed = max(found[0].price_usd, Decimal(amount) / 1000)
    return abs(found[0].amount_usd - Decimal(amount)) <= allowed


def has_deposit(plan: Plan, goal: str, amount: str, place: str, buys: str) -> bool:
    listed = {tuple(part.split()) for part in buys.split(", ")}
    return (goal, Decimal(amount), place, listed) in [
        (hint.goal, hint.amount_usd, hint.account_id, {(s, f"{usd:.0f}") for s, usd in hint.buys})
        for hint in plan.deposits
    ]


def says(plan: Plan, symbol: str, words: str) -> bool:
    lines = next(entry.lines for entry in plan.explanations if entry.symbol == symbol)
    return words in "\n".join(lines)


def told(plan: Plan) -> str:
    """The plan in few words, for the failure."""
    lots = {t.trade_id: [(str(s.acquired), s.quantity, s.gain_usd) for s in t.lots] for t in plan.trades}
    lines = [
        f"{t.side.value} {t.account_id} {t.symbol} {t.quantity} {lots[t.trade_id]} {t.wash_note}"
        for t in plan.trades
    ]
    lines += [f"ends {row.class_id} {row.actual * 100:.1f}%" for row in plan.after.classes]
    lines += [f"unmet {unmet.class_id} by {unmet.rule}" for unmet in plan.unmet]
    lines += [f"deposit for the {h.goal} {h.amount_usd} into {h.account_id}: {h.buys}" for h in plan.deposits]
    lines += [f"fires {trigger.rule} of {trigger.class_id}" for trigger in plan.before.triggers]
    lines += [line for entry in plan.explanations for line in (entry.symbol, *entry.lines)]
    return "\n".join([plan.method.value, plan.reason, f"tax now {plan.tax_now_usd}", *lines])


TRADE = r"(sell|buy) (\S+) (\S+)(?: (\d\S*))?(?: from (\S+))?"
CHECKS: dict[str, Callable[..., bool]] = {
    TRADE: has_trade,
    r"(sell|buy) (\S+) (\S+) for about (\S+)": has_amount,
    r"no sale of (\S+) (?:in )?(\S+)": lambda plan, symbol, place: not trades_of(plan, "sell", symbol, place),
    r"no purchase of (\S+) (?:in )?(\S+)": lambda plan, symbol, place: not trades_of(plan, "buy", symbol, place),
    r"no trade in (\S+)": lambda plan, place: not trades_of(plan, None, None, place),
    r"no trades": lambda plan: not plan.trades,
    r"gain short (\S+), long (\S+)": has_gain,
    r"tax now (\S+)": lambda plan, usd: plan.tax_now_usd == Decimal(usd),
    r"ends (\S+) (\S+)%": ends,
    r"unmet (\S+) by (\S+)": lambda plan, name, rule: (name, rule) in {(u.class_id, u.rule) for u in plan.unmet},
    r"says (\S+): (.*)": says,
    r"reason: (.*)": lambda plan, words: words in plan.reason,
    r"fires (\S+)(?: of (\S+))?": lambda plan, rule, name: (rule, name or "") in {
        (trigger.rule, trigger.class_id if name else "") for trigger in plan.before.triggers
    },
    r"starts (\S+) (\S+)%": starts,
    r"drift (\S+)%": lambda plan, percent: f"{plan.before.half_sum * 100:.1f}" == percent,
    r"deposit for the (band|target) (\S+) into (\S+): (.*)": has_deposit,
    r"note (\S+) (\S+): (.*)": lambda plan, place, symbol, words: any(
        words in trade.wash_note for trade in trades_of(plan, "sell", symbol, place)
    ),
    r"notes (.*)": lambda plan, words: any(words in problem.message for problem in plan.problems),
    r"warns (\S+)": lambda plan, code: code in {problem.code for problem in plan.problems},
}  # fmt: skip
