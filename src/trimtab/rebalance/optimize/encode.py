"""Encode one household's question as a mixed-integer program. docs/model.md names every column and row.

Money is in thousands of USD, trades in shares. The encoder holds no rule of its own: what may be traded comes
from `Rules`, what things cost from `weigh`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

from trimtab.core.accounts import Account, Position
from trimtab.core.drift import Drift
from trimtab.core.money import ONE, ZERO
from trimtab.core.policy import CASH_CLASS
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.measure import Covariance, class_shares, free_cash_usd
from trimtab.rebalance.optimize.solver import INFINITY, Model
from trimtab.rebalance.orders import BPS, BuyKey, LotKey
from trimtab.rebalance.rules import Rules
from trimtab.rebalance.weigh import carried_factor, drift_pieces, later_factor
from trimtab.tax.holding import is_long_term
from trimtab.tax.wash import RecentPurchase

THOUSAND = 1000.0
SHORTFALL_PRICE = 1000.0  # dollars per dollar of cash that cannot be raised: never worth it, always feasible
SHARES_BEFORE_SHORTFALL = 5.0  # shares that may be sold too much before a cent stays unpaid
ROUNDING_USD = Decimal(1)  # kept back from a hard budget, because sales are rounded up to a step
MIN_TRADE_SLACK = 1.001  # rounding down to a step must not fall below the minimum trade


def k(amount_usd: Decimal) -> float:
    """Thousands of dollars, for the solver."""
    return float(amount_usd) / THOUSAND


@dataclass(slots=True)
class Encoding:
    """The program and where each trade stands in it."""

    model: Model
    sells: dict[LotKey, int] = field(default_factory=dict)
    sold: dict[BuyKey, int] = field(default_factory=dict)  # all lots of one position together
    sells_all: dict[BuyKey, int] = field(default_factory=dict)
    buys: dict[BuyKey, int] = field(default_factory=dict)
    whole: list[int] = field(default_factory=list)  # columns that must be whole numbers in the end
    shortfalls: dict[str, int] = field(default_factory=dict)  # by account id


class Encoder:
    """Builds the program part by part; `encode` is the table of contents."""

    def __init__(self, rules: Rules, decision: Decision, drift: Drift, covariance: Covariance) -> None:
        self.rules = rules
        self.household = rules.household
        self.policy = rules.policy
        self.decision = decision
        self.drift = drift
        self.covariance = covariance
        self.model = Model()
        self.result = Encoding(self.model)
        self.class_terms: dict[str, list[tuple[int, float]]] = {
            class_id: [] for class_id in self.policy.target
        }
        self.short_terms: list[tuple[int, float]] = []
        self.long_terms: list[tuple[int, float]] = []
        self.loss_columns: dict[str, list[tuple[int, float]]] = {}
        self.group_buys: dict[str, list[tuple[int, float]]] = {}
        self.sides: dict[BuyKey, int] = {}
        self.substitutes: list[
            tuple[int, str]
        ] = []  # a buy, and the group that must be sold at a loss to allow it
        self.cost_terms: list[tuple[int, float]] = []
        self.later = float(later_factor(self.policy) * self.household.tax.long_rate)
        self.turnover = float(self.policy.prices.turnover_bps / BPS)
        self.carried = float(carried_factor(self.policy) * self.household.tax.long_rate)

    def encode(self) -> Encoding:
        """The whole program."""
        for account in self.household.accounts:
            if not account.locked:
                self._account(account)
        self._classes()
        self._tax()
        self._wash()
        return self.result

    def _account(self, account: Account) -> None:
        cash_terms: list[tuple[int, float]] = []
        if account.account_id in self.decision.sells_in:
            for position in account.positions:
                self._sell(account, position, cash_terms)
        if account.account_id in self.decision.buys_in:
            for symbol in self.rules.candidates(account):
                self._buy(account, symbol, cash_terms)
        place = self.rules.places.cash_excess(account) * self.policy.prices.horizon_years
        free = self.model.column(float(place), lower=0.0)
        start = k(free_cash_usd(self.household, account))
        short = self._shortfall(account, max(0.0, -start))
        self.model.row([(free, 1.0), (short, -1.0), *[(c, -v) for c, v in cash_terms]], start, start)
        self.class_terms[CASH_CLASS].append((free, 1.0))
        self.class_terms[CASH_CLASS].append((short, -1.0))

    def _shortfall(self, account: Account, most: float) -> int:
        """What stays unpaid: dear by the dollar, and at all dearer than one share more than is needed."""
        short = self.model.column(SHORTFALL_PRICE, 0.0, most)
        self.result.shortfalls[account.account_id] = short
        if most > 0:
            prices = [
                self.household.price_usd(position.symbol)
                for position in account.positions
                if not self.rules.position_block(account, position)
            ]
            one_share = max(prices, default=ZERO) + self.policy.min_trade_usd
            is_short = self.model.binary(SHARES_BEFORE_SHORTFALL * k(one_share))
            self.model.row([(short, 1.0), (is_short, -most)], upper=0.0)
        return short

    def _exposure(self, column: int, symbol: str, per_share: float) -> None:
        for class_id, share in class_shares(self.household, self.policy, symbol).items():
            self.class_terms[class_id].append((column, per_share * float(share)))

    def _yearly(self, account: Account, symbol: str) -> float:
        rate = self.rules.places.excess(self.household, self.policy, account, symbol)
        return float(rate * self.policy.prices.horizon_years)

    def _half_spread(self, symbol: str) -> float:
        return float(self.household.instruments[symbol].half_spread_bps / BPS)

    def _sell(self, account: Account, position: Position, cash_terms: list[tuple[int, float]]) -> None:
        """One column per lot that may be sold, one for their sum, one for yes or no."""
        lots = [lot for lot in position.lots if not self.rules.sell_block(account, position, lot)]
        most = min(self.rules.sellable(position), sum((lot.quantity for lot in lots), ZERO))
        if most <= 0:
            return
        symbol, key = position.symbol, (account.account_id, position.symbol)
        price = k(self.household.price_usd(symbol))
        least = k(self.policy.min_trade_usd) * MIN_TRADE_SLACK / price
        if most == position.quantity:
            least = min(least, float(most))
        if least > float(most):
            return
        cost = price * (self._half_spread(symbol) + self.turnover - self._yearly(account, symbol))
        sold = self.model.column(cost, 0.0, float(most))
        self.result.sold[key] = sold
        lot_columns = []
        for lot in lots:
            column = self.model.column(0.0, 0.0, float(min(lot.quantity, most)))
            self.result.sells[(account.account_id, symbol, lot.lot_id)] = column
            lot_columns.append((column, 1.0))
            if account.kind.is_taxable and lot.basis_usd is not None:
                gain = price - k(lot.basis_usd) / float(lot.quantity)
                long = lot.acquired is not None and is_long_term(lot.acquired, self.household.as_of)
                (self.long_terms if long else self.short_terms).append((column, gain))
                self.model.cost[column] -= gain * self.later
                if self.rules.is_loss(symbol, lot):
                    self.loss_columns.setdefault(self.rules.group(symbol), []).append((column, 1.0))
        self.model.row([(sold, -1.0), *lot_columns], 0.0, 0.0)
        cash_terms.append((sold, price * (1.0 - self._half_spread(symbol))))
        self.cost_terms.append((sold, price * self._half_spread(symbol)))
        self._exposure(sold, symbol, -price)
        trade = self.model.binary(k(self.policy.prices.per_trade_usd))
        self.model.row([(sold, 1.0), (trade, -float(most))], upper=0.0)
        self.model.row([(sold, 1.0), (trade, -least)], lower=0.0)
        self._whole_shares(account, position, most, sold)
        self._one_side(key, trade)

    def _whole_shares(self, account: Account, position: Position, most: Decimal, sold: int) -> None:
        """Sold shares in whole steps; what is left over beyond whole steps may only go with the rest."""
        step = self.rules.step(account, position.symbol)
        whole = (most / step).to_integral_value(ROUND_FLOOR)
        rest = most - whole * step
        if step != ONE:
            return
        count = self.model.column(0.0, 0.0, float(whole))
        self.result.whole.append(count)
        terms = [(sold, 1.0), (count, -1.0)]
        if rest > 0 and most == position.quantity:
            every = self.model.binary()
            self.result.sells_all[(account.account_id, position.symbol)] = every
            self.model.row([(count, 1.0), (every, -float(whole))], lower=0.0)
            terms.append((every, -float(rest)))
        self.model.row(terms, 0.0, 0.0)

    def _buy(self, account: Account, symbol: str, cash_terms: list[tuple[int, float]]) -> None:
        """One column in shares and one for yes or no."""
        key = (account.account_id, symbol)
        price = k(self.household.price_usd(symbol))
        preference = self.rules.rank(account, symbol) * float(self.policy.substitute_penalty_bps / BPS)
        cost = price * (
            self._half_spread(symbol) + self.turnover + self._yearly(account, symbol) + preference
        )
        most = max(0.0, k(self._spending(account))) / price
        column = self.model.column(cost, 0.0, most)
        self.result.buys[key] = column
        cash_terms.append((column, -price * (1.0 + self._half_spread(symbol))))
        self.cost_terms.append((column, price * self._half_spread(symbol)))
        self._exposure(column, symbol, price)
        trade = self.model.binary(k(self.policy.prices.per_trade_usd))
        self.model.row([(column, 1.0), (trade, -most)], upper=0.0)
        step = float(self.rules.step(account, symbol))
        least = k(self.policy.min_trade_usd) * MIN_TRADE_SLACK / price + (step if step < 1 else 0.0)
        least = max(least, step)
        self.model.row([(column, 1.0), (trade, -least)], lower=0.0)
        if step == 1.0:
            self.result.whole.append(column)
        self.group_buys.setdefault(self.rules.group(symbol), []).append((column, most))
        self.substitutes.extend(
            (column, self.rules.group(better)) for better in self.rules.better(account, symbol)
        )
        self._one_side(key, trade)

    def _spending(self, account: Account) -> Decimal:
        """The most that buys in this account could ever use."""
        positions = sum(
            (
                self.rules.sellable(position) * self.household.price_usd(position.symbol)
                for position in account.positions
                if not self.rules.position_block(account, position)
            ),
            ZERO,
        )
        return free_cash_usd(self.household, account) + positions

    def _one_side(self, key: BuyKey, trade: int) -> None:
        """A symbol is not both sold and bought in one account. Called for the sell first, then the buy."""
        other = self.sides.setdefault(key, trade)
        if other != trade:
            self.model.row([(other, 1.0), (trade, 1.0)], upper=1.0)

    def _classes(self) -> None:
        """Per class two rows: exposure less distance over is at most, plus distance under at least, its goal.

        Goals are weights of the value that is left when trading costs are paid, so these costs count in the rows.
        """
        total = self.drift.total_usd
        cash_base = sum(
            (free_cash_usd(self.household, a) for a in self.household.accounts if not a.locked), ZERO
        )
        for row in self.drift.classes:
            low, high = self.decision.goals[row.class_id]
            base = row.actual_usd - (cash_base if row.class_id == CASH_CLASS else ZERO)
            for sign, goal, edge in (
                (1.0, high, max(row.band_high, high)),
                (-1.0, low, min(row.band_low, low)),
            ):
                terms = [(c, sign * v) for c, v in self.class_terms[row.class_id]]
                terms += [(c, sign * float(goal) * v) for c, v in self.cost_terms]
                for piece in drift_pieces(self.policy, row.class_id, goal, edge, total, self.covariance):
                    width = INFINITY if piece.width_usd is None else k(piece.width_usd)
                    terms.append((self.model.column(float(piece.price), 0.0, width), -1.0))
                self.model.row(terms, upper=sign * k(goal * total - base))

    def _tax(self) -> None:
        """Netting with the yearly limit, exact at flat rates: two yes-or-no columns carry the legal order."""
        tax, model = self.household.tax, self.model
        start_short = k(tax.realized_short_usd - tax.carryforward_short_usd)
        start_long = k(tax.realized_long_usd - tax.carryforward_long_usd)
        long_low, long_high = self._reach(self.long_terms, start_long)
        short_low, short_high = self._reach(self.short_terms, start_short)
        low, high = long_low + short_low, long_high + short_high
        long_gain = model.column(0.0, 0.0, max(long_high, 0.0))
        long_loss = model.column(0.0, 0.0, max(-long_low, 0.0))
        self._sign(long_gain, long_loss, long_low, long_high)
        minus = [(c, -v) for c, v in self.long_terms]
        model.row([(long_gain, 1.0), (long_loss, -1.0), *minus], start_long, start_long)
        net_gain = model.column(float(tax.short_rate), 0.0, max(high, 0.0))
        limit = k(tax.loss_limit_usd)
        used = model.column(-float(tax.ordinary_rate), 0.0, min(max(-low, 0.0), limit))
        carried = model.column(-self.carried, 0.0, max(-low - limit, 0.0))
        net_loss = model.column(0.0, 0.0, max(-low, 0.0))
        model.row([(net_loss, 1.0), (used, -1.0), (carried, -1.0)], 0.0, 0.0)
        self._sign(net_gain, net_loss, low, high)
        start = start_short + start_long
        both = [(c, -v) for c, v in (*self.long_terms, *self.short_terms)]
        model.row([(net_gain, 1.0), (net_loss, -1.0), *both], start, start)
        taxed_long = model.column(float(tax.long_rate - tax.short_rate), 0.0, max(long_high, 0.0))
        model.row([(taxed_long, 1.0), (long_gain, -1.0)], upper=0.0)
        model.row([(taxed_long, 1.0), (net_gain, -1.0)], upper=0.0)
        if self.policy.gain_budget_usd is not None:
            allowed = max(k(self.policy.gain_budget_usd), start)
            self._budget([(net_gain, 1.0), (net_loss, -1.0)], allowed)

    def _budget(self, net: list[tuple[int, float]], allowed: float) -> None:
        """The year's net gain within the budget, less what rounding may add if anything is sold at all."""
        lots = [column for column, _ in (*self.long_terms, *self.short_terms)]
        if lots:
            sells = self.model.binary()
            most = sum(self.model.upper[column] for column in lots)
            self.model.row([*((column, 1.0) for column in lots), (sells, -most)], upper=0.0)
            self.model.row([*net, (sells, k(ROUNDING_USD))], upper=allowed)

    def _reach(self, terms: list[tuple[int, float]], start: float) -> tuple[float, float]:
        """The least and most that a sum of gains can come to."""
        ends = [gain * self.model.upper[column] for column, gain in terms]
        return start + sum(e for e in ends if e < 0), start + sum(e for e in ends if e > 0)

    def _sign(self, gain: int, loss: int, low: float, high: float) -> None:
        """Only one of gain and loss is not zero; a yes-or-no column only where both can happen."""
        if low >= 0 or high <= 0:
            return
        positive = self.model.binary()
        self.model.row([(gain, 1.0), (positive, -high)], upper=0.0)
        self.model.row([(loss, 1.0), (positive, -low)], upper=-low)

    def _wash(self) -> None:
        """In each group: sell at a loss, or buy; and with a loss, what was bought lately is sold in full too.

        A loss has the price of the window it opens.
        """
        sold_at_loss: dict[str, int] = {}
        price = k(self.policy.prices.wash_window_usd)
        for group, losses in sorted(self.loss_columns.items()):
            buys = self.group_buys.get(group, [])
            recent = self.rules.recent.get(group, ())
            if not buys and not recent and not price:
                continue
            at_loss = sold_at_loss[group] = self.model.binary(price)
            most = sum(self.model.upper[column] for column, _ in losses)
            self.model.row([*losses, (at_loss, -most)], upper=0.0)
            for column, upper in buys:
                self.model.row([(column, 1.0), (at_loss, upper)], upper=upper)
            for purchase in recent:
                self._with_recent(at_loss, losses, purchase)
        for column, group in self.substitutes:
            if group in sold_at_loss:
                self.model.row([(column, 1.0), (sold_at_loss[group], -self.model.upper[column])], upper=0.0)
            else:
                self.model.upper[column] = 0.0

    def _with_recent(self, at_loss: int, losses: list[tuple[int, float]], purchase: RecentPurchase) -> None:
        """A loss only together with the whole of a lot bought lately; never where that lot cannot be sold.

        What remains of a lot replaces nothing of the lot itself (Rev. Rul. 56-602), so its own loss is free.
        """
        assert purchase.lot is not None  # Rules bars losses beside purchases that cannot be sold apart
        column = self.result.sells.get((purchase.account.account_id, purchase.symbol, purchase.lot.lot_id))
        others = [(other, one) for other, one in losses if other != column]
        if len(others) < len(losses):
            if not others:
                return
            at_loss = self.model.binary()
            most = sum(self.model.upper[other] for other, _ in others)
            self.model.row([*others, (at_loss, -most)], upper=0.0)
        quantity = float(purchase.quantity)
        if column is not None and self.model.upper[column] == quantity:
            self.model.row([(column, 1.0), (at_loss, -quantity)], lower=0.0)
        else:
            self.model.upper[at_loss] = 0.0
