"""Every rule that stops a trade, by its code and its words; and what may be bought, in which order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.scenarios.reader import example
from trimtab.core.policy import Policy
from trimtab.rebalance.rules import Rules

D = Decimal
TEXT = """
tax single: ordinary 35%, long 15%
target stocks.us 50, stocks.intl 20, bonds 30
buy stocks.us: VTI ITOT
buy stocks.intl: VXUS
buy bonds: BND
price VTI 300
price ITOT 130
price VXUS 60
price BND 70
price FXAIX 200
price VOO 500
price HOUSE 1000
"""
HOLDS_VTI = TEXT + "account joint: taxable of Ann, cash 0\nlot VTI 10 bought 2020-01-02 for 1000\n"


def rules(text: str, **policy: object) -> Rules:
    household, made = example(text)
    return Rules(household, replace(made, **policy))


def sell_code(asked: Rules, symbol: str = "VTI", lot: int = 0, account: int = 0) -> str | None:
    """The code of what stops selling a lot of the first account."""
    place = asked.household.accounts[account]
    position = next(p for p in place.positions if p.symbol == symbol)
    block = asked.sell_block(place, position, position.lots[lot])
    assert (position.lots[lot] in asked.open_lots(place, position)) == (block is None)
    return block.code if block else None


def buy_code(asked: Rules, symbol: str = "VTI", account: int = 0) -> str | None:
    block = asked.buy_block(asked.household.accounts[account], symbol)
    return block.code if block else None


def test_nothing_stops_a_plain_trade() -> None:
    asked = rules(HOLDS_VTI)
    assert sell_code(asked) is None
    assert buy_code(asked) is None


def test_locked_accounts_trade_nothing() -> None:
    asked = rules(HOLDS_VTI.replace("cash 0", "cash 0, locked"))
    assert (sell_code(asked), buy_code(asked)) == ("locked", "locked")
    assert asked.candidates(asked.household.accounts[0]) == ()


def test_what_has_no_market_no_price_or_an_old_one() -> None:
    house = rules(HOLDS_VTI + "lot HOUSE 1 bought 2010-01-04 for 5\n")
    assert (sell_code(house, "HOUSE"), buy_code(house, "HOUSE")) == ("not-traded", "not-traded")
    assert buy_code(house, "NOPE") == "not-traded"
    assert buy_code(house, "VTSAX") == "price-missing"
    five = rules(HOLDS_VTI.replace("price VTI 300", "price VTI 300 of 2026-11-15"))
    six = rules(HOLDS_VTI.replace("price VTI 300", "price VTI 300 of 2026-11-14"))
    assert (sell_code(five), sell_code(six), buy_code(six)) == (None, "price-stale", "price-stale")


def test_lists_of_the_policy_and_of_the_account() -> None:
    for changed in (
        rules(HOLDS_VTI, do_not_buy=frozenset({"VTI"}), do_not_sell=frozenset({"VTI"})),
        _of_account(rules(HOLDS_VTI), do_not_buy=frozenset({"VTI"}), do_not_sell=frozenset({"VTI"})),
    ):
        assert (sell_code(changed), buy_code(changed)) == ("do-not-sell", "do-not-buy")


def test_a_fund_kept_to_menus_is_not_called_a_wish_of_the_users() -> None:
    text = HOLDS_VTI + "account k: 401k of Ann, cash 9, menu FXAIX VOO\n"
    asked = _of_account(rules(text), do_not_buy=frozenset({"FXAIX"}))
    block = asked.buy_block(asked.household.accounts[0], "FXAIX")
    assert block is not None
    assert (block.code, block.words) == ("menu", "FXAIX is bought only in accounts with it on their menu")
    listed = Rules(asked.household, replace(asked.policy, do_not_buy=frozenset({"FXAIX"})))
    assert buy_code(listed, "FXAIX") == "do-not-buy"
    another = _of_account(
        rules(text + "account r: roth_ira of Ann, cash 9\n"), do_not_buy=frozenset({"FXAIX"})
    )
    assert buy_code(another, "FXAIX") == "do-not-buy"


def _of_account(asked: Rules, **changes: object) -> Rules:
    accounts = (replace(asked.household.accounts[0], **changes), *asked.household.accounts[1:])
    return Rules(replace(asked.household, accounts=accounts), asked.policy)


def test_menus_limit_buying_not_selling() -> None:
    asked = rules(HOLDS_VTI.replace("cash 0", "cash 0, menu FXAIX"))
    assert (sell_code(asked), buy_code(asked), buy_code(asked, "FXAIX")) == (None, "menu", None)


def test_frozen_holdings_are_neither_sold_nor_bought() -> None:
    asked = rules(HOLDS_VTI + "frozen VTI because hers\n")
    assert (sell_code(asked), buy_code(asked)) == ("frozen", "frozen")
    block = asked.buy_block(asked.household.accounts[0], "VTI")
    assert block is not None
    assert block.words == "VTI is never traded: hers"


def test_an_unknown_basis_stops_only_taxable_sales() -> None:
    unknown = HOLDS_VTI.replace("for 1000", "for unknown")
    assert sell_code(rules(unknown)) == "basis-unknown"
    assert sell_code(rules(unknown.replace("taxable", "roth_ira"))) is None


@pytest.mark.parametrize(
    ("bought", "days", "code"),
    [
        ("2025-11-19", 30, None),  # long-term since today
        ("2025-11-20", 30, "wait-long-term"),  # from tomorrow
        ("2025-12-19", 30, "wait-long-term"),  # in thirty days
        ("2025-12-20", 30, None),  # in thirty-one
        ("2025-11-20", 0, None),
    ],
)
def test_lots_about_to_turn_long_term_wait(bought: str, days: int, code: str | None) -> None:
    assert sell_code(rules(HOLDS_VTI.replace("2020-01-02", bought), wait_long_term_days=days)) == code


def test_the_wait_is_for_gains_in_taxable_accounts_and_can_be_lifted() -> None:
    soon = HOLDS_VTI.replace("2020-01-02", "2025-11-25")
    assert sell_code(rules(soon.replace("for 1000", "for 4000"))) is None
    assert sell_code(rules(soon.replace("taxable", "roth_ira"))) is None
    household, policy = example(soon)
    assert sell_code(Rules(household, policy, lift_wait=True)) is None


def test_a_wait_that_saves_nothing_is_no_wait() -> None:
    soon = HOLDS_VTI.replace("2020-01-02", "2025-11-25")
    assert sell_code(rules(soon.replace("ordinary 35%, long 15%", "ordinary 15%, long 15%"))) is None


LOSS = HOLDS_VTI.replace("for 1000", "for 4000")


def test_losses_beside_purchases() -> None:
    assert sell_code(rules(LOSS)) is None
    ira = "account z: traditional_ira of Ben, cash 0\n"
    assert sell_code(rules(LOSS + ira + "lot VTI 1 bought 2026-10-21 for 300\n")) == "wash-recent"
    assert sell_code(rules(LOSS + ira + "lot VTI 1 bought 2026-10-20 for 300\n")) is None
    assert sell_code(rules(LOSS + "lot VTI 1 bought 2026-10-21 for 290\n")) is None, (
        "sold too, it keeps the loss"
    )
    assert sell_code(rules(LOSS + "history joint bought VTI 3 on 2026-11-02\n")) == "wash-recent"
    coming = "account k: 401k of Ben, cash 0, buys VTSAX by itself\n"
    assert sell_code(rules(LOSS + coming)) == "wash-coming"


def with_a_call(asked: Rules) -> Rules:
    """The same household, which knows a call on VTI and its price."""
    household = asked.household
    call = replace(household.instruments["VTI"], symbol="CALL", identical_group="", option_on="VTI")
    price = replace(household.prices["VTI"], symbol="CALL")
    return Rules(
        replace(
            household,
            instruments={**household.instruments, "CALL": call},
            prices={**household.prices, "CALL": price},
        ),
        asked.policy,
    )


def test_an_option_on_a_fund_counts_as_the_fund() -> None:
    """26 USC 1091(a): a contract or option so to acquire. The option's own loss bars only the option."""
    bought = "history joint bought CALL 1 on 2026-11-02\n"
    assert sell_code(with_a_call(rules(LOSS + bought))) == "wash-recent"
    sold = "history joint sold {} 3 on 2026-11-02 at a loss of 5\n"
    assert buy_code(with_a_call(rules(HOLDS_VTI + sold.format("VTI"))), "CALL") == "wash-window"
    assert buy_code(with_a_call(rules(HOLDS_VTI + sold.format("CALL"))), "VTI") is None
    coming = "account k: 401k of Ben, cash 0, buys CALL by itself\n"
    assert sell_code(with_a_call(rules(LOSS + coming))) == "wash-coming"


def test_losses_beside_purchases_sold_since() -> None:
    again = (
        "history joint bought VTI 3 on 2026-11-02\nhistory joint sold VTI 3 on 2026-11-09 at a gain of 5\n"
    )
    assert sell_code(rules(LOSS + again)) is None


def test_losses_beside_history_that_is_not_known() -> None:
    dark = (
        LOSS
        + "account z: traditional_ira of Ben, cash 0, history unknown\nlot VTI 1 bought unknown for unknown\n"
    )
    assert sell_code(rules(dark)) == "wash-unseen"
    assert sell_code(rules(dark, allow_unseen_history=True)) is None


@pytest.mark.parametrize("why", ["history ira bought VTI 1 on 2026-11-10\n", ""])
def test_a_lifted_wash_rule_is_lifted_only_where_cash_must_be_raised(why: str) -> None:
    coming = "" if why else ", buys VTI by itself"
    text = LOSS + "flow joint -1000000 on 2026-11-20\naccount solo: taxable of Ann, cash 0\n"
    text += "lot VTI 10 bought 2020-01-02 for 9000\n" + f"account ira: roth_ira of Ben, cash 9{coming}\n{why}"
    household, policy = example(text)
    lifted = Rules(household, policy, lift_wait=True, lift_wash=True)
    assert sell_code(lifted, account=[a.account_id for a in household.accounts].index("joint")) is None
    assert (
        sell_code(lifted, account=[a.account_id for a in household.accounts].index("solo")) == "wash-recent"
    )


def test_losses_in_sheltered_accounts_are_nobodys_business() -> None:
    text = LOSS.replace("taxable", "traditional_ira") + "lot VTI 1 bought 2026-11-19 for 299\n"
    assert sell_code(rules(text)) is None


def test_nothing_is_bought_back_within_thirty_days_of_a_loss() -> None:
    sold = "history joint sold VTI 3 on {} at a loss of 5\naccount z: roth_ira of Ben, cash 9\n"
    asked = rules(HOLDS_VTI + sold.format("2026-10-21"))
    assert [buy_code(asked, "VTI", account) for account in (0, 1)] == ["wash-window"] * 2
    assert buy_code(asked, "ITOT") is None
    assert buy_code(rules(HOLDS_VTI + sold.format("2026-10-20"))) is None


def test_one_side_of_a_symbol_a_day_in_an_account() -> None:
    bought = HOLDS_VTI + "history joint bought VTI 10 on {}\naccount z: roth_ira of Ben, cash 9\n"
    assert sell_code(rules(bought.format("2026-11-20"))) == "bought-today"
    assert sell_code(rules(bought.format("2026-11-19"))) is None
    assert sell_code(rules(bought.format("2026-11-20") + "flow joint -1 on 2026-11-20\n")) is None, "short"
    sold = bought.replace("bought VTI 10 on", "sold VTI 1 on {} at a gain of 5\n#")
    assert [buy_code(rules(sold.format("2026-11-20", "")), "VTI", a) for a in (0, 1)] == ["sold-today", None]
    assert buy_code(rules(sold.format("2026-11-19", ""))) is None


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("", None),
        ("history joint sold BND 5 on 2026-11-20 at a gain of 5\n", "free-riding"),
        ("history joint sold BND 5 on 2026-11-19 at a gain of 5\n", None),
    ],
)
def test_what_a_cash_account_may_not_have_paid_for_is_not_sold_for_cash(more: str, code: str | None) -> None:
    short = "history joint bought VTI 10 on 2026-11-20\nflow joint -1 on 2026-11-20\n" + more
    assert sell_code(rules(HOLDS_VTI.replace("cash 0", "cash 0, settles next day") + short)) == code
    assert sell_code(rules(HOLDS_VTI + short)) is None, "a margin account pays at once"


def test_first_choices_only_unless_one_may_be_sold_at_a_loss() -> None:
    asked = rules(HOLDS_VTI)
    assert set(asked.candidates(asked.household.accounts[0])) == {"VTI", "VXUS", "BND"}
    asked = rules(LOSS)
    assert set(asked.candidates(asked.household.accounts[0])) == {"VTI", "ITOT", "VXUS", "BND"}
    assert [asked.rank(asked.household.accounts[0], s) for s in ("VTI", "ITOT")] == [0, 1]


def test_a_fund_of_several_classes_neither_shuts_out_what_holds_one_nor_is_shut_out() -> None:
    for listed in ("VT VTI ITOT", "VTI VT ITOT"):
        text = HOLDS_VTI.replace("buy stocks.us: VTI ITOT", f"buy stocks.us: {listed}") + "price VT 120\n"
        asked = rules(text)
        account = asked.household.accounts[0]
        assert set(asked.candidates(account)) == {"VT", "VTI", "VXUS", "BND"}
        assert asked.better(account, "VT") == asked.better(account, "VTI") == ()
        assert asked.better(account, "ITOT") == ("VTI",)


def test_a_substitute_takes_the_place_of_what_is_blocked() -> None:
    asked = rules(HOLDS_VTI, do_not_buy=frozenset({"VTI"}))
    assert set(asked.candidates(asked.household.accounts[0])) == {"ITOT", "VXUS", "BND"}


def test_a_menu_offers_its_own_funds_after_the_listed_ones() -> None:
    text = TEXT + "account k: 401k of Ann, cash 9, menu ITOT FXAIX VOO\n"
    asked = rules(text)
    account = asked.household.accounts[0]
    assert asked.candidates(account) == ("ITOT",)
    asked = rules(text.replace("menu ITOT FXAIX VOO", "menu VOO FXAIX"))
    assert asked.candidates(asked.household.accounts[0]) == ("FXAIX",), "the one with less expense"


def test_steps_by_kind_and_account() -> None:
    asked = rules(TEXT + "account a: taxable of Ann, cash 1, fractions\naccount b: taxable of Ann, cash 1\n")
    one, two = asked.household.accounts
    assert [asked.step(account, "VTI") for account in (one, two)] == [D("0.001"), D(1)]
    assert asked.step(two, "FXAIX") == D("0.001")


def test_pending_shares_are_not_sellable() -> None:
    asked = rules(HOLDS_VTI + "pending VTI 4\n")
    assert asked.sellable(asked.household.accounts[0].positions[0]) == 6


def test_only_class_of_a_mixed_fund_is_none() -> None:
    household, policy = example(TEXT + "account a: taxable of Ann, cash 1\n")
    asked = Rules(household, policy)
    assert asked.only_class("VTTHX") is None
    assert asked.only_class("VTI") == "stocks.us"
    assert asked.only_class("HOUSE") is None


def test_defaults_of_a_policy_forbid_nothing() -> None:
    _, policy = example(HOLDS_VTI)
    assert isinstance(policy, Policy)
    assert (policy.do_not_buy, policy.do_not_sell) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("basis", "code"), [("4000", "wash-window"), ("unknown", "wash-window"), ("1000", None)]
)
def test_what_an_open_order_sells_at_a_loss_is_not_bought_anywhere(basis: str, code: str | None) -> None:
    text = HOLDS_VTI.replace("for 1000", f"for {basis}")
    asked = rules(text + "pending VTI 4\naccount ira: traditional_ira of Ben, cash 500\n")
    assert [buy_code(asked, account=n) for n in (0, 1)] == [code, "open-order"]
    assert buy_code(asked, "ITOT") is None


def test_what_an_open_order_sells_is_not_bought_in_that_account() -> None:
    asked = rules(HOLDS_VTI + "pending VTI 4\naccount ira: traditional_ira of Ben, cash 500\n")
    assert [buy_code(asked, account=n) for n in (0, 1)] == [None, "open-order"]
