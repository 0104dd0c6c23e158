"""The small language of what-if: one line, one thing to try.

    sell ACCOUNT SYMBOL SHARES          oldest lots first; SHARES may be `all`
    sell ACCOUNT SYMBOL lot LOT SHARES  of one lot; without SHARES all of it
    harvest SYMBOL                      every lot at a loss in taxable accounts; `harvest all` for every security
    convert ACCOUNT USD                 from an IRA or plan to Roth
    withdraw ACCOUNT USD                out of a retirement account or HSA; `for EXCEPTION` names why it is early,
                                        `since DAY` when a SIMPLE IRA's owner first took part
    gain_long USD                       and the other kinds of dollar in `MORE`

Words may stand in any case; an account's id with blanks stands in quotes.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from trimtab.core.money import ONE
from trimtab.core.problems import BadInputError, Problem, error
from trimtab.tax.bill import DOLLAR, IncomeKind

ALL = "all"
_AMOUNT = re.compile(r"-?\$?([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})(\.[0-9]{1,9})?")
MORE: Mapping[str, Mapping[str, Decimal]] = {
    **{kind.value: DOLLAR[kind] for kind in IncomeKind},
    "income": {"other_income_usd": ONE},
    "adjustments": {"adjustments_usd": ONE},
    "itemised": {"itemised_usd": ONE},
}
_FORMS: Mapping[str, str] = {
    "sell": "sell ACCOUNT SYMBOL SHARES, or sell ACCOUNT SYMBOL lot LOT [SHARES]",
    "harvest": "harvest SYMBOL, or harvest all",
    "convert": "convert ACCOUNT USD",
    "withdraw": "withdraw ACCOUNT USD [for EXCEPTION] [since YYYY-MM-DD]",
}


@dataclass(frozen=True, slots=True)
class SellShares:
    """Sell so many shares, the oldest lots first; None is all of them. `lot_id` empty: of any lot."""

    words: str
    account_id: str
    symbol: str
    quantity: Decimal | None
    lot_id: str = ""


@dataclass(frozen=True, slots=True)
class HarvestLosses:
    """Sell every lot at a loss of one security in taxable accounts, or of every security (`symbol` empty)."""

    words: str
    symbol: str


@dataclass(frozen=True, slots=True)
class ConvertToRoth:
    """Move so many dollars from a deferred account to Roth: ordinary income."""

    words: str
    account_id: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class TakeOut:
    """Take so many dollars out of a retirement account or health savings account, for oneself.

    `reason` is the name of an exception from the additional tax, empty where none is claimed; `simple_since` the day
    on which the owner first took part in the SIMPLE plan.
    """

    words: str
    account_id: str
    usd: Decimal
    reason: str = ""
    simple_since: date | None = None


@dataclass(frozen=True, slots=True)
class MoreIncome:
    """So many dollars more of one kind, by its name in `MORE`; negative is less."""

    words: str
    kind: str
    usd: Decimal


Wish = SellShares | HarvestLosses | ConvertToRoth | TakeOut | MoreIncome


def read_wishes(lines: Sequence[str]) -> tuple[Wish, ...]:
    """Every line as a wish, in order. Raises BadInputError naming what is wrong with each line that is none."""
    read = [_read(line) for line in lines]
    if faults := [wish for wish in read if isinstance(wish, Problem)]:
        raise BadInputError(faults)
    return tuple(wish for wish in read if not isinstance(wish, Problem))


def not_understood(words: str, why: str, remedy: str) -> Problem:
    """The problem of a line that cannot be done."""
    return error("what-if", f'what-if "{words}": {why}', remedy)


def _read(line: str) -> Wish | Problem:
    try:
        parts = shlex.split(line)
    except ValueError:
        return not_understood(line, "a quote is not closed", "close it, or leave it out")
    verb, rest = (parts[0].casefold(), parts[1:]) if parts else ("", [])
    if verb == "sell":
        return _sell(line, rest)
    if verb == "harvest" and len(rest) == 1:
        return HarvestLosses(line, "" if rest[0].casefold() == ALL else rest[0].upper())
    if verb == "convert" and len(rest) == 2:
        usd = _number(rest[1])
        if usd is None or usd <= 0:
            return not_understood(line, f'"{rest[1]}" is no amount above zero', f"write {_FORMS[verb]}")
        return ConvertToRoth(line, rest[0], usd)
    if verb == "withdraw":
        return _withdraw(line, rest)
    if verb in MORE and len(rest) == 1:
        usd = _number(rest[0])
        if usd is None:
            return not_understood(line, f'"{rest[0]}" is no amount', f"write {verb} USD, as in {verb} 10000")
        return MoreIncome(line, verb, usd)
    return _no_such(line, verb)


def _sell(line: str, rest: Sequence[str]) -> Wish | Problem:
    has_lot = len(rest) in (4, 5) and rest[2].casefold() == "lot"
    if not has_lot and len(rest) != 3:
        return not_understood(line, "it is not complete, or says too much", f"write {_FORMS['sell']}")
    account_id, symbol = rest[0], rest[1].upper()
    shares = rest[-1] if len(rest) != 4 else ALL
    quantity = None if shares.casefold() == ALL else _number(shares)
    if shares.casefold() != ALL and (quantity is None or quantity <= 0):
        return not_understood(
            line, f'"{shares}" is no number of shares above zero', f"write {_FORMS['sell']}"
        )
    return SellShares(line, account_id, symbol, quantity, rest[3] if has_lot else "")


def _withdraw(line: str, rest: Sequence[str]) -> Wish | Problem:
    remedy = f"write {_FORMS['withdraw']}"
    told = {word.casefold(): value for word, value in zip(rest[2::2], rest[3::2], strict=False)}
    if len(rest) != 2 + 2 * len(told) or not told.keys() <= {"for", "since"}:
        return not_understood(line, "it is not complete, or says too much", remedy)
    usd = _number(rest[1])
    if usd is None or usd <= 0:
        return not_understood(line, f'"{rest[1]}" is no amount above zero', remedy)
    try:
        since = date.fromisoformat(told["since"]) if "since" in told else None
    except ValueError:
        return not_understood(line, f'"{told["since"]}" is no day', remedy)
    return TakeOut(line, rest[0], usd, told.get("for", "").casefold(), since)


def _number(text: str) -> Decimal | None:
    """`10000`, `10,000`, `$10,000.50`, `-500`, below a trillion; None for anything else: `10,50` is not guessed."""
    return Decimal(text.replace(",", "").replace("$", "")) if _AMOUNT.fullmatch(text) else None


def _no_such(line: str, verb: str) -> Problem:
    if verb in _FORMS:
        return not_understood(line, "it is not complete, or says too much", f"write {_FORMS[verb]}")
    if verb in MORE:
        return not_understood(line, "it needs one amount", f"write {verb} USD, as in {verb} 10000")
    known = [*_FORMS, *MORE]
    near = get_close_matches(verb, known, 1)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    return not_understood(line, f'"{verb}" is nothing to try', f"{hint}Known: {', '.join(known)}")
