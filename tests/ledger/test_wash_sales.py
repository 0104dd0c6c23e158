"""The wash-sale engine beyond the worked examples: faults of a history, windows, coverage, exactness."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from trimtab.core.accounts import AccountKind
from trimtab.core.problems import BadInputError, Source
from trimtab.ledger.wash_sales.checks import problems_in
from trimtab.ledger.wash_sales.coverage import NEVER_SEEN, Coverage, Unseen, coverage
from trimtab.ledger.wash_sales.engine import wash_sales
from trimtab.ledger.wash_sales.history import Acquired, AcquiredLot, LotSale, WashAccount, WashHistory
from trimtab.ledger.wash_sales.law import authority, in_window, last_window_day, tacked_start
from trimtab.ledger.wash_sales.result import in_cents
from trimtab.ledger.wash_sales.windows import OpenWindow, WindowKind, windows_open

D = Decimal
ANN = WashAccount("a", "Ann", AccountKind.TAXABLE)
IRA = WashAccount("i", "Bob", AccountKind.TRADITIONAL_IRA)
OLD = AcquiredLot("old", "a", "X", "X", date(2025, 1, 6), 0, D(10), D(200))
NEW = AcquiredLot("new", "a", "X", "X", date(2025, 6, 9), 0, D(4), D(50))
SALE = LotSale("s", "a", "old", date(2025, 6, 2), 0, D(10), D(100))
HISTORY = WashHistory((ANN, IRA), (OLD, NEW), (SALE,))


def codes(history: WashHistory) -> list[str]:
    return [problem.code for problem in problems_in(history)]


def test_sound_history_has_no_problems() -> None:
    assert problems_in(HISTORY) == ()


def test_every_fault_is_named_in_one_run() -> None:
    source = Source("trades.csv", 7)
    history = WashHistory(
        (ANN, ANN, IRA),
        (
            OLD,
            NEW,
            NEW,
            replace(OLD, lot_id="lost", account_id="z", source=source),
            replace(OLD, lot_id="none", quantity=D(0), basis_usd=D(-1)),
            replace(OLD, lot_id="endless", quantity=D("Infinity"), basis_usd=D("NaN")),
            replace(OLD, lot_id="call", how=Acquired.OPTION),
            replace(OLD, lot_id="stock", option_on="X"),
            replace(OLD, lot_id="alone", group=""),
        ),
        (
            SALE,
            replace(SALE, sale_id="again", quantity=D("0.001")),
            replace(SALE, sale_id="unknown", lot_id="nowhere"),
            replace(SALE, sale_id="elsewhere", account_id="i", lot_id="new", quantity=D(1)),
            replace(SALE, sale_id="bad", lot_id="endless", quantity=D(-1), proceeds_usd=D(-1)),
            replace(SALE, sale_id="worse", lot_id="endless"),
        ),
    )
    problems = problems_in(history)
    assert [f"{problem.code}: {problem.message}" for problem in problems] == EVERY_FAULT.split("\n")[1:-1]
    assert problems[-1].source == source
    assert all(problem.remedy for problem in problems)
    with pytest.raises(BadInputError) as raised:
        wash_sales(history)
    assert raised.value.problems == problems_in(history)


EVERY_FAULT = """
wash-account: sale elsewhere of lot new: sold in i, but the lot lies in a
wash-amount: lot endless: basis NaN
wash-amount: lot none: basis -1
wash-amount: sale bad of lot endless: proceeds -1
wash-group: lot alone of X belongs to no group
wash-lot: sale unknown of lot nowhere: there is no such lot
wash-option: lot call is an option and names no stock
wash-option: lot stock is no option (purchase) and is on X
wash-order: sale elsewhere of lot new: sold on 2025-06-02 before it was acquired on 2025-06-09
wash-oversold: lot old: more is sold than the 10 it held
wash-quantity: lot endless: quantity Infinity
wash-quantity: lot none: quantity 0
wash-quantity: sale bad of lot endless: quantity -1
wash-repeated: account a is there 2 times
wash-repeated: lot new is there 2 times
wash-account: lot lost lies in account z, which is not described
"""


def test_a_sale_on_the_day_of_purchase_must_follow_it() -> None:
    same_day = replace(SALE, trade_date=OLD.trade_date)
    lot = replace(OLD, sequence=2)
    assert codes(WashHistory((ANN,), (lot,), (replace(same_day, sequence=1),))) == ["wash-order"]
    assert codes(WashHistory((ANN,), (lot,), (replace(same_day, sequence=2),))) == []


def test_repeated_sale_of_one_lot_is_named() -> None:
    half = replace(SALE, quantity=D(5))
    assert codes(WashHistory((ANN,), (OLD,), (half, half))) == ["wash-repeated"]


def test_exact_thirds() -> None:
    """Ten shares for 100 sold in three parts: nothing is lost in a division."""
    lot = replace(OLD, quantity=D(3), basis_usd=D(100))
    sales = tuple(
        replace(SALE, sale_id=str(n), trade_date=date(2025, 6, n), quantity=D(1), proceeds_usd=D(10))
        for n in (1, 2, 3)
    )
    result = wash_sales(WashHistory((ANN,), (lot,), sales))
    assert [sale.gain_usd for sale in result.sales] == [Fraction(-70, 3)] * 3
    assert in_cents(result.sales[0].gain_usd) == D("-23.33")


def test_dust_and_thousands_in_one_history() -> None:
    """A thousandth of a share replaces a thousandth of a large sale, to the last part."""
    lots = (
        replace(OLD, quantity=D("1E+3"), basis_usd=D(2000)),
        replace(NEW, quantity=D("0.001"), basis_usd=D(0)),
    )
    sale = replace(SALE, quantity=D("999.9995"), proceeds_usd=D("0"))
    (sold,), (old, new) = (
        (result := wash_sales(replace(HISTORY, lots=lots, sales=(sale,)))).sales,
        result.lots,
    )
    assert [piece.quantity for piece in sold.pieces] == [D("0.001"), D("999.9985")]
    assert sold.disallowed_usd == new.pieces[0].basis_usd == D("0.002")
    assert [(p.start, p.quantity, p.basis_usd) for p in old.pieces] == [
        (0, D("999.9995"), D("1999.999")),
        (D("999.9995"), D("0.0005"), D("0.001")),
    ]


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(1, 201), "0.00"),
        (Fraction(0), "0.00"),
        (Fraction(5), "5.00"),
        (Fraction(10**40 + 1, 100), "1" + "0" * 37 + "0.01"),
    ],
)
def test_cents(exact: Fraction, shown: str) -> None:
    assert str(in_cents(exact)) == shown


def test_listing_order_of_sales_with_one_sequence_does_not_matter() -> None:
    one = replace(SALE, sale_id="1", quantity=D(4), proceeds_usd=D(10))
    two = replace(SALE, sale_id="2", quantity=D(6), proceeds_usd=D(90))
    assert wash_sales(replace(HISTORY, sales=(one, two))) == wash_sales(replace(HISTORY, sales=(two, one)))


def test_break_even_is_no_loss() -> None:
    result = wash_sales(replace(HISTORY, sales=(replace(SALE, proceeds_usd=D(200)),)))
    assert result.sales[0].pieces[0].replaced_by is None
    assert result.disallowed_usd == 0


def test_replacement_says_whose_it_is() -> None:
    lot = replace(NEW, account_id="i")
    result = wash_sales(replace(HISTORY, lots=(OLD, lot)))
    first, rest = result.sales[0].pieces
    assert first.replaced_by is not None
    assert (first.replaced_by.owner, first.replaced_by.account_id) == ("Bob", "i")
    assert first.replaced_by.for_good
    assert (first.lost_for_good_usd, first.recognized_usd, rest.recognized_usd) == (40, 0, -60)
    assert (result.disallowed_usd, result.lost_for_good_usd) == (40, 40)
    assert result.lots[1].pieces[0].replaces == ("s", "old")


@pytest.mark.parametrize("kind", list(AccountKind))
def test_authority_of_every_kind(kind: AccountKind) -> None:
    named = {"traditional_ira", "roth_ira", "sep_ira", "simple_ira"}
    expected = (
        "26 USC 1091(d)"
        if kind in {AccountKind.TAXABLE, AccountKind.TRUST}
        else "Rev. Rul. 2008-5"
        if kind.value in named
        else "Rev. Rul. 2008-5, by analogy"
    )
    assert authority(kind) == expected


def test_days() -> None:
    sold = date(2024, 3, 1)
    assert [in_window(date(2024, 1, d), sold) for d in (30, 31)] == [False, True]
    assert [in_window(d, sold) for d in (date(2024, 3, 31), date(2024, 4, 1))] == [True, False]
    assert last_window_day(sold) == date(2024, 3, 31)
    assert tacked_start(date(2024, 3, 10), sold, date(2024, 2, 20)) == date(2024, 2, 29)


def test_windows_after_a_sale_and_a_purchase() -> None:
    buying = OpenWindow(
        WindowKind.BUYING, "X", "a", "s", "old", SALE.trade_date, date(2025, 7, 2), Fraction(6), Fraction(60)
    )
    assert windows_open(HISTORY, date(2025, 6, 9)) == (buying,)  # the new shares took over a loss already
    before = replace(buying, quantity=Fraction(10), loss_usd=Fraction(100))
    assert windows_open(HISTORY, date(2025, 6, 8)) == (before,)
    assert windows_open(HISTORY, SALE.trade_date) == (before,)
    assert windows_open(HISTORY, date(2025, 7, 2)) == (buying,)
    assert windows_open(HISTORY, date(2025, 7, 3)) == ()
    assert windows_open(HISTORY, date(2025, 6, 1)) == ()


def test_a_loss_of_half_a_dollar_opens_a_window() -> None:
    tiny = WashHistory((ANN,), (OLD,), (replace(SALE, proceeds_usd=D("199.5")),))
    [window] = windows_open(tiny, SALE.trade_date)
    assert (window.quantity, window.loss_usd, window.for_good) == (10, Fraction(1, 2), False)


def test_a_purchase_bars_losses_on_the_rest_for_thirty_days() -> None:
    history = WashHistory((ANN, IRA), (OLD, replace(NEW, account_id="i")), ())
    selling = OpenWindow(
        WindowKind.SELLING,
        "X",
        "i",
        "new",
        "new",
        NEW.trade_date,
        date(2025, 7, 9),
        Fraction(4),
        Fraction(0),
        for_good=True,
    )
    assert windows_open(history, date(2025, 7, 9)) == (selling,)
    assert windows_open(replace(history, lots=(OLD, NEW)), date(2025, 7, 9)) == (
        replace(selling, account_id="a", for_good=False),
    )
    sold = replace(SALE, account_id="a", lot_id="new", trade_date=date(2025, 6, 20), quantity=D(4))
    assert windows_open(WashHistory((ANN,), (OLD, NEW), (sold,)), date(2025, 7, 9)) == ()


def test_windows_of_options_gifts_gains_and_sheltered_sales() -> None:
    call = replace(NEW, lot_id="call", group="call on X", how=Acquired.OPTION, option_on="X")
    gift = replace(NEW, lot_id="gift", how=Acquired.RECEIVED)
    in_ira = replace(OLD, lot_id="ira", account_id="i")
    sales = (replace(SALE, proceeds_usd=D(300)), replace(SALE, account_id="i", lot_id="ira"))
    found = windows_open(WashHistory((ANN, IRA), (OLD, call, gift, in_ira), sales), date(2025, 6, 9))
    assert [(w.kind, w.group, w.lot_id) for w in found] == [
        (WindowKind.SELLING, "X", "call"),
        (WindowKind.SELLING, "call on X", "call"),
    ]


def test_accounts_that_may_hide_a_purchase_are_named() -> None:
    def told(first: date | None, last: date | None) -> tuple[Unseen, ...]:
        accounts = (
            replace(IRA, known_from=first, known_to=last),
            replace(ANN, known_from=date.min, known_to=date.max),
        )
        history = replace(HISTORY, accounts=accounts)
        return coverage(history, wash_sales(history)).losses

    hidden = (Unseen("s", "old", SALE.trade_date, ("i",)),)
    assert told(date(2025, 5, 3), date(2025, 7, 2)) == ()
    assert told(date(2025, 5, 4), date(2025, 7, 2)) == hidden
    assert told(date(2025, 5, 3), date(2025, 7, 1)) == hidden
    assert told(None, date(2025, 7, 2)) == hidden
    assert told(date(2025, 5, 3), None) == hidden


def test_coverage_matters_only_to_losses_that_stand() -> None:
    all_replaced = replace(HISTORY, lots=(OLD, replace(NEW, quantity=D(10))))
    assert coverage(all_replaced, wash_sales(all_replaced)).losses == ()
    assert coverage(HISTORY, wash_sales(HISTORY)) == Coverage(
        ("a", "i"), (Unseen("s", "old", SALE.trade_date, ("a", "i")),), NEVER_SEEN
    )
    assert "any other account" in NEVER_SEEN


def test_parts_of_one_purchase_do_not_replace_each_other() -> None:
    """A return of capital between two sales gives one purchase two bases; what remains replaces nothing of it."""
    sold = replace(NEW, lot_id="first part", purchase="june")
    kept = replace(NEW, lot_id="second part", purchase="june")
    other = replace(NEW, lot_id="july", trade_date=date(2025, 7, 1), quantity=D(1))
    sale = LotSale("s", "a", "first part", date(2025, 6, 20), 0, D(4), D(10))
    alone = wash_sales(WashHistory((ANN,), (sold, kept), (sale,)))
    assert alone.disallowed_usd == 0
    replaced = wash_sales(WashHistory((ANN,), (sold, kept, other), (sale,)))
    assert replaced.disallowed_usd == 10
    two = wash_sales(WashHistory((ANN,), (sold, replace(kept, purchase="")), (sale,)))
    assert two.disallowed_usd == 40
