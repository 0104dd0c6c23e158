"""The books against the custodian: each difference with the cause that the figures bear out, and none papered over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.builders import account, export, lot
from tests.ledger.events.tell import ACCOUNTS, JOINT, OTHER, ROTH, books, row, sold, typed
from trimtab.core.events import LotMethod
from trimtab.core.household import ActivityKind as Kind
from trimtab.core.money import plain
from trimtab.core.statement import Detail, FileKind, LineKind
from trimtab.ledger.reconcile.result import Cause, Difference, Matter
from trimtab.ledger.spec import TypedKind as Typed
from trimtab.services.books import HouseholdBooks, reconciled


def differences(made: HouseholdBooks) -> list[str]:
    return [in_words(one) for one in reconciled(made).differences]


def in_words(one: Difference) -> str:
    day = f" {one.day}" if one.day else ""
    causes = ", ".join(likely.cause for likely in one.causes)
    ours, theirs = ("unknown" if side is None else plain(side) for side in (one.ours, one.theirs))
    return f"{one.account_id} {one.symbol} {one.matter}{day}: {ours}, not {theirs}: {causes}"


def words(made: HouseholdBooks, cause: Cause) -> list[str]:
    return [
        likely.words for one in reconciled(made).differences for likely in one.causes if likely.cause is cause
    ]


BOUGHT = row(Kind.BUY, "01-05", "VTI", "10", "-1000")


def test_what_agrees_is_counted_and_not_shown() -> None:
    made = books(
        BOUGHT,
        row(Kind.SELL, "03-02", "VTI", "-4", "480"),
        held=[("VTI", "6", ""), ("VTI", "5", "", ROTH)],
        lots=[("VTI", "6", "01-05", "600")],
        gains=[sold("VTI", "4", "01-05", "03-02", "480", "400")],
    )
    found = reconciled(made)
    assert found.differences == ()
    assert found.unexplained == ()
    assert [(c.account_id, c.positions, c.lots, c.gains, c.differences) for c in found.compared] == [
        ("joint", 1, 1, 1, 0),
        ("other", 0, 0, 0, 0),
        ("roth", 1, 0, 0, 0),
    ]


def test_a_split_that_no_file_tells() -> None:
    made = books(BOUGHT, row(Kind.SELL, "02-05", "VTI", "-6", "700"), held=[("VTI", "2", "")])
    assert differences(made) == ["joint VTI shares: 4, not 2: missing_split"]
    assert words(made, Cause.MISSING_SPLIT) == ["theirs are ours times 1 for 2: a split that no file tells"]


def test_shares_that_nothing_explains() -> None:
    made = books(BOUGHT, held=[("VTI", "7", "")])
    [one] = reconciled(made).unexplained
    assert (one.ours, one.theirs, one.apart, one.is_explained) == (10, 7, 3, False)
    assert one.causes[0].words == "nothing in the files explains it: compare with the custodian's page"
    assert str(one.source) == "positions.csv:2"


def test_days_without_known_transactions_may_hide_what_is_missing() -> None:
    made = books(BOUGHT, held=[("VTI", "7", "")], known=("01-02", "03-31"))
    assert differences(made) == ["joint VTI shares: 10, not 7: missing_history"]
    assert words(made, Cause.MISSING_HISTORY) == [
        "the transactions between 2026-03-31 and 2026-11-20 are not known"
    ]


def test_one_security_under_two_names() -> None:
    made = books(
        row(Kind.BUY, "01-05", "922908769", "10", "-1000"),
        row(Kind.BUY, "01-05", "ITOT", "10", "-1000"),
        held=[("VTI", "10", "1000"), ("ITOT", "10", "1000")],
    )
    assert differences(made) == ["joint 922908769 shares: 10, not 0: other_symbol"]
    assert words(made, Cause.OTHER_SYMBOL) == [
        "as many shares of VTI are held that no transaction brought: one security under two names, which "
        '[aliases] "922908769" = "VTI" joins'
    ]


def test_what_is_not_booked_explains_what_is_missing() -> None:
    made = books(
        row(Kind.BUY, "01-05", "OLDN", "10", "-1000"),
        row(Kind.CORPORATE_ACTION, "03-02", "OLDN", "-10", "0", Detail.MERGER),
    )
    assert differences(made) == ["joint OLDN shares: 10, not 0: not_booked"]
    [found] = words(made, Cause.NOT_BOOKED)
    assert found.startswith("something of it is not booked: joint on 2026-03-02: -10 OLDN")


def test_an_event_that_the_books_refuse_explains_it_too() -> None:
    made = books(
        BOUGHT,
        by_hand=[typed(Typed.RETURN_OF_CAPITAL, "01-02", account="joint", symbol="VTI", amount_usd="5")],
        held=[("VTI", "7", "")],
    )
    assert differences(made) == ["joint VTI shares: 10, not 7: not_booked"]


def test_parts_of_a_share_in_rounding() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTSAX", "10.0004", "-1000"),
        row(Kind.BUY, "01-06", "VTI", "10", "-1000"),
        held=[("VTSAX", "10", ""), ("VTI", "10", "")],
    )
    assert [line for line in differences(made) if "VTI" in line] == []


def test_reinvestments_that_the_download_does_not_tell() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.REINVEST, "02-05", "VTI", "0.5", "-50"),
        held=[("VTI", "10.75", "1040")],
    )
    assert differences(made) == ["joint VTI basis: unknown, not 1040: reinvestments"]
    assert words(made, Cause.REINVESTMENTS) == [
        "dividends buy more of it, and no transaction tells of 0.25 shares: reinvestments"
    ]


def test_a_split_that_only_the_lots_show() -> None:
    made = books(BOUGHT, held=[("VTI", "20", "")], lots=[("VTI", "20", "01-05", "1000")])
    assert differences(made) == ["joint VTI lot_basis 2026-01-05: 1500, not 1000: missing_split"]
    assert words(made, Cause.MISSING_SPLIT) == [
        "10 shares were bought for what the custodian's 20 cost: a split of 2 for 1 that no file tells"
    ]


def test_cents_of_rounding_are_told_as_such() -> None:
    made = books(BOUGHT, held=[("VTI", "10", "")], lots=[("VTI", "10", "01-05", "1000.02")])
    assert differences(made) == ["joint VTI lot_basis 2026-01-05: 1000, not 1000.02: rounding"]
    more = books(BOUGHT, held=[("VTI", "10", "")], lots=[("VTI", "10", "01-05", "1000.03")])
    assert differences(more) == ["joint VTI lot_basis 2026-01-05: 1000, not 1000.03: unexplained"]


def test_a_purchase_in_another_account_that_the_custodian_does_not_watch() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.SELL, "03-02", "VTI", "-10", "900"),
        row(Kind.BUY, "03-10", "VTI", "10", "-950", of=OTHER),
        held=[("VTI", "10", "", OTHER)],
        lots=[("VTI", "10", "03-10", "950", OTHER)],
        gains=[sold("VTI", "10", "01-05", "03-02", "900", "1000")],
    )
    assert differences(made) == [
        "joint VTI disallowed 2026-03-02: 100, not 0: wash_sale",
        "other VTI lot_basis 2026-03-10: 1050, not 950: wash_sale",
    ]
    assert words(made, Cause.WASH_SALE) == [
        "replaced in other (lot other/VTI/2026-03-10@95), which the custodian of joint does not watch",
        "a wash sale added $100.00 that the custodian does not add",
    ]


def test_a_substantially_identical_security_that_the_custodian_does_not_watch() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTI", "10", "-1000"),
        row(Kind.SELL, "03-02", "VTI", "-10", "900"),
        row(Kind.BUY, "03-10", "VTSAX", "10", "-950"),
        held=[("VTSAX", "10", "950")],
        gains=[sold("VTI", "10", "01-05", "03-02", "900", "1000")],
    )
    found = words(made, Cause.WASH_SALE)
    assert found[0] == (
        "replaced by a substantially identical security (lot joint/VTSAX/2026-03-10@95); custodians watch one CUSIP"
    )
    assert [one.matter for one in reconciled(made).differences] == [Matter.DISALLOWED, Matter.BASIS]


def test_a_wash_sale_that_the_custodian_has_and_the_books_do_not() -> None:
    made = books(
        BOUGHT,
        row(Kind.SELL, "03-02", "VTI", "-10", "900"),
        gains=[sold("VTI", "10", "01-05", "03-02", "900", "1000", disallowed="40")],
        known=("01-02", "03-31"),
    )
    assert differences(made) == ["joint VTI disallowed 2026-03-02: 0, not 40: missing_history"]
    assert words(made, Cause.MISSING_HISTORY) == [
        "the custodian sees a purchase within 30 days that the books do not have: "
        "the transactions between 2026-03-31 and 2026-11-20 are not known"
    ]
    whole = books(
        BOUGHT,
        row(Kind.SELL, "03-02", "VTI", "-10", "900"),
        gains=[sold("VTI", "10", "01-05", "03-02", "900", "1000", disallowed="40")],
    )
    assert differences(whole) == ["joint VTI disallowed 2026-03-02: 0, not 40: unexplained"]


@pytest.mark.parametrize("stated", ["0", "-100"])
def test_a_disallowed_loss_may_be_stated_as_a_loss_or_as_nothing(stated: str) -> None:
    gain = replace(
        sold("VTI", "10", "01-05", "03-02", "900", "1000", disallowed="100"), gain_short_usd=Decimal(stated)
    )
    made = books(
        BOUGHT,
        row(Kind.SELL, "03-02", "VTI", "-10", "900"),
        row(Kind.BUY, "03-10", "VTI", "10", "-950"),
        held=[("VTI", "10", "")],
        lots=[("VTI", "10", "03-10", "1050")],
        gains=[gain],
    )
    assert differences(made) == []


def test_what_the_custodian_says_it_added_for_a_wash_sale() -> None:
    stated = replace(lot("VTI", "10", date(2026, 1, 5), "1040"), disallowed_usd=Decimal(40))
    lots = export(stated, name="lots.csv", kind=FileKind.LOTS, numbers=(JOINT,))
    lots = replace(lots, lines={LineKind.BLANK: 10})
    made = books(BOUGHT, held=[("VTI", "10", "")], more=[lots])
    assert differences(made) == ["joint VTI lot_basis 2026-01-05: 1000, not 1040: wash_sale"]
    assert words(made, Cause.WASH_SALE) == [
        "the custodian added $40.00 for a wash sale that the books do not have"
    ]


def test_a_basis_apart_by_a_loss_that_the_custodian_disallowed() -> None:
    made = books(
        BOUGHT,
        row(Kind.SELL, "06-02", "VTI", "-3", "260"),
        held=[("VTI", "7", "")],
        lots=[("VTI", "7", "01-05", "740")],
        gains=[sold("VTI", "3", "01-05", "06-02", "260", "300", disallowed="40")],
    )
    assert words(made, Cause.WASH_SALE)[0] == (
        "as much as the loss of 2026-06-02 that the custodian disallowed ($40.00)"
    )


def test_proceeds_that_differ_have_no_cause() -> None:
    made = books(
        BOUGHT,
        row(Kind.SELL, "03-02", "VTI", "-4", "480"),
        held=[("VTI", "6", "")],
        gains=[sold("VTI", "4", "01-05", "03-02", "470", "400")],
    )
    assert differences(made) == [
        "joint VTI proceeds 2026-03-02: 480, not 470: unexplained",
        "joint VTI gain_short 2026-03-02: 80, not 70: unexplained",
    ]


@pytest.mark.parametrize(
    ("rows", "cost", "said"),
    [
        (
            [row(Kind.CORPORATE_ACTION, "03-10", "VTI", "0", "100", Detail.RETURN_OF_CAPITAL)],
            "1000",
            "$100.00 of capital came back in the transactions; the custodian's cost does not show it",
        ),
        (
            [row(Kind.DIVIDEND, "03-10", "VTI", "0", "30"), row(Kind.DIVIDEND, "06-10", "VTI", "0", "50")],
            "950",
            "as much as the distribution of 2026-06-10: the issuer may have called it capital since",
        ),
        (
            [row(Kind.DIVIDEND, "03-10", "VTI", "0", "30"), row(Kind.DIVIDEND, "06-10", "VTI", "0", "50")],
            "920",
            "as much as the distributions of 2026: the issuer may have called them capital since",
        ),
    ],
)
def test_capital_that_came_back(rows: list[object], cost: str, said: str) -> None:
    made = books(BOUGHT, *rows, held=[("VTI", "10", "")], lots=[("VTI", "10", "01-05", cost)])  # type: ignore[arg-type]
    assert words(made, Cause.RETURN_OF_CAPITAL) == [said]


def test_a_custodian_that_averages() -> None:
    made = books(
        row(Kind.BUY, "01-05", "VTSAX", "10", "-1000"),
        row(Kind.BUY, "01-05", "VTSAX", "10", "-1300"),
        held=[("VTSAX", "20", "")],
        lots=[("VTSAX", "10", "01-05", "1160"), ("VTSAX", "10", "01-05", "1160")],
    )
    assert differences(made) == ["joint VTSAX lot_basis 2026-01-05: 2300, not 2320: average_cost"]


def test_the_custodian_took_other_lots() -> None:
    accounts = (account("joint", JOINT, lot_method=LotMethod.LIFO), *ACCOUNTS[1:])
    made = books(
        BOUGHT,
        row(Kind.BUY, "02-05", "VTI", "10", "-1100"),
        row(Kind.SELL, "03-02", "VTI", "-4", "480"),
        by_hand=[
            typed(
                Typed.SELL,
                "03-05",
                account="joint",
                symbol="VTI",
                quantity="2",
                proceeds_usd="250",
                lot="joint/VTI/2026-01-05@100",
            )
        ],
        held=[("VTI", "14", "")],
        lots=[("VTI", "4", "01-05", "400"), ("VTI", "10", "02-05", "1100")],
        accounts=accounts,
    )
    assert differences(made) == [
        "joint VTI lot_shares 2026-01-05: 8, not 4: lot_choice",
        "joint VTI lot_shares 2026-02-05: 6, not 10: lot_choice",
    ]


def test_lots_told_by_hand_are_told_as_that() -> None:
    entry = typed(
        Typed.TRANSFER_IN,
        "01-05",
        account="joint",
        symbol="VTI",
        quantity="10",
        basis_usd="500",
        acquired="2015-05-04",
    )
    made = books(held=[("VTI", "10", "")], lots=[("VTI", "10", "2015-05-04", "900")], by_hand=[entry])
    assert differences(made) == ["joint VTI lot_basis 2015-05-04: 500, not 900: by_hand"]
    assert words(made, Cause.BY_HAND) == [
        "the household file tells its basis (household.toml:60 [events[1]])"
    ]
    corrected = typed(
        Typed.BASIS_CORRECTION,
        "11-20",
        account="joint",
        symbol="VTI",
        basis_usd="700",
        reason="paper statement",
    )
    made = books(held=[("VTI", "10", "")], lots=[("VTI", "10", "2015-05-04", "900")], by_hand=[corrected])
    assert words(made, Cause.BY_HAND) == ["the household file corrects this basis"]


def test_a_transfer_without_basis_and_shares_of_no_lot() -> None:
    made = books(row(Kind.TRANSFER_IN, "03-02", "VTI", "10"), held=[("VTI", "10", "900")])
    assert differences(made) == ["joint VTI basis: unknown, not 900: transfer_basis"]
    assert words(made, Cause.TRANSFER_BASIS) == ["10 shares came from outside on 2026-03-02 without a basis"]
    made = books(row(Kind.BUY, "03-02", "VTI", "4", "-1200"), held=[("VTI", "10", "900")])
    assert words(made, Cause.UNKNOWN_BASIS) == [
        "no file tells what 6 of the shares cost; the books know them since 2026-03-02"
    ]


def test_another_result_another_term_another_lot() -> None:
    lots = [("VTI", "6", "01-05", "600")]
    sale = row(Kind.SELL, "03-02", "VTI", "-4", "480")
    cents = books(
        BOUGHT,
        sale,
        held=[("VTI", "6", "")],
        lots=lots,
        gains=[sold("VTI", "4", "01-05", "03-02", "480", "400.02")],
    )
    assert differences(cents) == ["joint VTI gain_short 2026-03-02: 80, not 79.98: rounding"]
    term = books(
        BOUGHT,
        sale,
        held=[("VTI", "6", "")],
        lots=lots,
        gains=[sold("VTI", "4", "01-05", "03-02", "480", "400", long=True)],
    )
    assert differences(term) == [
        "joint VTI gain_short 2026-03-02: 80, not 0: holding_period",
        "joint VTI gain_long 2026-03-02: 0, not 80: holding_period",
    ]
    cost = books(
        BOUGHT,
        sale,
        held=[("VTI", "6", "")],
        lots=lots,
        gains=[sold("VTI", "4", "01-05", "03-02", "480", "430", unadjusted="400")],
    )
    assert differences(cost) == ["joint VTI gain_short 2026-03-02: 80, not 50: wash_sale"]
    assert words(cost, Cause.WASH_SALE) == [
        "the custodian's cost holds $30.00 of an earlier wash sale that the books do not have"
    ]


def test_a_result_of_unknown_basis_and_one_corrected_by_hand() -> None:
    unknown = books(gains=[sold("VTI", "4", "2020-01-06", "03-02", "480", None)])
    assert differences(unknown) == ["joint VTI gain_short 2026-03-02: unknown, not 480: unknown_basis"]
    fix = typed(
        Typed.BASIS_CORRECTION,
        "01-06",
        account="joint",
        symbol="VTI",
        acquired="2020-01-06",
        basis_usd="300",
        reason="?",
    )
    made = books(
        row(Kind.INTEREST, "01-05", amount="1"),
        gains=[sold("VTI", "4", "2020-01-06", "03-02", "480", "400", long=True)],
        by_hand=[fix],
    )
    assert differences(made) == ["joint VTI gain_long 2026-03-02: 180, not 80: by_hand"]


def test_lots_without_a_cost_are_compared_by_their_shares() -> None:
    made = books(BOUGHT, held=[("VTI", "10", "")], lots=[("VTI", "10", "01-05", "")])
    assert differences(made) == []


def test_a_statement_alone_says_that_nothing_is_known_of_transactions() -> None:
    made = books(
        held=[("VTI", "10", "")],
        lots=[("VTI", "10", "2020-01-06", "900")],
        by_hand=[
            typed(Typed.SELL, "03-02", account="joint", symbol="VTI", quantity="2", proceeds_usd="250"),
            typed(Typed.BUY, "02-02", account="joint", symbol="ITOT", quantity="3", cost_usd="250"),
        ],
    )
    assert differences(made) == ["joint ITOT shares: 3, not 0: missing_history"]
    assert words(made, Cause.MISSING_HISTORY) == ["no file tells the transactions of joint"]


def test_a_gap_between_two_downloads_is_named() -> None:
    early = export(
        row(Kind.INTEREST, "2025-01-05", amount="1"),
        name="early.csv",
        kind=FileKind.TRANSACTIONS,
        numbers=(JOINT,),
        history=(date(2025, 1, 1), date(2025, 3, 31)),
    )
    made = books(
        BOUGHT,
        held=[("VTI", "7", "")],
        known=("01-02", "11-20"),
        more=[replace(early, lines={LineKind.BLANK: 10})],
    )
    assert words(made, Cause.MISSING_HISTORY) == [
        "the transactions between 2025-03-31 and 2026-01-02 are not known"
    ]


def test_another_loss_than_the_one_disallowed_explains_nothing() -> None:
    made = books(
        BOUGHT,
        row(Kind.SELL, "06-02", "VTI", "-3", "260"),
        held=[("VTI", "7", "")],
        lots=[("VTI", "7", "01-05", "750")],
        gains=[sold("VTI", "3", "01-05", "06-02", "260", "300", disallowed="40")],
    )
    assert "joint VTI lot_basis 2026-01-05: 700, not 750: unexplained" in differences(made)


def test_distributions_of_another_amount_explain_nothing() -> None:
    made = books(
        BOUGHT,
        row(Kind.DIVIDEND, "03-10", "VTI", "0", "30"),
        held=[("VTI", "10", "")],
        lots=[("VTI", "10", "01-05", "900")],
    )
    assert differences(made) == ["joint VTI lot_basis 2026-01-05: 1000, not 900: unexplained"]


def test_a_result_apart_by_what_the_books_disallow() -> None:
    gain = replace(
        sold("VTI", "10", "01-05", "03-02", "900", "1000", disallowed="60"), gain_short_usd=Decimal(-60)
    )
    made = books(
        BOUGHT,
        row(Kind.SELL, "03-02", "VTI", "-10", "900"),
        row(Kind.BUY, "03-10", "VTI", "10", "-950"),
        held=[("VTI", "10", "")],
        gains=[gain],
    )
    assert "joint VTI gain_short 2026-03-02: -100, not -60: wash_sale" in differences(made)
    assert "the books disallow $100.00 of it as a wash sale, the custodian $60.00" in words(
        made, Cause.WASH_SALE
    )


def test_a_result_of_other_lots() -> None:
    """The gain row is of fewer shares than the sale, so the sale falls back to the method."""
    made = books(
        BOUGHT,
        row(Kind.BUY, "02-05", "VTI", "10", "-1200"),
        row(Kind.SELL, "03-02", "VTI", "-4", "480"),
        held=[("VTI", "16", "")],
        gains=[replace(sold("VTI", "3", "02-05", "03-02", "480", "360"), gain_short_usd=Decimal(120))],
    )
    assert [line for line in differences(made) if "gain_short" in line] == [
        "joint VTI gain_short 2026-03-02: 80, not 120: lot_choice"
    ]
    assert words(made, Cause.LOT_CHOICE) == [
        "the books sold lots of 2026-01-05, the custodian those of 2026-02-05"
    ]


def test_results_after_the_day_and_errors_of_other_symbols_are_left_alone() -> None:
    made = books(
        BOUGHT,
        row(Kind.CORPORATE_ACTION, "03-02", "OLDN", "-10", "0", Detail.MERGER),
        held=[("VTI", "7", "")],
        gains=[sold("VTI", "3", "01-05", "11-21", "300", "300")],
    )
    assert "joint VTI shares: 10, not 7: unexplained" in differences(made)
