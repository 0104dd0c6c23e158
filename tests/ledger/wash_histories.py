"""Random trade histories, and the two engines on the same one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from tests.ledger.share_by_share import every_share
from trimtab.core.accounts import AccountKind
from trimtab.ledger.wash_sales.engine import wash_sales
from trimtab.ledger.wash_sales.history import Acquired, AcquiredLot, LotSale, WashAccount, WashHistory
from trimtab.ledger.wash_sales.result import WashResult

FIRST_DAY = date(2024, 1, 2)
STEP = Decimal("0.5")
SHELTERS = (AccountKind.ROTH_IRA, AccountKind.TRADITIONAL_IRA, AccountKind.K401, AccountKind.HSA)


def random_history(seed: int) -> WashHistory:
    """Few accounts and groups, many trades close together: most losses meet several possible replacements."""
    rng = Random(seed)
    accounts = [WashAccount("a0", "Ann", AccountKind.TAXABLE)]
    for number in range(1, rng.randint(1, 4)):
        kind = rng.choice((AccountKind.TAXABLE, AccountKind.TRUST, *SHELTERS))
        accounts.append(WashAccount(f"a{number}", rng.choice(("Ann", "Bob")), kind))
    span = rng.choice((3, 20, 45, 90, 200))
    lots = [_lot(rng, f"l{number}", accounts, span) for number in range(rng.randint(1, 9))]
    if rng.random() < 0.3:
        lots += _parts_of_one(rng, lots.pop())
    sales = _sales(rng, lots, span)
    rng.shuffle(lots)
    rng.shuffle(sales)
    return WashHistory(tuple(accounts), tuple(lots), tuple(sales))


def _lot(rng: Random, lot_id: str, accounts: list[WashAccount], span: int) -> AcquiredLot:
    quantity = STEP * rng.randint(1, 12)
    how = rng.choice([Acquired.PURCHASE] * 6 + list(Acquired))
    group = rng.choice("XXXXY")
    return AcquiredLot(
        lot_id,
        rng.choice(accounts).account_id,
        group,
        f"option on {group}" if how is Acquired.OPTION else group,
        FIRST_DAY + timedelta(days=rng.randint(0, span)),
        rng.randint(0, 3),
        quantity,
        Decimal(rng.randint(0, 2000)) / 100,
        how,
        group if how is Acquired.OPTION else "",
    )


def _parts_of_one(rng: Random, lot: AcquiredLot) -> list[AcquiredLot]:
    """A purchase whose parts have different bases."""
    return [
        replace(
            lot,
            lot_id=f"{lot.lot_id}.{number}",
            purchase=lot.lot_id,
            quantity=STEP * rng.randint(1, 6),
            basis_usd=Decimal(rng.randint(0, 2000)) / 100,
        )
        for number in range(rng.randint(2, 3))
    ]


def _sales(rng: Random, lots: list[AcquiredLot], span: int) -> list[LotSale]:
    left = {lot.lot_id: int(lot.quantity / STEP) for lot in lots}
    sales: list[LotSale] = []
    for number in range(rng.randint(1, 8)):
        day, sequence = FIRST_DAY + timedelta(days=rng.randint(0, span + 10)), rng.randint(0, 3)
        account = rng.choice(lots).account_id
        for lot in lots:
            held = lot.account_id == account and (lot.trade_date, lot.sequence) <= (day, sequence)
            if held and left[lot.lot_id] and rng.random() < 0.6:
                count = rng.randint(1, left[lot.lot_id])
                left[lot.lot_id] -= count
                proceeds = Decimal(rng.randint(0, 1500)) / 100
                sales.append(
                    LotSale(f"s{number}", account, lot.lot_id, day, sequence, STEP * count, proceeds)
                )
    return sales


def differences(history: WashHistory) -> list[str]:
    """What the two engines, two listing orders, or the books' conservation disagree about: nothing, if right."""
    result = wash_sales(history)
    shuffled = replace(
        history, accounts=history.accounts[::-1], lots=history.lots[::-1], sales=history.sales[::-1]
    )
    found = [] if wash_sales(shuffled) == result else ["the order of listing changes the result"]
    found += conservation(history, result)
    for lot_share, piece_share in zip(_shares_by_share(history), _shares_by_piece(result), strict=True):
        if lot_share != piece_share:
            found.append(f"share by share {lot_share}, by pieces {piece_share}")
    return found


def conservation(history: WashHistory, result: WashResult) -> list[str]:
    """Money in equals money out: the basis paid is what is still held, or came back, or is lost for good."""
    taxable = {account.account_id for account in history.accounts if account.kind.is_taxable}
    paid = sum((Fraction(lot.basis_usd) for lot in history.lots if lot.account_id in taxable), Fraction(0))
    held = sum(
        (
            piece.basis_usd
            for lot in result.lots
            for piece in lot.pieces
            if lot.lot.account_id in taxable and piece.sold_in is None
        ),
        Fraction(0),
    )
    counted = sum(
        (Fraction(sold.sale.proceeds_usd) - sold.recognized_usd for sold in result.sales if sold.taxable),
        Fraction(0),
    )
    if paid != held + counted + result.lost_for_good_usd:
        return [f"paid {paid}, held {held}, counted {counted}, lost {result.lost_for_good_usd}"]
    return []


def _shares_by_share(history: WashHistory) -> list[tuple[object, ...]]:
    """Every share by the slow engine: lot, number, final basis, holding start, what it replaces and its sale."""
    return [
        (
            share.lot.lot_id,
            share.number,
            share.cost,
            share.held_from,
            share.replaces,
            share.sale
            and (
                share.sale.sale_id,
                share.price - share.cost,
                share.disallowed,
                share.lost,
                share.replaced_by,
            ),
        )
        for share in every_share(history, STEP)
    ]


def _shares_by_piece(result: WashResult) -> list[tuple[object, ...]]:
    """The same of the engine under test, from its pieces."""
    sold: dict[str, list[tuple[object, ...]]] = {}
    for sale in sorted(result.sales, key=lambda s: (s.sale.trade_date, s.sale.sequence, s.sale.sale_id)):
        for piece in sale.pieces:
            count = int(piece.quantity / Fraction(STEP))
            lot_id = piece.replaced_by.lot_id if piece.replaced_by else None
            each = (
                sale.sale.sale_id,
                piece.gain_usd / count,
                piece.disallowed_usd / count,
                piece.lost_for_good_usd / count,
                lot_id,
            )
            sold.setdefault(sale.lot.lot_id, []).extend([each] * count)
    shares: list[tuple[object, ...]] = []
    for lot in result.lots:
        of_lot = iter(sold.get(lot.lot.lot_id, []))
        for piece in lot.pieces:
            count = int(piece.quantity / Fraction(STEP))
            first = int(piece.start / Fraction(STEP))
            for number in range(first, first + count):
                sale = next(of_lot) if piece.sold_in else None
                shares.append(
                    (lot.lot.lot_id, number, piece.basis_usd / count, piece.held_from, piece.replaces, sale)
                )
    return shares
