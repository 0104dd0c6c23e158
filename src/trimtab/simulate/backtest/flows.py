"""Money that comes and goes: payroll, withdrawals, required distributions, and the tax of last year each April."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position, Role, TaxTreatment
from trimtab.core.ask import Ask, Mode
from trimtab.core.backtest import LawOf
from trimtab.core.household import Activity, ActivityKind, Flow, Household
from trimtab.core.money import ZERO, cents, step_down, usd
from trimtab.core.plan import Plan, Side
from trimtab.core.problems import BadInputError, Problem, Source, error
from trimtab.core.retirement import RetirementFacts
from trimtab.ledger.retirement.deferred import distributions
from trimtab.rebalance.given import Given
from trimtab.rebalance.journey import make_plan
from trimtab.rebalance.measure import Covariance, free_cash_usd
from trimtab.rebalance.orders import trading_cost_usd
from trimtab.simulate.backtest.opening import must_pay_out
from trimtab.simulate.backtest.result import Look, TaxYear
from trimtab.simulate.backtest.running import Change, Running, with_account
from trimtab.simulate.backtest.taxes import TaxRooms, april
from trimtab.simulate.backtest.terms import Regular, Terms
from trimtab.simulate.backtest.washing import Purchase
from trimtab.tax.account_law import RetirementLaw

PAYROLL = Source("payroll")
PART_OF_A_SHARE = Decimal("0.001")
OUTSIDE = "money outside the accounts"
RMD_MONTH = 12  # required distributions are taken on the first market day of December


class StoppedError(Exception):
    """The backtest cannot go on, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass
class Cashier:
    """Pays in and out of the running household, raising cash by the journey where it is short. `today` is the household
    as it stands today."""

    running: Running
    rooms: TaxRooms
    covariance: Covariance
    terms: Terms
    looks: list[Look]
    tax_years: list[TaxYear]
    today: Household

    def pay_in(self, account_id: str, amount_usd: Decimal) -> None:
        """A contribution: into what payroll buys by itself, in equal parts, or else into cash."""
        running = self.running
        household = running.at_close()
        account = household.account(account_id)
        symbols = [s for s in sorted(account.purchases_coming) if s in household.prices]
        part = cents(amount_usd / len(symbols)) if symbols else ZERO
        cash, shares, bought, events = account.cash_usd + amount_usd, {}, {}, []
        after = account
        for symbol in symbols:
            price = household.price_usd(symbol)
            count = step_down(part / price, PART_OF_A_SHARE)
            spent = min(cents(count * price), cash - account.cash_usd)
            if count <= ZERO:
                continue
            lot = Lot(f"{running.day.isoformat()} payroll {symbol}", count, spent, running.day, PAYROLL)
            after, cash = _with_lot(after, symbol, lot), cash - spent
            shares[account_id, symbol], bought[symbol] = count, spent
            events.append(Activity(account_id, ActivityKind.BUY, running.day, symbol, count, -spent, PAYROLL))
        paid = with_account(household, replace(after, cash_usd=cash))
        change = Change(flow_usd=amount_usd, shares=shares, bought_usd=bought)
        running.change(running.with_activity(paid, *events), change)
        running.bought(
            Purchase(account_id, symbol, f"{running.day.isoformat()} payroll {symbol}", count)
            for (_, symbol), count in shares.items()
        )

    def pay_out(self, account_id: str, amount_usd: Decimal) -> None:
        """A withdrawal of so much, for good."""
        account = self.running.household.account(account_id)
        words = f"withdrawal from {account.name}"
        self.move({account_id: -amount_usd}, words, Change(flow_usd=-amount_usd))
        self._taken(account_id, amount_usd)

    def required(self) -> None:
        """What must come out of retirement accounts this year, into the account that pays the tax, or out."""
        law = self.rooms.law(self.running.day.year)
        if law.retirement is None or law.tables is None:
            return
        household, retirement = self.running.at_close(), law.retirement
        if self.terms.law is LawOf.FROZEN:
            household, retirement = self._in_todays_years(household, retirement)
        try:
            due = distributions(household, retirement, law.tables)
        except BadInputError as fault:
            raise StoppedError(fault.problems[0]) from None
        for group in due.groups:
            left = group.left_usd or ZERO
            for deferred in group.accounts:
                amount = min(left, brings_usd(household, household.account(deferred.account_id)))
                left -= amount
                if amount > ZERO:
                    self._distribute(deferred.account_id, amount)

    def _in_todays_years(self, household: Household, law: RetirementLaw) -> tuple[Household, RetirementLaw]:
        """Household and law as many years on as it was moved back: by birth and death the law says from when."""
        years = self.today.as_of.year - self.running.history.days[0].year
        accounts = tuple(
            replace(account, retirement=replace(account.retirement, inheritance=told.retirement.inheritance))
            if account.retirement is not None and told.retirement is not None
            else account
            for account, told in zip(household.accounts, self.today.accounts, strict=True)
        )
        moved = replace(household, people=self.today.people, accounts=accounts)
        return moved, replace(law, year=law.year + years)

    def _distribute(self, account_id: str, amount_usd: Decimal) -> None:
        to = self._payer()
        words = f"required distribution of {usd(amount_usd)} from {account_id}"
        moves = {account_id: -amount_usd} | ({to.account_id: amount_usd} if to else {})
        self.move(moves, words, Change(flow_usd=ZERO if to else -amount_usd))
        self._taken(account_id, amount_usd)

    def _taken(self, account_id: str, amount_usd: Decimal) -> None:
        """Note what came out of an account: it counts towards what must, and is income where it is taxed late."""
        running = self.running
        account = running.household.account(account_id)
        if not must_pay_out(account):
            return
        if account.kind.treatment is TaxTreatment.DEFERRED:
            running.received = running.received.with_more(withdrawn_usd=amount_usd)
        facts = account.retirement or RetirementFacts()
        facts = replace(facts, distributed_usd=(facts.distributed_usd or ZERO) + amount_usd)
        running.household = with_account(running.household, replace(account, retirement=facts))

    def pay_tax(self) -> None:
        """Last year's bill: what the accounts caused of it is paid, or comes back."""
        running = self.running
        if running.closed is None:
            return
        year, running.closed = running.closed[2].year, None
        payer, caused = self._payer(), year.caused_usd
        if payer is None:
            self.tax_years.append(replace(year, paid_on=running.day, paid_from=OUTSIDE))
            return
        if caused:
            words = (
                f"tax of {year.year}: {usd(caused)}"
                if caused > 0
                else f"refund of {year.year}: {usd(-caused)}"
            )
            change = Change(flow_usd=-caused, tax_usd=caused)
            self.move({payer.account_id: -caused}, words, change)
        self.tax_years.append(replace(year, paid_on=running.day, paid_from=payer.account_id))

    def _payer(self) -> Account | None:
        """The account that pays tax: the one named, or the taxable one with most cash; of equals the first by id."""
        household = self.running.household
        if self.terms.pay_tax_from:
            return household.account(self.terms.pay_tax_from)
        taxable = [a for a in household.accounts if a.kind.is_taxable and not a.locked]
        return max(taxable, key=lambda a: a.cash_usd, default=None)

    def move(self, moves: Mapping[str, Decimal], words: str, change: Change) -> None:
        """Pay these amounts in (+) and out (-), raising cash by the journey in the accounts that lack it.

        A reserve is there for what must be paid: it is used before the backtest gives up. Raises StoppedError where
        an account cannot pay.
        """
        running = self.running
        household = running.at_close()
        flows = tuple(Flow(a, amount, running.day, words) for a, amount in sorted(moves.items()))
        stated = replace(household, flows=flows)
        is_short = any(
            free_cash_usd(stated, stated.account(a)) < 0 for a, amount in moves.items() if amount < 0
        )
        plan = self._raised(stated) if is_short else None
        trades = plan.trades if plan else ()
        for account_id in sorted(moves):
            account = stated.account(account_id)
            brought = sum(
                (
                    t.amount_usd * (1 if t.side is Side.SELL else -1) - t.cost_usd
                    for t in trades
                    if t.account_id == account_id
                ),
                ZERO,
            )
            left = account.cash_usd + account.cash_unsettled_usd + moves[account_id] + brought
            if left < ZERO:
                why = f": {plan.reason}" if plan and not plan.trades else ""
                fault = f"on {running.day} {account.name} cannot pay {usd(-moves[account_id])} ({words}){why}"
                raise StoppedError(
                    error("backtest-short", fault, "lower what is to be paid, or pay it from another account")
                )
        running.fill(stated, trades, plan.wash_sales if plan else (), change)
        if plan is not None:
            self.looks.append(look_of(plan, words))

    def _raised(self, stated: Household) -> Plan:
        """The journey's plan for the cash that is to be paid out."""
        running = self.running
        year_tax = self.rooms.year_of(running.household, running.expected)
        policy = running.policy.with_tax_spent(running.day, running.tax_spent_usd)
        plan = make_plan(stated, policy, self.covariance, Given(year_tax=year_tax, ask=Ask(Mode.RAISE_CASH)))
        running.watch(stated, policy, plan)
        running.tax_spent_usd += plan.tax_now_usd
        return plan


def brings_usd(household: Household, account: Account) -> Decimal:
    """What an account could pay out once all that may be sold of it is sold, after the costs of that."""
    brought = account.cash_usd + account.cash_unsettled_usd
    for position in account.positions:
        if position.role is Role.TRADABLE:
            worth = cents(position.quantity * household.price_usd(position.symbol))
            brought += worth - trading_cost_usd(household, position.symbol, worth)
    return max(ZERO, brought)


def look_of(plan: Plan, reason: str) -> Look:
    """A look that ended with this plan."""
    rows = plan.before.classes
    return Look(
        plan.as_of,
        {row.class_id: row.actual for row in rows},
        {row.class_id: row.target for row in rows},
        {row.class_id: (row.band_low, row.band_high) for row in rows},
        plan.before.half_sum,
        reason,
        plan,
    )


def _with_lot(account: Account, symbol: str, lot: Lot) -> Account:
    positions = {position.symbol: position for position in account.positions}
    held = positions.get(symbol, Position(symbol, ()))
    positions[symbol] = held.with_lots((*held.lots, lot))
    return replace(account, positions=tuple(positions[s] for s in sorted(positions)))


def regular_flows(household: Household, terms: Terms) -> tuple[Regular, ...]:
    """All that comes and goes again and again: what the accounts say of contributions, and what the terms add."""
    own = (
        Regular(a.account_id, a.contribution.amount_usd, a.contribution.every)
        for a in household.accounts
        if a.contribution is not None
    )
    return (*own, *terms.flows)


def flow_problems(household: Household, terms: Terms) -> Iterator[Problem]:
    """What cannot be paid as asked: an account that is not there, locked, or not open yet."""
    known = {account.account_id: account for account in household.accounts}
    names = ", ".join(known)
    if terms.pay_tax_from and (
        terms.pay_tax_from not in known or not known[terms.pay_tax_from].kind.is_taxable
    ):
        words = f"tax cannot be paid from {terms.pay_tax_from}: it is no taxable account of the household"
        taxable = ", ".join(a for a, account in known.items() if account.kind.is_taxable)
        yield error("backtest-payer", words, f"--pay-tax-from takes one of: {taxable or 'none'}")
    for flow in terms.flows:
        account = known.get(flow.account_id)
        if account is None:
            yield error("backtest-flow", f"there is no account {flow.account_id}", f"name one of: {names}")
        elif flow.amount_usd < 0 and (account.locked or _is_early(household, account)):
            words = f"{account.name} cannot pay out regularly"
            why = (
                "it is locked"
                if account.locked
                else "its owner is not 59 1/2 on the first day, and what is taken early is taxed in ways of its own"
            )
            yield error("backtest-early", f"{words}: {why}", "withdraw from another account")


def _is_early(household: Household, account: Account) -> bool:
    """Whether its owner is under 59 and a half on the first day, at the age of today. Source: 26 USC 72(t)(2)(A)(i)."""
    if account.kind.is_taxable:
        return False
    today = household.as_of
    ages = [
        (today.year - p.born.year) * MONTHS_A_YEAR + today.month - p.born.month
        for p in household.owners(account)
    ]
    return not ages or min(ages) <= OPEN_AT_MONTHS


MONTHS_A_YEAR = 12
OPEN_AT_MONTHS = 59 * 12 + 6


def tax_day(day: date) -> bool:
    """Whether the bill of the year before is due on or before this day."""
    return day >= april(day.year - 1)
