"""From parsed files to a household: what is joined, and that nothing depends on the order of files or rows."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.ledger.builders import (
    CATALOGUE,
    DAY,
    account,
    cash,
    export,
    found,
    fund,
    gain,
    loaded,
    lot,
    position,
    refused,
    spec,
    trade,
)
from tests.ledger.events.tell import typed
from trimtab.core.accounts import AccountKind, Role
from trimtab.core.household import ActivityKind
from trimtab.core.instruments import InstrumentKind
from trimtab.core.policy import Bands, Policy
from trimtab.core.problems import Source, error, warning
from trimtab.core.statement import FileKind
from trimtab.ledger.assemble import assemble, join
from trimtab.ledger.spec import FlowSpec, HoldingSpec, InstrumentSpec, PriceSpec, TypedKind

LOTS = export(
    lot("VTI", "6", date(2020, 3, 2), "600", line=3),
    lot("VTI", "4", date(2026, 1, 5), "500", line=4),
    name="lots.csv",
    kind=FileKind.LOTS,
)
POSITIONS = export(
    position("VTI", "10", cost="1100"), position("BND", "5", "70", "350", line=3), cash("250.25")
)


def test_a_household_is_its_accounts_positions_lots_cash_and_prices() -> None:
    household, policy, _ = loaded([POSITIONS, LOTS], spec())
    joint = household.account("joint")
    assert joint.mask == "4821"
    assert joint.cash_usd == Decimal("250.25")
    assert [p.symbol for p in joint.positions] == ["BND", "VTI"]
    vti = joint.positions[1]
    assert vti.quantity == 10
    assert [(x.quantity, x.basis_usd, x.acquired) for x in vti.lots] == [
        (Decimal(6), Decimal(600), date(2020, 3, 2)),
        (Decimal(4), Decimal(500), date(2026, 1, 5)),
    ]
    assert household.as_of == DAY
    assert household.price_usd("BND") == 70
    assert policy.target == {
        "bonds": Decimal("0.3"),
        "cash": Decimal(0),
        "stocks.intl": Decimal("0.1"),
        "stocks.us": Decimal("0.6"),
    }


def test_the_order_of_files_and_rows_changes_nothing() -> None:
    files = [
        POSITIONS,
        LOTS,
        export(
            position("VXUS", "3", "60", "100", ref="77123", file="ira.csv"),
            cash("9", ref="77123", file="ira.csv"),
            name="ira.csv",
            numbers=("77123",),
        ),
        export(
            trade(ActivityKind.BUY, date(2026, 11, 3), "VTI", "1", "-100"),
            trade(ActivityKind.SELL, date(2026, 11, 4), "BND", "-1", "70", fingerprint="f2"),
            name="transactions.csv",
            kind=FileKind.TRANSACTIONS,
        ),
    ]
    made = spec(account(), account("ira", "77123", kind=AccountKind.TRADITIONAL_IRA))
    first = assemble(files, made, CATALOGUE)
    assert first[0] is not None
    shuffler = random.Random(7)
    for _ in range(20):
        mixed = [
            replace(
                f,
                positions=tuple(shuffler.sample(f.positions, len(f.positions))),
                lots=tuple(shuffler.sample(f.lots, len(f.lots))),
                transactions=tuple(shuffler.sample(f.transactions, len(f.transactions))),
            )
            for f in shuffler.sample(files, len(files))
        ]
        other = replace(made, accounts=tuple(shuffler.sample(made.accounts, 2)))
        assert assemble(mixed, other, CATALOGUE) == first


def test_a_total_cost_only_is_one_lot_of_unknown_date_and_says_so() -> None:
    household, _, problems = loaded([POSITIONS], spec())
    vti = household.account("joint").positions[1]
    assert [(x.lot_id, x.basis_usd, x.acquired) for x in vti.lots] == [("unknown-date", Decimal(1100), None)]
    assert vti.lots[0].is_estimate
    told = found(problems, "lots-missing")
    assert {p.severity for p in told} == {"warning"}
    assert [p.source for p in told] == [Source("positions.csv", 2), Source("positions.csv", 3)]
    assert "an estimate" in told[0].message


def test_a_missing_basis_is_a_warning_in_a_taxable_account_and_nothing_in_a_sheltered_one() -> None:
    files = [export(position("VTI", "10"), cash("5"))]
    household, _, problems = loaded(files, spec())
    assert household.account("joint").positions[0].lots[0].basis_usd is None
    [told] = found(problems, "basis-missing")
    assert told.severity == "warning"
    assert told.source == Source("positions.csv", 2)
    assert "10 shares" in told.message
    _, _, quiet = loaded(files, spec(account(kind=AccountKind.ROTH_IRA)))
    assert {p.code for p in quiet} <= {"buys-none"}


def test_securities_that_were_sold_or_told_of_by_hand_stay_known() -> None:
    told = typed(TypedKind.SYMBOL_CHANGE, "11-20", symbol="ITOT", new_symbol="VTI")
    sold = export(gain("BND", "1", DAY, "0", "50"), name="gains.csv", kind=FileKind.REALIZED_GAINS)
    made = replace(spec(), events=(told,))
    assert {"ITOT", "BND"} <= set(loaded([POSITIONS, sold], made)[0].instruments)
    assert "ITOT" not in loaded([POSITIONS], spec())[0].instruments


def test_the_newest_positions_count_and_the_older_are_named() -> None:
    older = export(position("VTI", "99", file="old.csv"), name="old.csv", as_of=date(2026, 11, 1))
    household, _, problems = loaded([older, POSITIONS], spec())
    assert household.account("joint").positions[1].quantity == 10
    [told] = found(problems, "file-superseded")
    assert told.source == Source("old.csv")
    assert "2026-11-20 in positions.csv" in told.message


def test_the_same_file_twice_counts_once_and_is_noted() -> None:
    again = replace(POSITIONS, name="positions (1).csv")
    household, _, problems = loaded([again, POSITIONS], spec())
    assert household.account("joint").cash_usd == Decimal("250.25")
    [told] = found(problems, "file-twice")
    assert told.severity == "note"
    assert "positions (1).csv" in told.message
    assert told.source == Source("positions.csv")


def test_a_file_with_errors_contributes_nothing_and_stops_the_load() -> None:
    broken = replace(
        POSITIONS, problems=(error("number-bad", "NaN is no number", "fix it", Source("p.csv", 3)),)
    )
    household, policy, problems = assemble([broken], spec(), CATALOGUE)
    assert household is None
    assert policy is None
    assert found(problems, "number-bad")
    assert not found(problems, "account-no-data")


def test_every_mistake_is_told_in_one_run() -> None:
    bad_file = export(
        name="cut.csv", sha="cut", problems=(error("file-cut", "cut", "again", Source("cut.csv", 9)),)
    )
    files = [
        export(
            position("VTI", "10", "100", "900"),
            position("NVDX", "1", "5", "5", line=3),
            position("BND", "5", None, "350", line=4),
            cash("-12.50"),
            account_name="Joint",
        ),
        export(lot("VTI", "7", date(2020, 1, 2), "700"), name="lots.csv", kind=FileKind.LOTS),
        export(position("VTI", "1", file="other.csv", ref="9999"), name="other.csv", numbers=("9999",)),
        bad_file,
    ]
    made = spec(
        account(),
        account("ira", "4821", 28),
        target={"stocks.us": "60", "stocks.intl": "10", "bonds": "29"},
        flows=(FlowSpec("jiont", Decimal(5), DAY, "bonus", Source("household.toml", 60)),),
    )
    _, _, problems = assemble(files, made, CATALOGUE)
    codes = {p.code for p in problems if p.severity == "error"}
    assert {
        "file-cut",
        "account-unknown",
        "account-number-twice",
        "target-sum",
        "flow-account-unknown",
    } <= codes
    made = replace(made, accounts=(account(),))
    _, _, problems = assemble(files, made, CATALOGUE)
    codes = {p.code for p in problems if p.severity == "error"}
    assert codes == {
        "file-cut",
        "account-unknown",
        "target-sum",
        "flow-account-unknown",
        "lot-sum",
        "symbol-unknown",
        "price-missing",
        "cash-negative",
    }


def test_a_lot_sum_that_differs_names_both_and_the_difference() -> None:
    short = export(lot("VTI", "7", date(2020, 1, 2), "700"), name="lots.csv", kind=FileKind.LOTS)
    told = refused([POSITIONS, short], spec(), "lot-sum")
    assert told.source == Source("lots.csv", 3)
    assert told.message == (
        "VTI in joint: lots sum to 7 shares (lots.csv:3), the position is 10 (positions.csv:2): a difference of -3"
    )


def test_lots_of_what_is_not_held_are_an_error_of_the_same_day_and_a_note_when_older() -> None:
    stray = export(lot("VXUS", "7", date(2020, 1, 2), "700", file="v.csv"), name="v.csv", kind=FileKind.LOTS)
    assert "no position" in refused([POSITIONS, stray], spec(), "lot-sum").message
    _, _, problems = loaded([POSITIONS, replace(stray, as_of=date(2026, 11, 1))], spec())
    assert found(problems, "lots-unused")[0].severity == "note"


def test_rounded_fractions_are_put_on_the_largest_lot() -> None:
    files = [
        export(position("VTSAX", "10.334", "50", "900")),
        export(
            lot("VTSAX", "3.3333", date(2020, 1, 2), "300", line=3),
            lot("VTSAX", "7.0003", date(2021, 1, 2), "600", line=4),
            name="lots.csv",
            kind=FileKind.LOTS,
        ),
    ]
    household, _, problems = loaded(files, spec())
    held = household.account("joint").positions[0]
    assert held.quantity == Decimal("10.334")
    assert [x.quantity for x in held.lots] == [Decimal("3.3333"), Decimal("7.0007")]
    assert found(problems, "lot-rounding")


def test_an_unknown_account_names_mask_and_file() -> None:
    other = export(position("VTI", "1", file="x.csv", ref="X1239999"), name="x.csv", numbers=("X1239999",))
    told = refused([POSITIONS, other], spec(), "account-unknown")
    assert told.source == Source("x.csv", 1)
    assert "…9999" in told.message
    assert "1239999" not in told.message + told.remedy


def test_an_account_without_data_is_named_with_its_line() -> None:
    told = refused([POSITIONS], spec(account(), account("roth", "5555", 44)), "account-no-data")
    assert told.source == Source("household.toml", 44, "roth")
    assert "5555" in told.message


def test_negative_cash_is_refused_and_only_warned_of_in_a_locked_account() -> None:
    files = [export(position("VTI", "10", cost="900"), cash("-12.50"))]
    told = refused(files, spec(), "cash-negative")
    assert "-$12.50" in told.message
    assert "margin is not supported" in told.remedy
    assert told.source == Source("positions.csv", 9)
    _, _, problems = loaded(files, spec(account(locked=True)))
    assert found(problems, "cash-negative")[0].severity == "warning"


def test_promised_money_is_not_settled_cash() -> None:
    files = [export(cash("100"), cash("-30", settled=False))]
    joint = loaded(files, spec())[0].account("joint")
    assert (joint.cash_usd, joint.cash_unsettled_usd) == (Decimal(70), Decimal(0))
    files = [export(cash("100"), cash("30", settled=False))]
    joint = loaded(files, spec())[0].account("joint")
    assert (joint.cash_usd, joint.cash_unsettled_usd) == (Decimal(100), Decimal(30))


def test_a_sweep_fund_is_cash_and_is_counted_once() -> None:
    sweep = position("VMFXX", "400", "1", value="400")
    joint = loaded([export(sweep, cash("50"))], spec())[0].account("joint")
    assert (joint.cash_usd, joint.positions) == (Decimal(450), ())
    household, _, problems = loaded([export(sweep, cash("400"))], spec())
    assert household.account("joint").cash_usd == 400
    assert found(problems, "cash-counted-once")


def test_typed_cash_beside_stated_cash_is_refused() -> None:
    told = refused([POSITIONS], spec(account(cash_usd=Decimal(5))), "cash-twice")
    assert told.source == Source("household.toml", 20, "joint")


def test_a_short_position_is_refused() -> None:
    told = refused([export(position("VTI", "-5"), cash("5"))], spec(), "position-short")
    assert "-5" in told.message


def test_unknown_tickers_are_asked_for_once_each_with_suggestions() -> None:
    files = [
        export(
            position("VTY", "5", cost="1"),
            position("VTY", "2", cost="1", ref="77123", line=7),
            cash("1"),
            cash("1", ref="77123"),
            numbers=("4821", "77123"),
        )
    ]
    made = spec(account(), account("ira", "77123"))
    told = refused(files, made, "symbol-unknown")
    assert "held in ira, joint" in told.message
    assert "did you mean VTI?" in told.remedy
    assert told.source == Source("positions.csv", 2)


def test_the_users_own_instruments_and_aliases_win() -> None:
    own = InstrumentSpec(fund("VTI", "bonds.us"), Source("household.toml", 50))
    files = [export(position("", "5", cost="1", description="VANG TOTAL  MKT"), cash("1"))]
    household, _, _ = loaded(files, spec(instruments=(own,), aliases={"Vang Total Mkt": "VTI"}))
    assert household.account("joint").positions[0].symbol == "VTI"
    assert household.instruments["VTI"].class_weights == (("bonds.us", Decimal(1)),)


def test_a_class_without_target_is_refused_unless_excluded() -> None:
    files = [export(position("VNQ", "5", cost="1"), cash("1"))]
    told = refused(files, spec(), "class-no-target")
    assert "VNQ in joint" in told.message
    out = InstrumentSpec(
        fund("VNQ", "real_estate.reit"), Source("household.toml", 50), Role.EXCLUDED, "not ours"
    )
    household, _, _ = loaded(files, spec(instruments=(out,)))
    assert household.account("joint").positions[0].role is Role.EXCLUDED


def test_a_target_of_99_percent_is_refused_with_its_sum() -> None:
    told = refused([POSITIONS], spec(target={"stocks.us": "60", "bonds": "39"}), "target-sum")
    assert "99%" in told.message
    assert told.remedy.startswith("add 1 percent")
    assert told.source == Source("household.toml", 10, "target.weights")


def test_a_misspelt_class_is_refused_with_what_was_meant() -> None:
    told = refused(
        [POSITIONS], spec(target={"stocks.us": "60", "stocks.intl": "30", "bnods": "10"}), "class-unknown"
    )
    assert "bonds" in told.remedy


def test_missing_and_stale_prices_of_what_is_held_are_refused() -> None:
    told = refused([export(position("VTI", "5", None, "1"), cash("1"))], spec(), "price-missing")
    assert "VTI" in told.remedy
    old = [export(position("VTI", "5", cost="1"), cash("1"), as_of=date(2026, 11, 14))]
    told = refused(old, spec(as_of=DAY), "price-stale")
    assert "6 days" in told.message
    assert told.source == Source("positions.csv", 2)
    edge = [export(position("VTI", "5", cost="1"), cash("1"), as_of=date(2026, 11, 15))]
    loaded(edge, spec(as_of=DAY))


def test_an_account_stated_too_long_ago_is_refused() -> None:
    old = export(position("VTI", "5", cost="1"), cash("1"), as_of=date(2026, 11, 14))
    told = refused([old], spec(as_of=DAY), "account-stale")
    assert told.source == Source("positions.csv")
    _, _, problems = loaded([old], spec(account(locked=True), as_of=DAY))
    assert found(problems, "account-stale")[0].severity == "warning"


def test_an_as_of_before_the_files_is_refused() -> None:
    told = refused([POSITIONS], spec(as_of=date(2026, 11, 19)), "as-of-behind")
    assert "2026-11-20" in told.remedy


def test_a_file_without_a_day_needs_one_typed() -> None:
    undated = replace(POSITIONS, as_of=None)
    told = refused([undated, export(name="h.csv", kind=FileKind.TRANSACTIONS)], spec(), "date-missing")
    assert told.source == Source("positions.csv")
    household, _, _ = loaded([undated], spec(account(as_of=DAY)))
    assert household.as_of == DAY
    assert household.prices["VTI"].as_of == DAY


def test_conflicting_prices_of_one_day_are_refused_and_the_newest_day_wins() -> None:
    ira = export(
        position("VTI", "3", "101", "100", ref="77123", file="ira.csv"),
        cash("9", ref="77123", file="ira.csv"),
        name="ira.csv",
        numbers=("77123",),
    )
    made = spec(account(), account("ira", "77123"))
    told = refused([POSITIONS, ira], made, "price-conflict")
    assert "$100 (positions.csv:2) and $101 (ira.csv:2)" in told.message
    household, _, _ = loaded([POSITIONS, replace(ira, as_of=date(2026, 11, 19))], made)
    assert household.price_usd("VTI") == 100
    typed = PriceSpec("VTI", Decimal("100.4"), DAY, Source("household.toml", 70))
    assert loaded([POSITIONS], spec(prices=(typed,)))[0].price_usd("VTI") == Decimal(100)


def test_two_statements_of_one_day_that_differ_are_refused() -> None:
    other = export(
        position("VTI", "11", file="b.csv"), position("BND", "5", file="b.csv"), cash("1"), name="b.csv"
    )
    told = refused([POSITIONS, other], spec(), "positions-conflict")
    assert "VTI" in told.message


def test_a_holding_typed_by_hand_stands_beside_the_exports() -> None:
    house = HoldingSpec(
        "ELM-ST",
        Decimal(1),
        Source("household.toml", 40),
        value_usd=Decimal(310000),
        as_of=date(2026, 6, 30),
        cost_usd=Decimal(210000),
        acquired=date(2015, 4, 1),
        role=Role.FROZEN,
        reason="rental",
    )
    own = InstrumentSpec(
        fund("ELM-ST", "real_estate.direct", InstrumentKind.PROPERTY), Source("household.toml", 40)
    )
    target = {"stocks.us": "50", "bonds": "30", "real_estate": "20"}
    ira = account("ira", "", 38, kind=AccountKind.TRADITIONAL_IRA, cash_usd=Decimal(6200), as_of=DAY)
    ira = replace(ira, holdings=(house,))
    household, policy, problems = loaded([POSITIONS], spec(account(), ira, target=target, instruments=(own,)))
    held = household.account("ira").positions[0]
    assert (held.role, held.role_reason, held.lots[0].lot_id) == (Role.FROZEN, "rental", "2015-04-01")
    assert household.price_usd("ELM-ST") == 310000
    assert not found(problems, "price-stale")
    assert policy.class_of("real_estate.direct") == "real_estate"
    old = replace(ira, holdings=(replace(house, as_of=date(2025, 6, 30)),))
    _, _, problems = loaded([POSITIONS], spec(account(), old, target=target, instruments=(own,)))
    assert found(problems, "appraisal-old")[0].severity == "warning"


def test_buys_are_what_is_held_then_the_catalogues_with_a_price() -> None:
    files = [
        export(
            position("ITOT", "1", cost="1"),
            position("VTSAX", "50", cost="1", line=3),
            position("ORCL", "900", cost="1", line=4),
            cash("1"),
        )
    ]
    _, policy, problems = loaded(files, spec())
    assert policy.buys == {"stocks.us": ("VTSAX", "ITOT")}
    assert {p.message for p in found(problems, "buys-none")} == {
        'nothing can be bought for "bonds": no fund for it has a price',
        'nothing can be bought for "stocks.intl": no fund for it has a price',
    }


def test_typed_buys_without_a_price_are_warned_of_and_left_out() -> None:
    made = spec(buys={"stocks.us": ("ITOT", "VTI"), "stocks.intl": ("VXUSS",), "bonds": ("VTI",)})
    household, _, problems = assemble([POSITIONS], made, CATALOGUE)
    assert household is None
    assert "ITOT has no price" in found(problems, "price-missing")[0].message
    assert "VXUS" in found(problems, "symbol-unknown")[0].remedy
    assert '"VTI" holds nothing of bonds' in found(problems, "buys-wrong-class")[0].message
    _, policy, problems = loaded([POSITIONS], spec(buys={"stocks.us": ("ITOT", "VTI")}))
    assert policy.buys["stocks.us"] == ("VTI",)
    assert found(problems, "price-missing")[0].severity == "warning"


def test_a_price_too_old_is_no_price_to_buy_at() -> None:
    old = PriceSpec("ITOT", Decimal(150), date(2026, 11, 14), Source("household.toml", 70))
    made = spec(buys={"stocks.us": ("ITOT", "VTI")}, prices=(old,))
    _, policy, problems = loaded([POSITIONS], made)
    assert policy.buys["stocks.us"] == ("VTI",)
    [told] = found(problems, "price-stale")
    assert (told.severity.value, told.source) == ("warning", old.source)


def test_a_plans_own_funds_are_bought_in_the_plan_only() -> None:
    plan = export(
        position("PLAN500", "3", "50", ref="77123", file="plan.csv"),
        cash("9", ref="77123", file="plan.csv"),
        name="plan.csv",
        numbers=("77123",),
    )
    k401 = account("plan", "77123", 30, kind=AccountKind.K401, menu=("PLAN500",))
    household, policy, _ = loaded([POSITIONS, plan], spec(account(), k401))
    assert policy.buys["stocks.us"] == ("VTI", "PLAN500")
    assert household.account("joint").do_not_buy == {"PLAN500"}
    assert household.account("plan").menu == {"PLAN500"}
    household, _, problems = loaded([POSITIONS, plan], spec(account(), replace(k401, menu=None)))
    assert household.account("plan").menu == {"PLAN500"}
    assert found(problems, "menu-missing")[0].severity == "warning"


def test_identical_groups_join_what_the_user_and_the_catalogue_say() -> None:
    files = [export(position("VTI", "1", cost="1"), position("ITOT", "1", cost="1", line=3), cash("1"))]
    household, _, _ = loaded(files, spec(identical=(("ITOT", "VTSAX"),)))
    groups = {s: i.wash_group for s, i in household.instruments.items()}
    assert groups["VTI"] == groups["ITOT"]
    household, _, _ = loaded(files, spec())
    assert household.instruments["ITOT"].wash_group == "ITOT"
    assert household.instruments["VTI"].wash_group == "total-us"


def test_a_misspelt_do_not_sell_is_refused() -> None:
    policy = Policy(target={}, buys={}, do_not_sell=frozenset({"ORLC"}))
    told = refused([POSITIONS], spec(policy=policy), "symbol-unknown")
    assert told.source == Source("household.toml", 30, "policy.do_not_sell")


def test_realised_results_are_summed_over_the_year_and_taxable_accounts() -> None:
    gains = export(
        gain("VTI", "5", date(2026, 3, 2), "-100", "250.50"),
        gain("VTI", "5", date(2025, 3, 2), "-7", "0"),
        name="gains.csv",
        kind=FileKind.REALIZED_GAINS,
    )
    household, _, _ = loaded([POSITIONS, gains], spec())
    assert (household.tax.realized_short_usd, household.tax.realized_long_usd) == (
        Decimal(-100),
        Decimal("250.50"),
    )
    sheltered = spec(account(kind=AccountKind.HSA))
    assert loaded([POSITIONS, gains], sheltered)[0].tax.realized_long_usd == 0
    made = spec()
    typed = replace(made, tax=replace(made.tax, realized_long_usd=Decimal(3)))
    assert loaded([POSITIONS, gains], typed)[0].tax.realized_long_usd == 3


def test_typed_holdings_tell_what_is_not_known_and_count_sweep_funds_as_cash() -> None:
    typed = account("own", "", 50, cash_usd=Decimal(10), as_of=DAY)
    typed = replace(
        typed,
        holdings=(
            HoldingSpec("VTI", Decimal(3), Source("household.toml", 52), price_usd=Decimal(100)),
            HoldingSpec("VMFXX", Decimal(40), Source("household.toml", 55), price_usd=Decimal(1)),
        ),
    )
    household, _, problems = loaded([POSITIONS], spec(account(), typed))
    own = household.account("own")
    assert ([p.symbol for p in own.positions], own.cash_usd) == (["VTI"], Decimal(50))
    [told] = found(problems, "basis-missing")
    assert told.source == Source("household.toml", 52)


def test_a_holding_typed_and_exported_is_refused() -> None:
    twice = HoldingSpec("VTI", Decimal(3), Source("household.toml", 22), price_usd=Decimal(100))
    told = refused([POSITIONS], spec(account(holdings=(twice,))), "holding-twice")
    assert told.source == twice.source


def test_a_file_without_cash_takes_the_typed_cash_or_notes_that_there_is_none() -> None:
    bare = export(position("VTI", "10", cost="900"))
    household, _, problems = loaded([bare], spec())
    assert household.account("joint").cash_usd == 0
    assert found(problems, "cash-not-stated")
    household, _, problems = loaded([bare], spec(account(cash_usd=Decimal(77))))
    assert household.account("joint").cash_usd == 77
    assert not found(problems, "cash-not-stated")


def test_a_position_of_nothing_is_left_out_and_noted() -> None:
    household, _, problems = loaded([export(position("VTI", "0", cost="0"), cash("1"))], spec())
    assert household.account("joint").positions == ()
    assert found(problems, "position-zero")


def test_one_security_in_two_rows_is_one_position() -> None:
    files = [export(position("VTI", "3", cost="300"), position("VTI", "2", cost="150", line=3), cash("1"))]
    [held] = loaded(files, spec())[0].account("joint").positions
    assert (held.quantity, held.lots[0].basis_usd) == (Decimal(5), Decimal(450))
    files = [export(position("VTI", "3", cost="300"), position("VTI", "2", line=3), cash("1"))]
    [held] = loaded(files, spec())[0].account("joint").positions
    assert held.lots[0].basis_usd is None


def test_reinvestment_is_as_the_export_says_else_as_typed() -> None:
    files = [
        export(
            position("VTI", "3", cost="1", reinvest=False), position("BND", "1", cost="1", line=3), cash("1")
        )
    ]
    bnd, vti = loaded(files, spec(account(reinvest=True)))[0].account("joint").positions
    assert (bnd.reinvest, vti.reinvest) == (True, False)


def test_a_price_of_value_over_quantity_stands_in_and_a_price_of_nothing_is_refused() -> None:
    files = [export(position("VTI", "4", None, "1", value="500"), cash("1"))]
    assert loaded(files, spec())[0].price_usd("VTI") == 125
    told = refused([export(position("VTI", "4", "0", "1"), cash("1"))], spec(), "price-not-positive")
    assert told.source == Source("positions.csv", 2)


def test_the_day_of_the_prices_is_the_day_of_a_file_that_states_none() -> None:
    row = replace(position("VTI", "4", cost="1"), price_as_of=date(2026, 11, 18))
    assert loaded([export(row, cash("1"), as_of=None)], spec())[0].as_of == date(2026, 11, 18)


def test_typed_cash_without_a_day_is_noted() -> None:
    _, _, problems = loaded([POSITIONS], spec(account(), account("own", "", 50, cash_usd=Decimal(10))))
    assert found(problems, "account-no-date")[0].severity == "note"


def test_a_household_without_any_day_is_refused() -> None:
    _, _, problems = assemble([], spec(account("own", "", 50, cash_usd=Decimal(10))), CATALOGUE)
    assert [p.code for p in problems if p.severity == "error"] == ["as-of-missing"]


def test_lots_of_one_day_that_differ_are_refused_and_older_ones_noted() -> None:
    other = export(lot("VTI", "10", date(2019, 1, 2), "7", file="b.csv"), name="b.csv", kind=FileKind.LOTS)
    assert "lots.csv" in refused([POSITIONS, LOTS, other], spec(), "lots-conflict").message
    household, _, problems = loaded([POSITIONS, LOTS, replace(other, as_of=date(2026, 1, 1))], spec())
    assert len(household.account("joint").positions[1].lots) == 2
    assert found(problems, "file-superseded")[0].source == Source("b.csv")


def test_lots_that_cost_another_total_are_warned_of() -> None:
    files = [replace(POSITIONS, positions=(position("VTI", "10", cost="1500"),)), LOTS]
    told = found(loaded(files, spec())[2], "lot-cost-differs")[0]
    assert "$1,100.00" in told.message
    assert "$1,500.00" in told.message


def test_settings_for_classes_outside_the_target_are_refused() -> None:
    policy = Policy(target={}, buys={}, bands=Bands(own_points={"bond": Decimal(3)}))
    told = refused([POSITIONS], spec(policy=policy), "class-not-in-target")
    assert told.remedy.startswith('did you mean "bonds"?')


def test_a_fund_one_may_not_buy_is_not_among_the_buys() -> None:
    policy = Policy(target={}, buys={}, do_not_buy=frozenset({"VTI"}))
    _, whole, _ = loaded([POSITIONS], spec(policy=policy))
    assert "stocks.us" not in whole.buys


def test_transactions_after_the_day_are_warned_of() -> None:
    late = export(
        trade(ActivityKind.BUY, date(2026, 11, 21), "VTI", "1", "-100"),
        name="transactions.csv",
        kind=FileKind.TRANSACTIONS,
    )
    later = replace(
        late.transactions[0], trade_date=date(2026, 11, 23), fingerprint="f2", source=Source("t.csv", 9)
    )
    today = replace(late.transactions[0], trade_date=DAY, fingerprint="f3")
    between = replace(late.transactions[0], trade_date=date(2026, 11, 22), fingerprint="f4")
    files = [POSITIONS, replace(late, transactions=(later, today, between, *late.transactions))]
    assert found(loaded(files, spec())[2], "activity-after") == [
        warning(
            "activity-after",
            "3 transactions are after the household's as_of = 2026-11-20, the last on 2026-11-23",
            "export the positions again, later than the transactions",
            Source("t.csv", 9),
        )
    ]
    assert not found(loaded([POSITIONS, replace(late, transactions=(today,))], spec())[2], "activity-after")


def test_flows_and_stated_history_are_kept() -> None:
    flow = FlowSpec("joint", Decimal(15000), date(2026, 11, 24), "bonus", Source("household.toml", 60))
    household, _, _ = loaded([POSITIONS], spec(account(no_trades_since=date(2026, 9, 1)), flows=(flow,)))
    assert household.flow_usd("joint") == 15000
    joint = household.account("joint")
    assert (joint.history_from, joint.history_to) == (date(2026, 9, 1), DAY)
    told = refused([POSITIONS], spec(flows=(replace(flow, due=date(2026, 11, 19)),)), "flow-past")
    assert told.source == Source("household.toml", 60)


@pytest.mark.parametrize(("since", "first"), [("2026-09-01", "2026-03-02"), ("2026-01-01", "2026-01-01")])
def test_known_days_begin_with_the_earlier_of_the_exported_and_the_stated(since: str, first: str) -> None:
    bought = trade(ActivityKind.BUY, date(2026, 3, 2), "VTI", "1", "-100")
    history = export(bought, name="t.csv", kind=FileKind.TRANSACTIONS)
    made = spec(account(no_trades_since=date.fromisoformat(since)))
    joint = loaded([POSITIONS, history], made)[0].account("joint")
    assert (joint.history_from, joint.history_to) == (date.fromisoformat(first), DAY)


def test_what_a_household_was_joined_from_can_be_asked_for() -> None:
    twice = replace(POSITIONS, name="again.csv")
    joined = join([POSITIONS, LOTS, twice], spec(), CATALOGUE)
    assert joined.days == {"joint": DAY}
    assert [file.name for file in joined.files] == ["again.csv", "lots.csv"]
    assert joined.matches.account_of(LOTS, "4821") == "joint"
    assert (joined.household, joined.policy, joined.problems) == assemble(
        [POSITIONS, LOTS, twice], spec(), CATALOGUE
    )


def test_the_newest_day_of_file_or_account_is_the_households() -> None:
    typed = account("own", "", 50, cash_usd=Decimal(10), as_of=date(2026, 11, 21))
    assert loaded([POSITIONS], spec(account(), typed))[0].as_of == date(2026, 11, 21)
    earlier = replace(typed, as_of=date(2026, 11, 19))
    assert loaded([POSITIONS], spec(account(), earlier))[0].as_of == DAY


def test_a_household_without_a_day_is_told_with_its_target() -> None:
    _, _, problems = assemble([], spec(target={"bonds": "99"}), CATALOGUE)
    told = [(problem.code, problem.message) for problem in problems if problem.code == "as-of-missing"]
    assert told == [("as-of-missing", "no file and no account states a day, so the household has none")]
    assert found(problems, "target-sum")


def test_an_account_is_called_by_its_name_or_its_id_and_its_menu_by_the_households_symbols() -> None:
    made = spec(
        account(name="Our account"),
        account(
            "plan", "77123", 30, kind=AccountKind.K401, menu=("total market",), cash_usd=Decimal(1), as_of=DAY
        ),
        aliases={"Total Market": "VTI"},
    )
    household = loaded([POSITIONS], made)[0]
    assert [(one.name, one.menu) for one in household.accounts] == [
        ("Our account", None),
        ("plan", frozenset({"VTI"})),
    ]


def test_everything_named_anywhere_comes_with_its_description_and_what_may_be_bought_with_its_price() -> None:
    menu = ("PLAN500", "VNQ")  # no class of the target would buy VNQ
    prices = tuple(
        PriceSpec(symbol, Decimal(9), DAY, Source("household.toml", 70))
        for symbol in ("PLAN500", "ITOT", "ORCL", "VNQ")
    )
    made = spec(
        account(purchases_coming=("VXUS",)),
        account("plan", "77123", 30, kind=AccountKind.K401, menu=menu, cash_usd=Decimal(1), as_of=DAY),
        buys={"stocks.us": ("ITOT",)},
        prices=prices,
    )
    household = loaded([POSITIONS], made)[0]
    assert sorted(household.instruments) == ["BND", "ITOT", "PLAN500", "VNQ", "VTI", "VXUS"]
    assert sorted(household.prices) == ["BND", "ITOT", "PLAN500", "VNQ", "VTI"]


def test_the_problems_of_an_account_are_told_beside_those_of_its_undated_file() -> None:
    undated = export(position("VTI", "1", cost="1", file="u.csv"), name="u.csv", as_of=None)
    refused([undated], spec(as_of=DAY), "date-missing")
    both = assemble([undated, export(position("VTI", "-1"), cash("1"))], spec(), CATALOGUE)[2]
    assert {"date-missing", "position-short"} <= {problem.code for problem in both}


def test_money_far_ahead_buys_nothing_today() -> None:
    def flow(amount: int, due: date) -> FlowSpec:
        return FlowSpec("joint", Decimal(amount), due, "gift", Source("household.toml", 60))

    far, near = date(2027, 2, 21), date(2027, 2, 20)
    assert refused([POSITIONS], spec(flows=(flow(500, far),)), "flow-far").source == Source(
        "household.toml", 60
    )
    loaded([POSITIONS], spec(flows=(flow(500, near), flow(-100, far))))
