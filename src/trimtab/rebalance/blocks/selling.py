"""What may be sold: by account, position and lot, and the rule that stops the rest."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from trimtab.core.accounts import Account, Lot, Position, Role
from trimtab.core.household import ActivityKind
from trimtab.core.kept import kept
from trimtab.core.money import ZERO, plain, usd
from trimtab.rebalance.blocks.block import Block, because
from trimtab.rebalance.blocks.facts import Facts
from trimtab.rebalance.once import once_per_place, once_per_symbol
from trimtab.tax.holding import LONG_FOR_SURE, first_long_day
from trimtab.tax.wash import WINDOW, RecentPurchase

TRADABLE = Role.TRADABLE


class Selling(Facts):
    """What may be sold. Raises nothing."""

    def position_block(self, account: Account, position: Position) -> Block | None:
        """The rule that forbids selling any of this position, or None."""
        if position.role is not TRADABLE:
            return Block("frozen", f"{position.symbol} is never traded" + because(position.role_reason))
        return self._symbol_block(account, position.symbol)

    @once_per_place
    def _symbol_block(self, account: Account, symbol: str) -> Block | None:
        if symbol in self.policy.do_not_sell or symbol in account.do_not_sell:
            return Block("do-not-sell", f"{symbol} is on the do-not-sell list")
        block = self.not_traded(account, symbol)
        if block is None and self.scope.sells_none_of(symbol):
            return Block("asked", self.scope.words)
        return block or self._bought_today(account, symbol)

    def _bought_today(self, account: Account, symbol: str) -> Block | None:
        """What was bought today stays for the day, unless the account lacks cash that it must have; and even then where
        it may not be paid for: sold before it is, that is free-riding. Source: 12 CFR 220.8(c)."""
        if not self.today or (account.account_id, symbol, ActivityKind.BUY) not in self.today:
            return None
        if self.is_short(account):
            if not self._pays_late(account):
                return None
            words = "with money that had not settled: sold today, that is free-riding (12 CFR 220.8(c))"
            return Block("free-riding", f"{symbol} was bought in {account.name} today {words}")
        return Block(
            "bought-today", f"{symbol} was bought in {account.name} today: it is not sold the same day"
        )

    def _pays_late(self, account: Account) -> bool:
        """Whether a cash account's purchases of today may be paid for by sales that have not settled."""
        here = {kind for account_id, _, kind in self.today if account_id == account.account_id}
        has_sold = ActivityKind.SELL in here
        return account.settles_next_day and (has_sold or account.cash_unsettled_usd > 0)

    def sell_block(self, account: Account, position: Position, lot: Lot) -> Block | None:
        """The rule that forbids selling this lot, or None. A loss lot may still be bound by `loss_block`."""
        return self.position_block(account, position) or self._lot_blocks(account, position.symbol, (lot,))[0]

    def open_lots(self, account: Account, position: Position) -> tuple[Lot, ...]:
        """The lots that no rule of `sell_block` stops, in the position's order."""
        if self.position_block(account, position):
            return ()
        if not account.kind.is_taxable and not self.scope.only_losses:
            return position.lots
        blocks = self.lot_blocks(account, position.symbol)
        return tuple([lot for lot, block in zip(position.lots, blocks, strict=True) if block is None])

    @once_per_place
    def lot_blocks(self, account: Account, symbol: str) -> list[Block | None]:
        """The rule of `sell_block` that stops each lot of the account's position of which something may be sold."""
        return self._lot_blocks(account, symbol, account.by_symbol[symbol].lots)

    def _lot_blocks(self, account: Account, symbol: str, lots: tuple[Lot, ...]) -> list[Block | None]:
        """The rule that stops each of these lots of a position that may be sold, or None."""
        asked = Block("asked", self.scope.words) if self.scope.only_losses else None
        if not account.kind.is_taxable:
            return [asked] * len(lots)
        found: list[Block | None] = []
        price, may_wait_from = self.household.prices[symbol].usd, self._may_wait_from
        for lot in lots:
            basis, block = lot.basis_usd, asked
            if basis is None:
                unknown = f"the cost of {plain(lot.quantity)} {symbol} is not known"
                block = asked or Block("basis-unknown", unknown)
            elif (gain := lot.quantity * price - basis) < 0:
                block = self._loss_block_here(account, symbol)
            elif not asked or (account.account_id, symbol, lot.lot_id) in self.lately_beside_losses:
                may_wait = gain and (lot.acquired is None or lot.acquired >= may_wait_from)
                block = self._wait_block(symbol, lot, gain) if may_wait and not self.lift_wait else None
            found.append(block)
        return found

    @kept
    def _may_wait_from(self) -> date:
        """The first day of purchase of which a lot may not be long-term yet."""
        return self.household.as_of - timedelta(days=LONG_FOR_SURE)

    @kept
    def losses(self) -> tuple[tuple[Account, Position, Lot], ...]:
        """The lots of taxable accounts that may be sold at a loss today."""
        found: list[tuple[Account, Position, Lot]] = []
        for account in self.household.accounts:
            for position in account.positions if account.kind.is_taxable else ():
                lots = self.at_loss(position)
                if lots and not (
                    self.position_block(account, position) or self._loss_block_here(account, position.symbol)
                ):
                    found += [(account, position, lot) for lot in lots]
        return tuple(found)

    @kept
    def gains_usd(self) -> Decimal:
        """All that taxable accounts hold above its cost, lot by lot."""
        return sum(
            [
                max(ZERO, lot.quantity * self.household.prices[position.symbol].usd - lot.basis_usd)
                for account in self.household.accounts
                if account.kind.is_taxable
                for position in account.positions
                if position.symbol in self.household.prices
                for lot in position.lots
                if lot.basis_usd is not None
            ],
            ZERO,
        )

    @kept
    def lately_beside_losses(self) -> frozenset[tuple[str, str, str]]:
        """Lots of taxable accounts bought lately, of groups of which something may be sold at a loss: such a lot would
        make that a wash sale if it stayed, so it may go where only losses may."""
        if self.lift_wash:
            return frozenset()
        return frozenset(
            [
                (one.account.account_id, one.symbol, one.lot.lot_id)
                for group in self.loss_groups
                for one in self.recent.get(group, ())
                if one.lot is not None and one.is_curable and self.group(one.symbol) == group
            ]
        )

    def at_loss(self, position: Position) -> list[Lot]:
        """The position's lots that stand below what they cost; none without a price."""
        price = self.household.prices.get(position.symbol)
        if price is None:
            return []
        usd = price.usd
        return [lot for lot in position.lots if lot.basis_usd and lot.quantity * usd < lot.basis_usd]

    @once_per_place
    def _loss_block_here(self, account: Account, symbol: str) -> Block | None:
        return self.loss_block(symbol) or self._lifted_elsewhere(account, symbol)

    def _lifted_elsewhere(self, account: Account, symbol: str) -> Block | None:
        """With the wash rule lifted, what still stops a loss in an account that needs no cash."""
        group = self.group(symbol)
        if not self.lift_wash or self.is_short(account):
            return None
        if group not in self._coming and not self.recent.get(group):
            return None
        return Block(
            "wash-recent",
            f"{symbol} or its like is bought within 30 days: only cash that must be raised lifts that",
        )

    def _wait_block(self, symbol: str, lot: Lot, gain_usd: Decimal) -> Block | None:
        as_of = self.household.as_of
        if lot.acquired is None:
            return None
        long_from = first_long_day(lot.acquired)
        if not 0 < (long_from - as_of).days <= self.policy.wait_long_term_days:
            return None
        saved = gain_usd * self._saved_by_long
        if saved <= 0:
            return None
        return Block(
            "wait-long-term",
            f"{plain(lot.quantity)} {symbol} of {lot.acquired} turn long-term on {long_from}: "
            f"waiting saves {usd(saved)}",
        )

    @once_per_symbol
    def loss_block(self, symbol: str) -> Block | None:
        """The rule that forbids selling this symbol at a loss whatever else the plan does, or None."""
        group = self.group(symbol)
        if group in self._coming and not self.lift_wash:
            return Block(
                "wash-coming", f"{self._coming[group]} buys {symbol} or its like by itself within 30 days"
            )
        for recent in () if self.lift_wash else self.recent.get(group, ()):
            if not recent.is_curable or self._stays(recent):
                return Block("wash-recent", self.would_wash(recent, symbol))
        unseen = self.unseen.get(group, ())
        if unseen and not self.policy.allow_unseen_history:
            return Block(
                "wash-unseen",
                f"the last 30 days of {', '.join(unseen)} are not known in full, so a purchase of {symbol} there "
                "cannot be ruled out: import its transactions",
            )
        return None

    @staticmethod
    def would_wash(recent: RecentPurchase, symbol: str) -> str:
        """That selling this symbol at a loss beside what was bought would be a wash sale, and until when."""
        lost = "" if recent.account.kind.is_taxable else ", lost for good"
        quantity = recent.lot.quantity if recent.lot else recent.quantity
        return (
            f"{recent.account.account_id} bought {plain(quantity)} {recent.symbol} on {recent.bought}: selling "
            f"{symbol} at a loss before {recent.bought + WINDOW + timedelta(days=1)} would be a wash sale{lost}"
        )

    def _stays(self, recent: RecentPurchase) -> bool:
        """Whether shares bought lately stand in a position of which nothing may be sold."""
        return any(
            self.position_block(recent.account, position) is not None
            for position in recent.account.positions
            if position.symbol == recent.symbol
        )

    @kept
    def loss_groups(self) -> frozenset[str]:
        """The wash-sale groups of which something may be sold at a loss today."""
        return frozenset(self.group(position.symbol) for _, position, _ in self.losses)

    @kept
    def _saved_by_long(self) -> Decimal:
        """What a dollar of gain saves by being long-term."""
        rates = self.year_tax.gain_rates
        return rates.short - rates.long
