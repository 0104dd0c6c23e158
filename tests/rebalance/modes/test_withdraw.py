"""An amount in hand after tax: enough is left, every source is taxed as it is, and no plain order is cheaper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from tests.universe import COVARIANCE
from trimtab.core.ask import Ask, Mode
from trimtab.core.draws import Draw, Payout, Withdrawal
from trimtab.core.household import Household
from trimtab.core.plan import Method, Plan
from trimtab.core.policy import Policy
from trimtab.core.year_tax import Cell, GainRates, Rates, Results, YearOutcome, YearTax
from trimtab.rebalance import journey
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.verify import verify
from trimtab.reports.notes import method_words
from trimtab.tax.flat_year import FlatYear

D = Decimal
TEXT = """
title Three kinds of money
BEFORE 2026-11-20
tax married_joint: ordinary 20%, long 15%
target stocks.us 60, bonds 40
buy stocks.us: VTI
buy bonds: BND
price VTI 100
price BND 50
account joint: taxable of Ann, cash {cash}
lot VTI 500 bought 2020-01-02 for {basis}
account ira: traditional_ira of Ann, fractions
lot BND 1000 bought 2020-01-02 for 50000
account roth: roth_ira of Ann, fractions
lot VTI 400 bought 2020-01-02 for 40000
"""
OPEN = {
    "joint": Draw(),
    "ira": Draw(D(1), words="ordinary income"),
    "roth": Draw(words="untaxed"),
}


def three(cash: int = 1000, basis: int = 10_000) -> tuple[Household, Policy]:
    return example(TEXT.format(cash=cash, basis=basis))


def withdraw(
    amount: int,
    made: tuple[Household, Policy] | None = None,
    draws: Mapping[str, Draw] = OPEN,
    account: str = "",
    bill: Callable[[Decimal], YearTax] | None = None,
) -> tuple[Plan, Withdrawal]:
    household, policy = made or three()
    ask = Ask(Mode.WITHDRAW, account_id=account, amount_usd=D(amount))
    year = None if bill is None else bill(D(0))
    given = Given(ask=ask, draws=draws, year_with_income=bill, year_tax=year)
    plan = make_plan(household, policy, COVARIANCE, given)
    assert plan.withdrawal is not None, plan.reason
    assert all(check.holds for check in plan.checks), plan.checks
    return plan, plan.withdrawal


def paid(told: Withdrawal) -> dict[str, Decimal]:
    return {payout.account_id: payout.gross_usd for payout in told.payouts}


def test_cash_that_is_there_is_paid_out_without_a_trade() -> None:
    plan, told = withdraw(800)
    assert paid(told) == {"joint": D(800)}
    assert (told.tax_usd, told.in_hand_usd, plan.trades) == (0, 800, ())


@pytest.mark.parametrize("amount", [5_000, 20_000, 60_000, 90_000])
def test_at_least_the_amount_is_in_hand_and_little_more(amount: int) -> None:
    _, told = withdraw(amount)
    assert amount <= told.in_hand_usd <= amount + 5
    assert told.gross_usd - max(told.tax_usd, D(0)) == told.in_hand_usd


@pytest.mark.parametrize("min_trade", [0, 100, 5_000, 20_000])
def test_no_more_is_sold_than_a_share_too_much(min_trade: int) -> None:
    """The smallest trade is no reason to sell more than is needed, though nearer the target it would be."""
    household, policy = example(TEXT.format(cash=1000, basis=10_000).replace("bonds 40", "bonds 10, cash 30"))
    plan, told = withdraw(30_000, (household, replace(policy, min_trade_usd=D(min_trade))), account="joint")
    # 29,000 lacking; a share brings 100 less 15% of a gain of 80, less a cent: 87.99
    assert [(t.symbol, t.quantity) for t in plan.trades] == [("VTI", D(330))]
    assert told.in_hand_usd - 30_000 < 100


def test_a_sale_under_the_smallest_trade_gives_way_to_a_larger_one() -> None:
    household, policy = three(cash=0)
    plan, _ = withdraw(1_000, (household, replace(policy, min_trade_usd=D(5_000))), account="joint")
    assert [(t.symbol, t.quantity) for t in plan.trades] == [("VTI", D(50))]


def test_so_too_for_a_reserve() -> None:
    household, policy = example(TEXT.format(cash=0, basis=10_000).replace("cash 0", "cash 0, reserve 1000"))
    policy = replace(policy, min_trade_usd=D(5_000))
    plan = make_plan(household, policy, COVARIANCE, Given(ask=Ask(Mode.RAISE_CASH)))
    assert [(t.symbol, t.quantity) for t in plan.trades] == [("VTI", D(50))]
    assert plan.method is Method.OPTIMUM
    assert (plan.gap_usd or 0) < 1


def test_the_tax_is_that_of_the_sales_and_of_the_income() -> None:
    plan, told = withdraw(60_000)
    gains = sum(
        (sale.gain_usd or D(0) for t in plan.trades if t.account_id == "joint" for sale in t.lots), D(0)
    )
    income = paid(told).get("ira", D(0))
    assert told.tax_usd == pytest.approx(gains * D("0.15") + income * D("0.20"), abs=D("0.02"))


def test_money_with_an_additional_tax_comes_last() -> None:
    early = OPEN | {"ira": Draw(D(1), D("0.1"))}
    _, told = withdraw(30_000, draws=early)
    assert "ira" not in paid(told)
    _, everything = withdraw(110_000, draws=early)
    assert everything.payouts[0] == Payout(
        "ira",
        everything.payouts[0].gross_usd,
        everything.payouts[0].gross_usd,
        (everything.payouts[0].gross_usd / 10).quantize(D("0.01")),
        everything.payouts[0].words,
    )


def test_what_must_come_out_this_year_comes_first() -> None:
    due = OPEN | {"ira": Draw(D(1), least_usd=D(7_000), words="ordinary income")}
    _, told = withdraw(6_000, draws=due)
    assert paid(told)["ira"] >= 7_000
    assert "$7,000.00 of it must come out this year" in told.payouts[0].words


def test_a_closed_account_is_left_alone_and_named() -> None:
    shut = OPEN | {"ira": Draw(closed="ira: nobody knows"), "roth": Draw(closed="roth: nor here")}
    plan, told = withdraw(20_000, draws=shut)
    assert set(paid(told)) == {"joint"}
    assert {"ira: nobody knows", "roth: nor here"} <= {problem.message for problem in plan.problems}


def test_more_than_there_is_is_refused_with_what_there_is() -> None:
    household, policy = three()
    ask = Ask(Mode.WITHDRAW, amount_usd=D(900_000))
    plan = make_plan(household, policy, COVARIANCE, Given(ask=ask, draws=OPEN))
    assert plan.is_refused
    assert not plan.trades
    assert "can be had in hand" in plan.reason


def test_of_nothing_nothing_can_be_had() -> None:
    text = TEXT.partition("account joint")[0] + "account joint: taxable of Ann, cash 0"
    household, policy = example(text)
    given = Given(ask=Ask(Mode.WITHDRAW, amount_usd=D(5)), draws={"joint": Draw()})
    plan = make_plan(household, policy, COVARIANCE, given)
    assert plan.is_refused
    assert "$5.00" in plan.reason


def test_only_from_the_account_that_is_named() -> None:
    _, told = withdraw(5_000, account="roth")
    assert set(paid(told)) == {"roth"}


@dataclass(frozen=True)
class TwoRates:
    """The flat year, and 10% on the first 15,000 of more income, 40% beyond."""

    flat: FlatYear
    income: Decimal

    is_bill = False
    words = "two rates"
    fingerprint = ""

    @property
    def rates(self) -> Rates:
        return self.flat.rates

    @property
    def gain_rates(self) -> GainRates:
        return self.flat.gain_rates

    def cells(self, results: Results) -> tuple[Cell, ...]:
        tax = self.outcome(D(0), D(0)).tax_usd - self.flat.outcome(D(0), D(0)).tax_usd
        return tuple(
            replace(cell, tax=replace(cell.tax, at_usd=cell.tax.at_usd + tax))
            for cell in self.flat.cells(results)
        )

    def after(self, short_usd: Decimal, long_usd: Decimal) -> TwoRates:
        return TwoRates(self.flat.after(short_usd, long_usd), self.income)

    def outcome(self, short_usd: Decimal, long_usd: Decimal) -> YearOutcome:
        year = self.flat.outcome(short_usd, long_usd)
        low = min(self.income, D(15_000))
        return replace(year, tax_usd=year.tax_usd + low * D("0.1") + (self.income - low) * D("0.4"))


def test_deferred_money_fills_the_low_rate_and_stops_there() -> None:
    made = three(cash=0, basis=1_000)
    flat = FlatYear(made[0].tax)
    _, told = withdraw(40_000, made, bill=lambda income: TwoRates(flat, income))
    assert 12_000 <= paid(told)["ira"] <= 15_000
    assert told.tax_words == "two rates"
    assert told.plain_cost_usd is not None
    assert told.plain_cost_usd > 0


class OnBill(TwoRates):
    """The two rates as a household's whole bill."""

    is_bill = True


def test_the_bill_without_the_plan_holds_none_of_its_income_and_both_bills_are_checked() -> None:
    made = three(cash=0)
    flat = FlatYear(made[0].tax)

    def bill(income: Decimal) -> YearTax:
        return OnBill(flat, income)

    plan, told = withdraw(20_000, made, OPEN | {"ira": Draw(D(1), D("0.1"))}, "ira", bill)
    assert plan.bill_before_usd == bill(D(0)).outcome(D(0), D(0)).tax_usd
    assert plan.bill_after_usd == bill(told.payouts[0].income_usd).outcome(D(0), D(0)).tax_usd
    assert told.early_tax_usd > 0
    assert (
        plan.bill_after_usd - plan.bill_before_usd + told.early_tax_usd == told.tax_usd == plan.tax_caused_usd
    )
    paid_year = bill(told.payouts[0].income_usd)

    def broken(wrong: Withdrawal) -> set[str]:
        checks = verify(*made, replace(plan, withdrawal=wrong), True, paid_year, bill(D(0)))
        return {check.invariant for check in checks if not check.holds}

    assert broken(told) == set()
    assert broken(replace(told, bill_without_usd=plan.bill_after_usd)) == {"I8"}
    assert broken(replace(told, tax_usd=told.tax_usd - 10)) == {"I10"}


@pytest.mark.parametrize("basis", [1_000, 25_000, 48_000, 70_000])
@pytest.mark.parametrize("amount", [10_000, 45_000, 80_000])
def test_the_plain_order_is_never_cheaper(basis: int, amount: int) -> None:
    _, told = withdraw(amount, three(basis=basis))
    assert told.plain_cost_usd is None or told.plain_cost_usd >= 0


def test_a_wrong_withdrawal_is_found_out() -> None:
    plan, told = withdraw(60_000)
    household, policy = three()

    def fails(wrong: Withdrawal | None) -> bool:
        checks = verify(household, policy, replace(plan, withdrawal=wrong), True)
        return not next(check for check in checks if check.invariant == "I10").holds

    first, *others = told.payouts
    assert not fails(told)
    assert fails(None)
    assert fails(replace(told, asked_usd=D(59_000)))
    assert fails(replace(told, tax_usd=told.tax_usd - 10))
    assert fails(replace(told, payouts=(replace(first, income_usd=first.income_usd + 1), *others)))
    assert fails(replace(told, payouts=tuple(others)))


def test_a_tax_budget_holds_for_the_whole_withdrawal() -> None:
    """Income taken out of an IRA is tax that the plan adds, as gains are."""
    household, policy = three()
    plan, free = withdraw(20_000, (household, replace(policy, tax_budget_usd=D(4000))))
    assert free.tax_usd <= 4000
    tight = replace(policy, tax_budget_usd=D("0.50"))
    ask = Ask(Mode.WITHDRAW, account_id="ira", amount_usd=D(20_000))
    refused = make_plan(household, tight, COVARIANCE, Given(ask=ask, draws=OPEN))
    assert refused.is_refused
    assert "the tax budget allows $0.50" in refused.reason
    over = replace(plan, withdrawal=replace(free, tax_usd=D(9)))
    words = [check.words for check in verify(household, tight, over) if check.invariant == "I6"]
    assert "adds $9.00 to the year's tax, $0.50 allowed" in words[0]


def test_ways_are_compared_without_words_and_only_the_cheapest_is_planned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Plan] = []
    real = journey.make_plan

    def counted(*question: object) -> Plan:
        made.append(real(*question))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(journey, "make_plan", counted)
    plan, told = withdraw(60_000)
    assert told.splits_tried > 20
    assert len(made) <= 3
    assert plan.trades == made[0].trades
    words = method_words(plan)
    assert "for these payouts no other plan" in words
    assert f"the cheapest of {told.splits_tried} splits tried, which is no proof" in words
