"""What stands in one cell: numbers, dates and names, each read strictly or refused with its reason."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

UNKNOWN_WORDS = frozenset({"", "-", "--", "n/a", "incomplete"})
"""Cells in which a custodian says that it does not state a number, in lower case."""

_NUMBER = re.compile(r"([+-]?)\$?([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?[%S]?", re.ASCII)
_DIGITS_BEFORE_POINT, _DIGITS_AFTER_POINT = 15, 18
_YEARS = range(1900, 2201)
_ACCOUNT_IN_TEXT = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{0,3}\d{5,})(?![A-Za-z0-9])", re.ASCII)
_NO_NAME = re.compile(r"[^\w$%#]|_")
_DAY_STAMP = re.compile(r"(?:19|20)\d{6}|\d{6}", re.ASCII)


class CellError(ValueError):
    """A cell that cannot be read. `code` is the problem's slug, `reason` ends the sentence "because ..."."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def parse_number(text: str) -> Decimal | None:
    """The exact number in a cell; None where the custodian states none (`-`, `--`, `n/a`, `Incomplete`, empty).

    Reads `$1,234.56`, `-$7.00`, `($7.00)`, `+0.00%` (as 0.00, in percent) and `18S`. Raises CellError for
    everything else: NaN, Infinity, exponents, full-width digits, decimal commas, misplaced thousands commas.
    """
    bare = text.strip(" \t\u00a0")
    if bare.casefold() in UNKNOWN_WORDS:
        return None
    bracketed = bare.startswith("(") and bare.endswith(")")
    match = _NUMBER.fullmatch(bare[1:-1].strip() if bracketed else bare)
    if match is None or not (match[3] or (match[4] or ".")[1:]) or (match[1] and match[2]):
        raise CellError("number-not-a-number", _why_no_number(bare))
    if bracketed and (match[1] or match[2]):
        raise CellError("number-not-a-number", "it has both brackets and a sign")
    whole, fraction = (match[3] or "0").replace(",", ""), (match[4] or ".")[1:]
    if len(whole) > _DIGITS_BEFORE_POINT or len(fraction) > _DIGITS_AFTER_POINT:
        raise CellError("number-too-long", "no account holds a number of so many digits")
    size = Decimal(f"{whole}.{fraction}" if fraction else whole)
    return -size if size and (bracketed or "-" in {match[1], match[2]}) else size


def _why_no_number(bare: str) -> str:
    low = bare.casefold().lstrip("+-")
    if low in {"nan", "inf", "infinity"}:
        return "it is not a finite number"
    if not bare.isascii() and any(ch.isdigit() for ch in bare):
        return "it holds characters other than plain digits"
    if re.fullmatch(r"[\d.]+e[+-]?\d+", low, re.ASCII):
        return "numbers with an exponent are not accepted"
    if re.fullmatch(r"\$?[\d.,]+%?", low, re.ASCII):
        return "its commas or points are not where they belong in 1,234.56"
    return "it is not a number"


def parse_date(text: str, formats: Sequence[str]) -> date:
    """The day in a cell, by the layout's own formats (`strptime` codes) and no other.

    Raises CellError for any other form and for a day that does not exist. Never guesses which is the month.
    """
    bare = text.strip(" \t\u00a0")
    for form in formats if bare.isascii() else ():
        try:
            day = datetime.strptime(bare, form).date()  # noqa: DTZ007 - a calendar day, no time of day
        except ValueError:
            continue
        if day.year not in _YEARS:
            raise CellError("date-out-of-range", f"the year {day.year} is not believable")
        return day
    shown = " or ".join(_example(form) for form in formats)
    raise CellError("date-not-a-date", f"it is not a day written like {shown}")


def _example(form: str) -> str:
    return datetime(2026, 3, 31, 16, 5).strftime(form)  # noqa: DTZ001 - shown as a pattern only


def custodian_hash(*parts: object) -> str:
    """A short stable hash of a normalised row: the same row in two downloads gives the same hash."""
    joined = "\x1f".join(" ".join(str(part).split()).casefold() for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:20]


def folded(text: str) -> str:
    """A column name without case, spaces and punctuation, but with `$`, `%` and `#`, which tell columns apart."""
    return _NO_NAME.sub("", text.casefold())


def masked(text: str) -> str:
    """Text in which each account number is cut to its last four: `X12345678` becomes `...5678`.

    Stamps of a day or a time of day (`20201115`, `180021`) stay.
    """
    return _ACCOUNT_IN_TEXT.sub(
        lambda found: found[0] if _DAY_STAMP.fullmatch(found[0]) else f"...{found[0][-4:]}", text
    )
