"""What an account is on the household's day: its reserve, and whether its trading windows are open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Account
from trimtab.core.money import ZERO, usd
from trimtab.core.periods import opens_on
from trimtab.core.problems import Problem, note
from trimtab.ledger.spec import AccountSpec, FlowSpec, HouseholdSpec


def on_the_day(account: Account, spec: AccountSpec, flows: Iterable[FlowSpec], as_of: date) -> Account:
    """The account with the reserve of the day; locked where no window is open, with the day on which one opens."""
    moved = sum((flow.amount_usd for flow in flows if flow.account_id == account.account_id), ZERO)
    cash = account.cash_usd + account.cash_unsettled_usd + moved
    account = replace(account, cash_reserve_usd=reserve_today(spec, cash, as_of))
    opens = opens_on(as_of, spec.trading_windows, spec.blackouts)
    if account.locked or opens == as_of:
        return account
    when = f"closed until {opens}" if opens else "closed: no window of those told opens again"
    why = "a blackout" if any(one.holds(as_of) for one in spec.blackouts) else "its trading windows"
    return replace(account, locked=True, locked_reason=f"{when} ({why})")


def reserve_today(spec: AccountSpec, cash_usd: Decimal, as_of: date) -> Decimal:
    """The reserve of the day, in USD; `cash_usd` is the account's cash with what is stated to come and go.

    Cash that falls short by no more than the tolerance is a reserve of what there is: nothing is sold for the rest, and
    nothing of it is spent.
    """
    wanted = wanted_usd(spec, as_of)
    least = max(wanted - spec.cash_reserve_tolerance_usd, ZERO)
    return cash_usd if least <= cash_usd < wanted else wanted


def wanted_usd(spec: AccountSpec, as_of: date) -> Decimal:
    """The standing reserve and every dated one whose days include this one."""
    dated = (one.amount_usd for one in spec.reserves if one.period.holds(as_of))
    return spec.cash_reserve_usd + sum(dated, ZERO)


def day_notes(spec: HouseholdSpec, accounts: Iterable[Account], as_of: date) -> list[Problem]:
    """A note for each account that is closed today, for each dated reserve of this day, and for each reserve that is
    left short within its tolerance."""
    told = {account.account_id: account for account in spec.accounts}
    found = []
    for account in accounts:
        own = told[account.account_id]
        wanted = wanted_usd(own, as_of)
        if account.cash_reserve_usd < wanted:
            words = (
                f"{account.name} holds {usd(account.cash_reserve_usd)} of its reserve of {usd(wanted)}: within the "
                f"tolerance of {usd(own.cash_reserve_tolerance_usd)}, so nothing is sold for it"
            )
            found.append(note("reserve-tolerated", words, source=own.source))
        for one in own.reserves:
            if one.period.holds(as_of):
                what = f" for {one.label}" if one.label else ""
                words = f"{account.name} keeps {usd(one.amount_usd)}{what} until {one.period.last}"
                found.append(note("reserve-dated", words, source=own.source))
        if account.locked and not own.locked:
            words = f"{account.name} is not traded today: {account.locked_reason}"
            found.append(note("window-closed", words, source=own.source))
    return found
