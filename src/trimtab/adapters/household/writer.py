"""Writing a first household.toml: every setting with its default and a word on it, FILL-IN where only people know."""

from __future__ import annotations

import json

from trimtab.adapters.household.complaints import FILL_IN
from trimtab.adapters.household.model import household_schema
from trimtab.core.accounts import AccountKind
from trimtab.core.household import FilingStatus
from trimtab.core.instruments import InstrumentKind
from trimtab.core.money import plain
from trimtab.services.init import Draft, DraftAccount, UnknownSecurity

SCHEMA_NAME = "household.schema.json"
_KINDS = ", ".join(kind.value for kind in AccountKind)
_SHAPES = ", ".join(kind.value for kind in InstrumentKind)
_STATUSES = ", ".join(status.value for status in FilingStatus)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}

_HEAD = """\
#:schema ./{schema}
# What the exports in this folder cannot say about your household. Everything marked FILL-IN is needed;
# everything marked "default" works as it stands and is worth a look. Lines starting with # are notes.
format = 1
name = "Our household"
# as_of = {as_of}  # the day of the plan; left out: the newest day the exports state
exports = {exports}  # the folder of downloads, beside this file

[tax]  # your own marginal rates, in percent: the plan's tax figures are only as good as these
filing_status = "{fill}"  # {statuses}
year = {year}
rate_ordinary_pct = 24  # default, please check: federal rate on your next dollar of income
rate_long_term_pct = 15  # default, please check: 0, 15 or 20
rate_state_pct = 0  # default, please check
rate_niit_pct = 0  # default, please check: 3.8 above $200,000 ($250,000 married filing jointly)
# realized_short_usd = 0  # gains of this year so far; left out: summed from realized-gains exports
# realized_long_usd = 0
carryforward_short_usd = 0  # default: losses brought from last year, as a positive amount
carryforward_long_usd = 0

[target]  # what the whole household should hold, over all accounts
preset = "three-fund"  # default, please choose: docs/targets.md lists the ready-made ones
{mix}# Or your own percents, which sum to exactly 100, instead of the preset:
# [target.weights]
# "stocks.us" = 42
# "stocks.intl" = 28
# "bonds" = 30

# [buys]  # what to buy for a class, best first; left out: funds you hold, then common index funds
# "stocks.us" = ["VTI", "ITOT"]

[bands]  # how far a class may drift before it counts as out
rule = "5/25"  # default: the narrower of 5 points and a quarter of the target; or absolute, relative

[policy]
how_far = "target"  # default; or band_edge, inner_band, halfway
calendar = "never"  # default: only bands ask for a rebalance; or monthly, quarterly, semiannual, annual
min_trade_usd = 100  # default
wait_long_term_days = 30  # default: lots about to turn long-term within these days are better left
max_price_age_days = 5  # default
do_not_buy = []
do_not_sell = []
identical = []  # groups you treat as substantially identical for wash sales, as in [["VTI", "VTSAX"]]
"""

_TAIL = """\

# Accounts without an export: type their cash and holdings.
# [[accounts]]
# id = "sdira"
# kind = "traditional_ira"
# cash_usd = 6200
# as_of = 2026-11-20
# [[accounts.holdings]]
# symbol = "RENTAL-ELM-ST"
# quantity = 1
# value_usd = 310000
# as_of = 2026-06-30
# class = "real_estate.direct"
# role = "frozen"
# reason = "rental house, cannot be sold in parts"

# Money that will come or go soon:
# [[flows]]
# account = "{account}"
# amount_usd = 15000
# due = 2026-12-01
# label = "bonus"

# For trimtab tax: where you live, the year beside your gains, and who signs the return.
# Under [tax]: state = "CO"
# [tax.income]
# wages_usd = 120000
# [[people]]
# name = "Ana"  # as under owner above; the owner of a joint account names both, as in "Ana & Ben"
# born = 1979-04-12

# The price of what you do not hold yet but would buy:
# [[prices]]
# symbol = "VTEB"
# usd = 49.90
# as_of = 2026-11-20
"""


def household_toml(draft: Draft) -> str:
    """The text of a first household file. Valid TOML; loading it names each FILL-IN that is left."""
    parts = [_head(draft)]
    if not draft.accounts:
        parts.append(
            "\n# No account was found in the exports: type one as below, or add files and init again.\n"
        )
    parts += [_account(account, dict(draft.menus).get(account.account_id, ())) for account in draft.accounts]
    if draft.unknown:
        parts.append(
            "\n# Held, and not in the catalogue: say what each is. docs/targets.md has the tree of classes.\n"
        )
    parts += [_security(security) for security in draft.unknown]
    first = draft.accounts[0].account_id if draft.accounts else "joint"
    return "".join(parts) + _TAIL.format(account=first)


def schema_json() -> str:
    """The text of the JSON Schema that editors check household.toml with."""
    return json.dumps(household_schema(), indent=2, ensure_ascii=False) + "\n"


def toml_text(text: str) -> str:
    """A TOML basic string: quotes, line ends and control characters escaped."""
    kept = "".join(_ESCAPES.get(ch) or (ch if ch.isprintable() else f"\\u{ord(ch):04x}") for ch in text)
    return f'"{kept}"'


def _comment(text: str) -> str:
    """Text that cannot end the comment it stands in."""
    return "".join(ch if ch.isprintable() else " " for ch in text)


def _head(draft: Draft) -> str:
    mix = ", ".join(f"{class_id} {plain(pct)}%" for class_id, pct in draft.mix_pct)
    return _HEAD.format(
        schema=SCHEMA_NAME,
        as_of=draft.as_of or "2026-11-20",
        exports=toml_text(draft.exports),
        fill=FILL_IN,
        statuses=_STATUSES,
        year=draft.as_of.year if draft.as_of else 2026,
        mix=f"# Held now, as far as the catalogue knows: {mix}\n" if mix else "",
    )


def _account(account: DraftAccount, held: tuple[str, ...]) -> str:
    kind = account.kind.value if account.kind else FILL_IN
    note = "as the export says" if account.kind else f"one of {_KINDS}"
    if account.kind is None and account.likely:
        note = f"its name suggests {account.likely.value}; {note}"
    lines = [
        "",
        f"[[accounts]]  # in {_comment(', '.join(account.files))}",
        f"id = {toml_text(account.account_id)}  # your own short name for it",
    ]
    if account.number:
        lines.append(f"number = {toml_text(account.number)}  # the end of its number, as the files show it")
    if account.is_nameless:
        files = ", ".join(toml_text(name) for name in account.files)
        lines.append(
            f"files = [{files}]  # they do not say which account they are of: merge with it if it is above"
        )
    lines += [
        f"name = {toml_text(account.name)}",
        f"kind = {toml_text(kind)}  # {note}",
        'owner = ""  # whose it is, a name of [[people]] below, or "Ana & Ben"; trimtab rmd needs it',
        f"custodian = {toml_text(account.custodian)}",
    ]
    if account.needs_day:
        lines.append(
            f'as_of = "{FILL_IN}"  # no file of it states a day: write that of the newest download, as in 2026-11-20'
        )
    lines += [
        "cash_reserve_usd = 0  # default: cash that stays and is not invested",
        "fractional = false  # default: whole shares only",
    ]
    if account.has_menu:
        symbols = ", ".join(toml_text(symbol) for symbol in held)
        lines += [
            f"menu = [{symbols}]  # held now; add what else the plan offers",
            "purchases_coming = []  # what payroll buys within 30 days",
        ]
    return "\n".join(lines) + "\n"


def _security(security: UnknownSecurity) -> str:
    kind = security.kind.value if security.kind else FILL_IN
    near = f"; spelt like {', '.join(security.near)}" if security.near else ""
    return "\n".join(
        [
            "",
            f"[[instruments]]  # in {_comment(', '.join(security.files) + near)}",
            f"symbol = {toml_text(security.symbol)}",
            f"name = {toml_text(security.name)}",
            f"kind = {toml_text(kind)}  # one of {_SHAPES}",
            f'classes = {{ "{FILL_IN}" = 100 }}  # class = percent, as in {{ "stocks.us" = 60, "bonds" = 40 }}',
            "",
        ]
    )
