"""The results of the year that the plan takes, within what its budgets leave."""

from __future__ import annotations

from decimal import Decimal

from trimtab.core.money import ZERO, cents
from trimtab.rebalance.rules import Rules

ROUNDING_USD = Decimal(1)  # kept back from each budget for rounding lot by lot


class Year:
    """Gains taken so far, in USD, losses negative: all of them, and of it short-term. Each budget with what the year
    had before."""

    def __init__(self, rules: Rules) -> None:
        tax, budgets = rules.household.tax, rules.policy.budgets(rules.household.as_of)
        self.gain_usd = ZERO
        self.short_usd = ZERO
        self._net_usd, self._tax_usd = budgets.net_usd, budgets.tax_usd
        self._terms = (
            (budgets.short_usd, tax.so_far_short_usd),
            (budgets.long_usd, tax.so_far_long_usd),
        )
        all_ = (budgets.net_usd, budgets.short_usd, budgets.long_usd, budgets.tax_usd)
        self.has_budget = any(budget is not None for budget in all_)
        self._start_usd = self._terms[0][1] + self._terms[1][1]
        self._outcome = rules.year_tax.outcome

    def add(self, gain_usd: Decimal, is_long: bool) -> None:
        """Book a result."""
        self.gain_usd += gain_usd
        self.short_usd += ZERO if is_long else gain_usd

    @property
    def room_usd(self) -> Decimal | None:
        """Net gain that the budget still allows, None without a budget."""
        if self._net_usd is None:
            return None
        return max(self._net_usd, self._start_usd, ZERO) - ROUNDING_USD - self._start_usd - self.gain_usd

    def allows(self, gain_usd: Decimal, is_long: bool) -> bool:
        """Whether one more result leaves short- and long-term results and the year's tax within their budgets."""
        short = self.short_usd + (ZERO if is_long else gain_usd)
        long = self.gain_usd - self.short_usd + (gain_usd if is_long else ZERO)
        for (budget, start), added in zip(self._terms, (short, long), strict=True):
            if budget is not None and added > 0 and start + added + ROUNDING_USD > max(budget, start, ZERO):
                return False
        if self._tax_usd is None or gain_usd <= 0:
            return True
        return self._added_usd(short, long, is_long) + min(ROUNDING_USD, self._tax_usd) <= self._tax_usd

    def _added_usd(self, short: Decimal, long: Decimal, is_long: bool) -> Decimal:
        """What results add to the year's tax; of a budget under a dollar, with a dollar more of gain: what a gain adds
        is less than half a cent where it is small enough, and there could always be one more."""
        if self._tax_usd is not None and self._tax_usd < ROUNDING_USD:
            short, long = (short, long + ROUNDING_USD) if is_long else (short + ROUNDING_USD, long)
        return self._outcome(cents(short), cents(long)).tax_usd - self._outcome(ZERO, ZERO).tax_usd
