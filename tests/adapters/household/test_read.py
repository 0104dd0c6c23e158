"""household.toml: every fault of form has a line and a remedy, and all are told in one run."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from trimtab.adapters.catalogue import ready_target
from trimtab.adapters.household.policy_table import BandSettings, PolicySettings, Prices
from trimtab.adapters.household.read import HouseholdRead, read_household
from trimtab.adapters.household.tax_table import Tax
from trimtab.core.accounts import AccountKind, Role
from trimtab.core.policy import Bands, DollarPrices, HowFar, Policy
from trimtab.core.problems import Problem
from trimtab.ledger.spec import TaxSpec

GOOD = """\
format = 1
name = "Rivera household"
as_of = 2026-11-20
[tax]
filing_status = "married_joint"
year = 2026
rate_ordinary_pct = 24
rate_long_term_pct = 15
rate_state_pct = 4.4
[target.weights]
"stocks.us" = 60.5
"bonds" = 39.5
[policy]
how_far = "halfway"
identical = [["VTI", "VTSAX"]]
[policy.prices]
per_trade_usd = 3
[[accounts]]
id = "joint"
number = "4821"
kind = "taxable"
[[accounts]]
id = "sdira"
kind = "traditional_ira"
fractional = true
cash_usd = 6200
[[accounts.holdings]]
symbol = "ELM-ST"
quantity = 1
value_usd = 310000
class = "real_estate.direct"
[[flows]]
account = "joint"
amount_usd = -1500.25
due = 2026-11-24
[[instruments]]
symbol = "ACME"
kind = "mutual_fund"
classes = { "stocks.us" = 60, "bonds" = 40 }
[aliases]
"VANG TARGET" = "VTIVX"
[[prices]]
symbol = "VTEB"
usd = 49.90
as_of = 2026-11-20
[[csv]]
file = "broker-*.csv"
kind = "positions"
account = "joint"
columns = { symbol = "Ticker", quantity = "Units" }
"""


def read(text: str) -> HouseholdRead:
    return read_household("household.toml", text.encode(), ready_target)


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def only(text: str) -> Problem:
    [problem] = read(text).problems
    assert problem.severity == "error"
    assert problem.remedy
    assert problem.source is not None
    assert problem.source.file == "household.toml"
    return problem


def test_a_good_file_is_taken_over_exactly() -> None:
    found = read(GOOD)
    assert found.problems == ()
    made = found.spec
    assert made is not None
    assert made.as_of == date(2026, 11, 20)
    assert made.tax.rate_state_pct == Decimal("4.4")
    assert made.target_pct == {"stocks.us": Decimal("60.5"), "bonds": Decimal("39.5")}
    assert made.policy.how_far is HowFar.HALFWAY
    assert made.policy.prices.per_trade_usd == 3
    assert made.identical == (("VTI", "VTSAX"),)
    assert [(a.account_id, a.kind, a.quantity_step) for a in made.accounts] == [
        ("joint", AccountKind.TAXABLE, Decimal(1)),
        ("sdira", AccountKind.TRADITIONAL_IRA, Decimal("0.001")),
    ]
    house = made.accounts[1].holdings[0]
    assert (house.unit_usd, house.role, house.source.line) == (Decimal(310000), Role.FROZEN, 27)
    assert made.flows[0].amount_usd == Decimal("-1500.25")
    assert [i.instrument.symbol for i in made.instruments] == ["ACME", "ELM-ST"]
    assert made.instruments[0].instrument.class_weights == (
        ("bonds", Decimal("0.4")),
        ("stocks.us", Decimal("0.6")),
    )
    assert made.prices[0].usd == Decimal("49.90")
    assert len(made.policy.fingerprint) == 64
    [column_map] = found.column_maps
    assert (column_map.pattern, column_map.account, column_map.columns["quantity"]) == (
        "broker-*.csv",
        "joint",
        "Units",
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "message", "remedy"),
    [
        ('number = "4821"', 'numbr = "4821"', 20, "accounts[1].numbr", "unknown key", 'did you mean "number"?'),
        ("per_trade_usd = 3", "per_trade = 3", 17, "policy.prices.per_trade", "unknown key", "per_trade_usd"),
        ('kind = "taxable"', 'kind = "taxble"', 21, "accounts[1].kind", '"taxble"', 'did you mean "taxable"?'),
        ("year = 2026", 'year = "2026"', 6, "tax.year", '"2026"', "a whole number without quotes"),
        ("= 4.4", "= nan", 9, "tax.rate_state_pct", "NaN", "NaN and infinity are none"),
        ("= 4.4", "= -inf", 9, "tax.rate_state_pct", "-Infinity", "NaN and infinity are none"),
        ("= 4.4", "= -4.4", 9, "tax.rate_state_pct", "-4.4", "at least 0"),
        ("= 4.4", "= 440", 9, "tax.rate_state_pct", "440", "at most 100"),
        ("= 4.4", "= true", 9, "tax.rate_state_pct", "True", "a number without quotes"),
        ("= 39.5", '= "39.5"', 12, "target.weights.bonds", '"39.5"', "a number without quotes"),
        ("as_of = 2026-11-20", 'as_of = "2026-11-20"', 3, "as_of", '"2026-11-20"', "a date without quotes"),
        ("fractional = true", 'fractional = "yes"', 25, "accounts[2].fractional", '"yes"', "true or false"),
        ("quantity = 1", "quantity = 0", 29, "accounts[2].holdings[1].quantity", " 0", "more than 0"),
        ("value_usd = 310000", "", 27, "accounts[2].holdings[1]", "price_usd and value_usd", "correct the entry"),
        ('"bonds" = 40 }', '"bonds" = 39 }', 36, "instruments[1]", "sum to 99%", "correct"),
        ('kind = "positions"', 'kind = "positionz"', 48, "csv[1].kind", "positionz", "'positions', 'lots'"),
        ('symbol = "Ticker", ', "", 50, "csv[1].columns", '"symbol"', "add symbol"),
        ('symbol = "Ticker"', 'symbl = "T", symbol = "S"', 50, "csv[1].columns", '"symbl"', "use one of"),
        ('account = "joint"\ncol', 'account = "jont"\ncol', 49, "csv[1].account", '"jont"', "joint, sdira"),
        ('year = 2026', '', 4, "tax.year", '"year" is missing in tax', "add year"),
        ('name = "Rivera household"', 'exports = "../up"\nname = "x"', 2, "exports", "leads out", "beside"),
        ('name = "Rivera household"', 'exports = "/etc"\nname = "x"', 2, "exports", "leads out", "beside"),
    ],
)  # fmt: skip
def test_a_fault_has_its_line_and_its_remedy(
    old: str, new: str, line: int, column: str, message: str, remedy: str
) -> None:
    told = only(changed(old, new))
    assert told.source is not None
    assert (told.source.line, told.source.column) == (line, column)
    assert message in told.message
    assert remedy in told.remedy


def test_a_file_of_another_kind_is_refused_by_its_size() -> None:
    [told] = read_household("household.toml", b"#" * 2_000_001, ready_target).problems
    assert told.code == "household-too-large"


def test_one_security_described_twice_is_refused() -> None:
    again = "[[instruments]]\nsymbol = 'ACME'\nclasses = { 'bonds' = 100 }\n"
    told = only(GOOD + again)
    assert told.code == "instrument-twice"
    assert told.source is not None
    assert told.source.line == 51


def test_an_empty_list_of_accounts_is_refused() -> None:
    text = GOOD[: GOOD.index("[[accounts]]")]
    assert "household-key-missing" in {p.code for p in read(text).problems}
    told = only("accounts = []\n" + text)
    assert "at least one entry" in told.remedy


def test_an_entry_without_its_value_is_left_out_and_later_ones_keep_their_lines() -> None:
    more = """
[[prices]]
symbol = "BND"
usd = "x"
as_of = 2026-11-20
[[prices]]
symbol = "VTI"
usd = 1
as_of = 2026-11-19
"""
    found = read(GOOD + more)
    [told] = found.problems
    assert told.source is not None
    assert (told.source.line, told.source.column) == (54, "prices[2].usd")
    assert found.spec is not None
    assert [(p.symbol, p.source.line) for p in found.spec.prices] == [("VTEB", 42), ("VTI", 56)]


def test_all_faults_are_told_in_one_run_with_what_the_rest_says() -> None:
    text = changed("= 4.4", "= nan").replace("number =", "numbr =").replace("usd = 49.90", "usd = -1")
    text = text.replace('filing_status = "married_joint"', "").replace('kind = "taxable"', 'kind = "FILL-IN"')
    found = read(text)
    assert sorted((p.code, p.source.line if p.source else 0) for p in found.problems) == [
        ("fill-in", 21),
        ("household-key-missing", 4),
        ("household-key-unknown", 20),
        ("household-value", 9),
        ("household-value", 44),
    ]
    assert found.spec is not None
    assert found.spec.target_pct["bonds"] == Decimal("39.5")


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ('format = 1\nname = "x\n', 2, "household-not-toml"),
        ("format = 1\nformat = 1\n", 2, "household-not-toml"),
        ("format = 1\nx = " + "[" * 5000, 2, "household-not-toml"),
    ],
)
def test_what_is_no_toml_is_refused_with_the_line(text: str, line: int, code: str) -> None:
    told = only(text)
    assert told.code == code
    assert told.source is not None
    assert told.source.line in {line, None}


def test_bytes_that_are_no_text_are_refused_with_the_line() -> None:
    found = read_household("household.toml", b'format = 1\nname = "caf\xe9"\n', ready_target)
    [told] = found.problems
    assert told.code == "household-not-utf8"
    assert told.source is not None
    assert told.source.line == 2


def test_a_file_cut_at_any_byte_never_fails_and_without_an_account_is_refused() -> None:
    first_account = GOOD.index('kind = "taxable"') + len('kind = "taxable"')
    for end in range(len(GOOD)):
        found = read(GOOD[:end])
        is_refused = any(p.severity == "error" for p in found.problems)
        assert is_refused or end >= first_account
        assert is_refused or found.spec is not None


def test_a_ready_made_target_is_taken_and_an_unknown_one_is_refused() -> None:
    weights = '[target.weights]\n"stocks.us" = 60.5\n"bonds" = 39.5\n'
    found = read(changed(weights, '[target]\npreset = "three-fund"\nstock_pct = 80\n'))
    assert found.problems == ()
    assert found.spec is not None
    assert found.spec.target_pct["bonds"] == 20
    assert sum(found.spec.target_pct.values()) == 100
    told = only(changed(weights, '[target]\npreset = "three-fnd"\n'))
    assert told.source is not None
    assert (told.source.line, told.source.column) == (11, "target.preset")
    assert "three-fund" in told.remedy
    assert only(changed(weights, "[target]\nage = 40\n")).code == "target-form"


def test_every_setting_of_the_core_can_be_written_in_the_file() -> None:
    def fields(kind: type) -> set[str]:
        return set(kind.__dataclass_fields__)  # type: ignore[attr-defined]

    assert set(Prices.model_fields) == fields(DollarPrices)
    assert set(BandSettings.model_fields) == fields(Bands)
    assert set(Tax.model_fields) == fields(TaxSpec) | {"income", "last_year"}
    elsewhere = {"target", "buys", "bands", "fingerprint", "limits", "replacements"}
    assert set(PolicySettings.model_fields) - {"identical"} == fields(Policy) - elsewhere


def test_the_defaults_of_the_file_are_those_of_the_core() -> None:
    found = read(re.sub(r"\[policy\](.|\n)*?\[\[accounts\]\]", "[[accounts]]", GOOD, count=1))
    assert found.spec is not None
    expected = Policy(target={}, buys={}, fingerprint=found.spec.policy.fingerprint)
    assert found.spec.policy == expected


@pytest.mark.parametrize(
    ("step", "is_good"), [("0.000001", True), ("1", True), ("1e-30", False), ("100", True), ("1001", False)]
)
def test_a_step_is_a_part_of_a_share_that_can_be_typed_in(step: str, is_good: bool) -> None:
    text = changed('kind = "taxable"', f'kind = "taxable"\nquantity_step = {step}')
    assert (not read(text).problems) is is_good
    assert is_good or only(text).remedy in {
        "write a number of at least 0.000001",
        "write a number of at most 1000",
    }


ALONE = GOOD[: GOOD.index("[[csv]]")]


def test_two_words_on_the_parts_of_a_share_are_refused() -> None:
    text = ALONE.replace('kind = "taxable"', 'kind = "taxable"\nfractional = true\nquantity_step = 100')
    assert "one of fractional and quantity_step" in only(text).message


@pytest.mark.parametrize(
    "wrong",
    [
        "[[limits]]\nclass = 'bonds'\nat_most_pct = 101\n",
        "[[flows]]\naccount = 'joint'\namount_usd = 'x'\ndue = 2026-12-01\n",
    ],
)
def test_what_only_follows_from_a_fault_is_not_told_beside_it(wrong: str) -> None:
    assert only(GOOD + wrong).source is not None


@pytest.mark.parametrize(
    "wrong", ["contribution_usd = 0\ncontribution_every = 'month'", "contribution_usd = 500"]
)
def test_a_fault_of_the_only_account_is_told_alone(wrong: str) -> None:
    start, end = ALONE.index('[[accounts]]\nid = "sdira"'), ALONE.index("[aliases]")
    text = (ALONE[:start] + ALONE[end:]).replace('kind = "taxable"', f'kind = "taxable"\n{wrong}')
    assert "contribution_usd" in only(text).message
