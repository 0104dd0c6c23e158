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
from trimtab.rebalance.journey import make_plan

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.txt"))
FEWEST = 19


def test_there_are_scenarios() -> None:
    assert len(FILES) >= FEWEST


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scenario(path: Path) -> None:
    scenario = read(path.read_text(encoding="utf-8"))
    plan = make_plan(scenario.household(), scenario.policy(), COVARIANCE)
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
        listed = [other for other in others if re.fullmatch(TRADE, other)]
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
    lines += [line for entry in plan.explanations for line in (entry.symbol, *entry.lines)]
    return "\n".join([plan.method.value, plan.reason, f"tax now {plan.tax_now_usd}", *lines])


TRADE = r"(sell|buy) (\S+) (\S+)(?: (\S+))?(?: from (\S+))?"
CHECKS: dict[str, Callable[..., bool]] = {
    TRADE: has_trade,
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
    r"note (\S+) (\S+): (.*)": lambda plan, place, symbol, words: any(
        words in trade.wash_note for trade in trades_of(plan, "sell", symbol, place)
    ),
    r"warns (\S+)": lambda plan, code: code in {problem.code for problem in plan.problems},
}  # fmt: skip
