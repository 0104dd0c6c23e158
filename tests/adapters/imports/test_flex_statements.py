"""What a Flex query result says, read from small files written for the purpose."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.adapters.imports import flex_texts as texts
from tests.adapters.imports.flex_texts import flex, row, section
from trimtab.adapters.imports.flex import read, recognise
from trimtab.adapters.imports.registry import read_export
from trimtab.core.household import ActivityKind
from trimtab.core.problems import Severity
from trimtab.core.statement import Detail, FileKind, LineKind, ParsedFile


def parsed(text: str) -> ParsedFile:
    found = read("flex.xml", text, "0" * 64)
    assert sum(found.lines.values()) == found.line_count == text.count("\n") + (not text.endswith("\n"))
    return found


def codes(found: ParsedFile) -> list[str]:
    return [problem.code for problem in found.problems]


def positions(*rows: str) -> str:
    return flex(section("OpenPositions", *rows))


def trades(*rows: str) -> str:
    return flex(section("Trades", *rows))


def test_a_whole_statement() -> None:
    text = flex(section("Trades", row("Trade", texts.TRADE)))
    found = parsed(text)
    assert found.problems == ()
    assert (found.custodian, found.kind) == ("Interactive Brokers", FileKind.STATEMENT)
    assert (found.as_of, found.history_from, found.history_to) == (
        date(2026, 11, 20),
        date(2026, 1, 1),
        date(2026, 11, 20),
    )
    (held,) = found.positions
    assert (held.account_ref, held.symbol, held.cusip) == ("U7654321", "VTI", "922908769")
    assert (held.quantity, held.price_usd) == (Decimal(100), Decimal("300.10"))
    assert (held.value_usd, held.cost_usd) == (Decimal(30010), Decimal(21050))
    assert held.description == "TOTAL STOCK & MORE"
    assert [(cash.amount_usd, cash.settled) for cash in found.cash] == [(Decimal("250.25"), True)]
    (bought,) = found.transactions
    assert (bought.kind, bought.quantity, bought.amount_usd) == (
        ActivityKind.BUY,
        Decimal(10),
        Decimal(-2901),
    )
    assert (bought.fees_usd, bought.settle_date) == (Decimal(1), date(2026, 11, 3))
    assert found.lines == {
        LineKind.POSITION: 1,
        LineKind.CASH: 1,
        LineKind.TRANSACTION: 1,
        LineKind.BANNER: 1,
        LineKind.HEADER: 1,
        LineKind.MARKUP: 11,
    }


def test_the_registry_knows_it_by_content() -> None:
    assert read_export("x.bin", flex().encode()).kind is FileKind.STATEMENT
    assert not recognise("a.xml", "<client><version>70</version></client>")


def test_lots_beside_the_summary_never_double_the_holding() -> None:
    half = {"position": "50", "positionValue": "15005", "costBasisMoney": "10525"}
    lots = (row("OpenPosition", texts.LOT, half), row("OpenPosition", texts.LOT, half))
    found = parsed(positions(row("OpenPosition", texts.POSITION), *lots))
    assert found.problems == ()
    assert [held.quantity for held in found.positions] == [Decimal(100)]
    assert [(lot.quantity, lot.acquired, lot.cost_usd) for lot in found.lots] == [
        (Decimal(50), date(2024, 3, 15), Decimal(10525))
    ] * 2
    assert [lot.lot_id for lot in found.lots] == ["2024-03-15@210.5#1", "2024-03-15@210.5#2"]
    alone = parsed(positions(*lots))
    assert [(held.quantity, held.cost_usd) for held in alone.positions] == [(Decimal(100), Decimal(21050))]


def test_lot_ids_do_not_depend_on_the_order_of_rows() -> None:
    small, large = {"position": "10", "costBasisMoney": "2105"}, {"position": "90", "costBasisMoney": "18945"}
    rows = [
        row("OpenPosition", texts.POSITION),
        *(row("OpenPosition", texts.LOT, part) for part in (small, large)),
    ]
    one, other = parsed(positions(*rows)), parsed(positions(*reversed(rows)))
    assert {lot.lot_id: lot.quantity for lot in one.lots} == {lot.lot_id: lot.quantity for lot in other.lots}


def test_without_a_level_the_open_date_tells_lots_from_positions() -> None:
    bare = {"levelOfDetail": "absent"}
    found = parsed(positions(row("OpenPosition", texts.POSITION, bare), row("OpenPosition", texts.LOT, bare)))
    assert (len(found.positions), len(found.lots), codes(found)) == (1, 1, [])
    twice = parsed(positions(*[row("OpenPosition", texts.POSITION, bare)] * 2))
    assert codes(twice) == ["position-twice"]


def test_the_same_holding_in_two_model_portfolios_is_one_position() -> None:
    rows = [row("OpenPosition", texts.POSITION, {"model": model}) for model in ("", "growth")]
    found = parsed(positions(*rows))
    assert ([held.quantity for held in found.positions], codes(found)) == ([Decimal(200)], [])
    assert codes(parsed(positions(*rows, rows[1]))) == ["position-twice"]


def test_the_holding_period_counts_from_its_own_date() -> None:
    washed = {"holdingPeriodDateTime": "20240101;103000"}
    found = parsed(positions(row("OpenPosition", texts.LOT, washed)))
    assert [lot.acquired for lot in found.lots] == [date(2024, 1, 1)]


def test_one_trade_at_three_levels_is_one_trade() -> None:
    rows = [
        row("AssetSummary", texts.TRADE, {"levelOfDetail": "ASSET_SUMMARY"}),
        row("SymbolSummary", texts.TRADE, {"levelOfDetail": "SYMBOL_SUMMARY", "tradeDate": "MULTI"}),
        row("Order", texts.TRADE, {"levelOfDetail": "ORDER"}),
        row("Trade", texts.TRADE),
    ]
    found = parsed(trades(*rows))
    assert (len(found.transactions), found.lines[LineKind.TOTAL], found.problems) == (1, 3, ())
    assert found.transactions[0].source.line == 9
    assert len(parsed(trades(*rows[:3])).transactions) == 1
    assert codes(parsed(trades(*rows[:2]))) == ["date-not-a-date"]


def test_sales_conversions_and_cancellations() -> None:
    sold = {"buySell": "SELL", "quantity": "-10", "proceeds": "2900", "netCash": "2899"}
    pair = {
        "assetCategory": "CASH",
        "symbol": "EUR.USD",
        "quantity": "-100",
        "proceeds": "110",
        "netCash": "0",
    }
    back = {
        "assetCategory": "CASH",
        "symbol": "USD.CHF",
        "currency": "CHF",
        "quantity": "50",
        "proceeds": "-40",
    }
    undone = {
        "buySell": "BUY (Ca.)",
        "quantity": "-10",
        "proceeds": "2900",
        "netCash": "2901",
        "ibCommission": "1",
    }
    rows = [row("Trade", texts.TRADE, part) for part in (sold, pair, back, undone)]
    found = parsed(trades(*rows))
    assert found.problems == ()
    assert [
        (each.kind.value, each.symbol, each.quantity, each.amount_usd) for each in found.transactions
    ] == [
        ("sell", "VTI", Decimal(-10), Decimal(2899)),
        ("other", "", Decimal(0), Decimal(110)),
        ("other", "", Decimal(0), Decimal(50)),
        ("other", "VTI", Decimal(-10), Decimal(2901)),
    ]


def test_dividends_reinvested_are_known_by_their_code() -> None:
    found = parsed(trades(row("Trade", texts.TRADE, {"notes": "P;R"})))
    assert found.transactions[0].kind is ActivityKind.REINVEST


def test_amounts_that_do_not_add_up_are_shown() -> None:
    found = parsed(trades(row("Trade", texts.TRADE, {"netCash": "-2910"})))
    assert codes(found) == ["amount-does-not-add-up"]
    assert "$9.00" in found.problems[0].message
    found = parsed(positions(row("OpenPosition", texts.POSITION, {"positionValue": "30510"})))
    assert codes(found) == ["value-does-not-add-up"]
    assert "$500.00" in found.problems[0].message


def test_bonds_and_options_are_priced_per_unit() -> None:
    bond = {"assetCategory": "BOND", "position": "96000", "markPrice": "99.292", "positionValue": "95320.32"}
    option = {
        "assetCategory": "OPT",
        "position": "2",
        "markPrice": "5",
        "positionValue": "1000",
        "multiplier": "100",
    }
    for part, price in ((bond, "0.99292"), (option, "500")):
        found = parsed(positions(row("OpenPosition", texts.POSITION, part)))
        assert ([held.price_usd for held in found.positions], codes(found)) == ([Decimal(price)], [])


def test_closed_lots_are_gains() -> None:
    closed = texts.TRADE | {"levelOfDetail": "CLOSED_LOT", "cost": "2000", "fifoPnlRealized": "900"}
    long, short = {"openDateTime": "20251101;100000"}, {"openDateTime": "20251102;100000"}
    found = parsed(trades(row("Lot", closed, long), row("Lot", closed, short)))
    assert [(gain.gain_short_usd, gain.gain_long_usd, gain.proceeds_usd) for gain in found.gains] == [
        (Decimal(0), Decimal(900), Decimal(2900)),
        (Decimal(900), Decimal(0), Decimal(2900)),
    ]
    assert (found.transactions, found.lines[LineKind.GAIN]) == ((), 2)
    assert codes(parsed(trades(row("Lot", closed)))) == ["date-missing"]


def test_unsettled_cash_is_apart_and_the_base_summary_is_not_added() -> None:
    summary = row("CashReportCurrency", texts.CASH, {"currency": "BASE_SUMMARY"})
    dollars = row("CashReportCurrency", texts.CASH, {"endingSettledCash": "200.25"})
    found = parsed(flex(section("CashReport", summary, dollars)))
    assert [(cash.amount_usd, cash.settled) for cash in found.cash] == [
        (Decimal("200.25"), True),
        (Decimal(50), False),
    ]
    assert found.lines[LineKind.TOTAL] == 1


def test_a_foreign_currency_is_an_error_that_names_the_holding() -> None:
    found = parsed(positions(row("OpenPosition", texts.POSITION, {"currency": "EUR"})))
    assert [(each.code, each.severity) for each in found.problems] == [("currency-not-usd", Severity.ERROR)]
    assert "VTI" in found.problems[0].message
    (held,) = found.positions
    assert (held.quantity, held.price_usd, held.value_usd, held.cost_usd) == (Decimal(100), None, None, None)
    francs = row("CashReportCurrency", texts.CASH, {"currency": "CHF"})
    assert codes(parsed(flex(section("CashReport", francs)))) == ["currency-not-usd"]
    nothing = row("CashReportCurrency", {"currency": "CHF", "endingCash": "0", "endingSettledCash": "0"})
    assert codes(parsed(flex(section("CashReport", nothing)))) == []
    past = row("CashTransaction", texts.MOVEMENT, {"currency": "CHF"})
    found = parsed(flex(section("CashTransactions", past)))
    assert [(each.code, each.severity) for each in found.problems] == [("currency-not-usd", Severity.WARNING)]
    assert found.transactions[0].amount_usd == 0


@pytest.mark.parametrize(
    ("word", "amount", "kind"),
    [
        ("Dividends", "5", "dividend"),
        ("Payment In Lieu Of Dividends", "5", "dividend"),
        ("Deposits/Withdrawals", "5", "contribution"),
        ("Deposits & Withdrawals", "-5", "withdrawal"),
        ("Broker Interest Received", "5", "interest"),
        ("Broker Interest Paid", "-5", "fee"),
        ("Withholding Tax", "-5", "other"),
        ("Other Fees", "-5", "fee"),
    ],
)
def test_cash_movements(word: str, amount: str, kind: str) -> None:
    moved = row("CashTransaction", texts.MOVEMENT, {"type": word, "amount": amount})
    summed = row(
        "CashTransaction", texts.MOVEMENT, {"type": word, "amount": amount, "levelOfDetail": "SUMMARY"}
    )
    found = parsed(flex(section("CashTransactions", summed, moved)))
    assert [(each.kind, each.amount_usd) for each in found.transactions] == [(kind, Decimal(amount))]
    assert (codes(found), found.lines[LineKind.TOTAL]) == ([], 1)


def test_what_another_currency_moved_is_said() -> None:
    francs = {"currency": "CHF"}
    warned = [
        flex(section("Transfers", row("Transfer", texts.TRANSFER, francs, {"cashTransfer": "5"}))),
        trades(row("Trade", texts.TRADE, {"ibCommissionCurrency": "CHF"})),
    ]
    for text in warned:
        found = parsed(text)
        assert [(each.code, each.severity) for each in found.problems] == [
            ("currency-not-usd", Severity.WARNING)
        ]
        assert "CHF" in found.problems[0].message
    closed = texts.TRADE | {"levelOfDetail": "CLOSED_LOT", "cost": "2000", "fifoPnlRealized": "900"}
    refused = [
        flex(section("CorporateActions", row("CorporateAction", texts.ACTION, francs, {"proceeds": "5"}))),
        trades(row("Lot", closed, francs, {"openDateTime": "20240101"})),
    ]
    for text in refused:
        found = parsed(text)
        assert [(each.code, each.severity) for each in found.problems] == [
            ("currency-not-usd", Severity.ERROR)
        ]


def test_amounts_without_the_field_net_cash() -> None:
    found = parsed(trades(row("Trade", texts.TRADE, {"netCash": "absent"})))
    assert [each.amount_usd for each in found.transactions] == [Decimal(-2901)]
    bare = {"netCash": "absent", "proceeds": "absent"}
    assert codes(parsed(trades(row("Trade", texts.TRADE, bare)))) == ["field-missing"]


def test_a_wash_sale_is_said() -> None:
    washed = row("WashSale", texts.TRADE, {"levelOfDetail": "WASH_SALE"})
    found = parsed(trades(row("Trade", texts.TRADE), washed))
    assert (len(found.transactions), codes(found)) == (1, ["wash-sale-stated"])


def test_a_position_without_a_price_has_none() -> None:
    found = parsed(positions(row("OpenPosition", texts.POSITION, {"markPrice": "", "positionValue": ""})))
    assert [(held.price_usd, held.value_usd) for held in found.positions] == [(None, None)]


def test_corporate_actions_keep_their_shares() -> None:
    found = parsed(flex(section("CorporateActions", row("CorporateAction", texts.ACTION))))
    (action,) = found.transactions
    assert (action.kind, action.quantity) == (ActivityKind.CORPORATE_ACTION, Decimal(50))
    assert (action.detail, action.units_new, action.units_old) == (Detail.SPLIT, Decimal(3), Decimal(2))
    bare = row("CorporateAction", texts.ACTION, {"quantity": "absent"})
    assert codes(parsed(flex(section("CorporateActions", bare)))) == ["field-missing"]


def test_transfers() -> None:
    out = row("Transfer", texts.TRANSFER, {"direction": "OUT", "quantity": "-40"})
    found = parsed(flex(section("Transfers", row("Transfer", texts.TRANSFER), out)))
    assert [(each.kind.value, each.quantity) for each in found.transactions] == [
        ("transfer_in", Decimal(40)),
        ("transfer_out", Decimal(-40)),
    ]


def test_earlier_prices() -> None:
    price = row(
        "PriorPeriodPosition", {"currency": "USD", "symbol": "VTI", "date": "20261119", "price": "299.5"}
    )
    found = parsed(flex(section("PriorPeriodPositions", price)))
    assert [(each.symbol, each.usd, each.as_of) for each in found.prices] == [
        ("VTI", Decimal("299.5"), date(2026, 11, 19))
    ]


@pytest.mark.parametrize(
    ("customer", "kind"),
    [
        ("Individual", "taxable"),
        ("IRA Roth", "roth_ira"),
        ("IRA Traditional Rollover", "traditional_ira"),
        ("IRA Inherited Roth", "inherited_roth_ira"),
        ("IRA", ""),
        ("Family Office", ""),
    ],
)
def test_the_kind_of_account(customer: str, kind: str) -> None:
    about = row("AccountInformation", {"customerType": customer, "accountType": "Individual"})
    found = parsed(flex(about))
    assert [account.kind_hint for account in found.accounts] == [kind]
    assert found.lines[LineKind.ACCOUNT] == 1


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        (("2026-11-02", "2026-01-01", "2026-11-20"), date(2026, 11, 2)),
        (("11/02/2026", "01/01/2026", "11/20/2026"), date(2026, 11, 2)),
        (("02/11/2026", "01/01/2026", "20/11/2026"), date(2026, 11, 2)),
        (("11/02/26", "01/01/26", "11/20/26"), date(2026, 11, 2)),
        (("02-Nov-26", "01-Jan-26", "20-Nov-26"), date(2026, 11, 2)),
        (("20261102 093000", "20260101", "20261120"), date(2026, 11, 2)),
        (("2026-11-02T09:30:00", "2026-01-01", "2026-11-20"), date(2026, 11, 2)),
    ],
)
def test_each_style_of_dates(dates: tuple[str, str, str], day: date) -> None:
    traded, start, end = dates
    plain = {"settleDateTarget": "", "tradeDate": traded}
    held = section("OpenPositions", row("OpenPosition", texts.POSITION, {"reportDate": end}))
    text = flex(section("Trades", row("Trade", texts.TRADE, plain)), held, start=start, end=end)
    found = parsed(text)
    assert [each.trade_date for each in found.transactions] == [day]
    assert (found.as_of, codes(found)) == (date(2026, 11, 20), [])


def test_slashes_that_prove_nothing_are_never_guessed() -> None:
    held = section("OpenPositions", row("OpenPosition", texts.POSITION, {"reportDate": "02/03/2026"}))
    found = parsed(flex(held, start="01/02/2026", end="02/03/2026"))
    assert set(codes(found)) == {"date-ambiguous"}
    assert "yyyy-MM-dd" in found.problems[0].remedy


@pytest.mark.parametrize(
    ("part", "code", "shown"),
    [
        ({"position": "NaN"}, "number-not-a-number", "NaN"),
        ({"position": "1e400"}, "number-not-a-number", "1e400"),
        ({"position": "absent"}, "field-missing", "position"),
        ({"position": "-5"}, "short-position", "VTI"),
        ({"side": "Short"}, "short-position", "VTI"),
        ({"assetCategory": "MOON"}, "asset-kind-unknown", "MOON"),
        ({"assetCategory": "CASH"}, "asset-kind-unknown", "CASH"),
        ({"levelOfDetail": "HALF"}, "level-unknown", "HALF"),
        ({"symbol": "", "cusip": ""}, "security-missing", "which security"),
        ({"reportDate": "20260231"}, "date-not-a-date", "20260231"),
    ],
)
def test_each_mistake_in_a_position_is_named(part: dict[str, str], code: str, shown: str) -> None:
    found = parsed(positions(row("OpenPosition", texts.POSITION, part)))
    problem = next(each for each in found.problems if each.code == code)
    assert (problem.severity, problem.source and problem.source.line) == (Severity.ERROR, 6)
    assert shown in problem.message
    assert problem.remedy


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (trades(row("Trade", texts.TRADE, {"buySell": "HOLD"})), "transaction-kind-unknown"),
        (trades(row("Trade", texts.TRADE, {"tradeDate": "absent"})), "date-missing"),
        (trades(row("Trade", texts.TRADE, {"levelOfDetail": "NEW"})), "level-unknown"),
        (trades(row("Novelty", texts.TRADE, {"levelOfDetail": "absent"})), "level-unknown"),
        (trades(row("Trade", texts.TRADE, {"currency": "EUR"})), "currency-not-usd"),
        (
            flex(section("CashTransactions", row("X", texts.MOVEMENT, {"type": "New"}))),
            "transaction-kind-unknown",
        ),
        (
            flex(section("Transfers", row("X", texts.TRANSFER, {"direction": "UP"}))),
            "transaction-kind-unknown",
        ),
        (
            flex(section("CashTransactions", row("X", texts.MOVEMENT, {"levelOfDetail": "HALF"}))),
            "level-unknown",
        ),
        (flex(section("Novelties", row("Novelty", texts.MOVEMENT))), "section-unknown"),
        (flex().replace('count="1"', 'count="2"'), "statements-missing"),
        (
            flex().replace('accountId="U7654321"', 'accountId=""'),
            "account-not-named",
        ),
        (
            flex().replace('<OpenPosition accountId="U7654321"', '<OpenPosition accountId="U1"'),
            "account-differs",
        ),
        (flex().replace("<OpenPositions>", "<OpenPositions>stray"), "text-stray"),
        (flex(start=""), "date-missing"),
    ],
)
def test_what_was_never_seen_before_is_an_error(text: str, code: str) -> None:
    found = parsed(text)
    assert [each.code for each in found.problems if each.severity is Severity.ERROR] == [code]


def test_sections_not_read_are_named_and_totals_are_not_added() -> None:
    unread = parsed(flex(section("StockGrantActivities", row("StockGrantActivity", {"quantity": "5"}))))
    assert [(each.code, each.severity) for each in unread.problems] == [
        ("section-not-read", Severity.WARNING)
    ]
    repeated = parsed(flex(section("NetStockPositionSummary", row("NetStockPosition", {"netShares": "100"}))))
    assert (codes(repeated), repeated.lines[LineKind.TOTAL]) == ([], 1)
    assert codes(parsed(flex(section("StockGrantActivities")))) == []


def test_missing_sections_and_currencies_are_said() -> None:
    bare = flex().replace("CashReport", "SecuritiesInfo")
    assert codes(parsed(bare)) == ["cash-missing"]
    found = parsed(positions(row("OpenPosition", texts.POSITION, {"currency": "absent"})))
    assert [(each.code, each.severity) for each in found.problems] == [("currency-missing", Severity.WARNING)]


def test_the_servers_refusal_is_shown() -> None:
    text = (
        '<FlexStatementResponse timestamp="20 November, 2026">\n<Status>Fail</Status>\n<ErrorCode>1012</ErrorCode>\n'
        "<ErrorMessage>Token has expired.</ErrorMessage>\n</FlexStatementResponse>\n"
    )
    assert recognise("a.xml", text)
    found = parsed(text)
    assert codes(found) == ["statement-missing"]
    assert "Token has expired." in found.problems[0].message


def test_tags_over_several_lines_and_comments() -> None:
    text = (
        flex()
        .replace(' symbol="VTI"', '\n  symbol="VTI"\n')
        .replace("<CashReport>", "<!-- a\nb -->\n<CashReport>")
    )
    found = parsed(text)
    assert found.positions == tuple(parsed(flex()).positions)
    assert found.lines[LineKind.POSITION] == 3


def test_two_statements_and_the_same_one_twice() -> None:
    one = flex()
    body = one[one.index("<FlexStatement account") : one.index("</FlexStatements>")]
    twice = one.replace(body, body + body).replace('count="1"', 'count="2"')
    assert "account-twice" in codes(parsed(twice))
    other = body.replace("U7654321", "U1112222")
    both = parsed(one.replace(body, body + other).replace('count="1"', 'count="2"'))
    assert (codes(both), [account.mask for account in both.accounts]) == ([], ["4321", "2222"])


def test_money_of_a_trade_stands_for_its_proceeds() -> None:
    bare = {**texts.TRADE, "proceeds": "absent", "netCash": "absent", "tradeMoney": "2900"}
    sold = {**bare, "buySell": "SELL", "quantity": "-10", "tradeMoney": "-2900"}
    found = parsed(trades(row("Trade", bare), row("Trade", sold)))
    assert [one.amount_usd for one in found.transactions] == [Decimal(-2901), Decimal(2899)]
    assert found.problems == ()


def test_a_trade_without_any_amount_asks_for_the_field() -> None:
    bare = {**texts.TRADE, "proceeds": "absent", "netCash": "absent"}
    assert codes(parsed(trades(row("Trade", bare)))) == ["field-missing"]


def test_the_account_may_stand_only_where_it_is_described() -> None:
    text = flex(section("Trades", row("Trade", texts.TRADE))).replace(' accountId="U7654321"', "")
    described = '<AccountInformation accountId="U7654321" customerType="Individual"/>'
    found = parsed(text.replace("<Trades>", f"{described}<Trades>"))
    assert found.problems == ()
    assert [account.number for account in found.accounts] == ["U7654321"]
    assert {one.account_ref for one in (*found.positions, *found.transactions, *found.cash)} == {"U7654321"}
    assert "account-not-named" in codes(parsed(text))
