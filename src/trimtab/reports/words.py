"""How numbers, dates and names are written for people: one rule each, the same in every output."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from trimtab.core.money import ONE, ZERO, cents, plain, usd, usd_whole

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TENTH = Decimal("0.1")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINER = "\u200d"  # holds emoji together, moves nothing
MINUS = "\u2212"
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9.])[A-Za-z]{0,3}\d{7,}(?![A-Za-z0-9]|\.\d)"
    r"|(?<![A-Za-z0-9.-])[A-Za-z]{0,3}(?:\d{2}-\d{6}|\d{3}-\d{5,6}|\d{4}-\d{4,6})(?![A-Za-z0-9-]|\.\d)"
)
_ISO_DAY = re.compile(r"(?<![\w-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")


def clean(text: str) -> str:
    """Text with every control, format and line-breaking character made visible (`\\x1b`): nothing acts."""
    if text.isprintable() and text.isascii():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == _JOINER or unicodedata.category(character) not in _HIDDEN:
        return character
    point = ord(character)
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}"


def masked(text: str) -> str:
    """A name or id in which anything like an account number keeps only its last four: `Roth …5678`.

    Seven or more digits in a row count as a number, or eight with one dash (`X12-345678`), up to three letters
    before; dates and times of day do not.
    """
    return _NUMBER.sub(_last_four, text)


def _last_four(match: re.Match[str]) -> str:
    whole = match.group()
    if _DATE.fullmatch(whole):
        return whole
    return "…" + "".join(character for character in whole if character.isalnum())[-4:]


def last_four(mask: str) -> str:
    """A mask as shown: `…4821`, or nothing where none is known. Never more than four characters."""
    letters = "".join(character for character in mask if character.isalnum())
    return f"…{letters[-4:]}" if letters else ""


def unmasked_names_hidden(text: str, masks: Mapping[str, str]) -> str:
    """Free text in which each raw name or id is replaced by its masked form, longest first."""
    for raw in sorted(masks, key=lambda name: (-len(name), name)):
        text = text.replace(raw, masks[raw])
    return text


def long_date(day: date) -> str:
    """`Nov 20, 2026`, in any locale."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def dated(text: str) -> str:
    """The text with each ISO day written out: `before 2026-12-21` as `before Dec 21, 2026`."""
    return _ISO_DAY.sub(lambda day: long_date(date.fromisoformat(day.group())), text)


def percent(share: Decimal) -> str:
    """A share of one as percent with one decimal: `47.3%`, `−2.5%`."""
    return f"{_tenth(share * 100)}%".replace("-", MINUS)


def points(share: Decimal) -> str:
    """A signed difference of shares in points: `+5.3`, `−0.8`, `0.0`."""
    rounded = _tenth(share * 100)
    return _signed(rounded, f"{abs(rounded)}")


def _tenth(value: Decimal) -> Decimal:
    rounded = value.quantize(_TENTH, rounding=ROUND_HALF_UP)
    return rounded if rounded != 0 else abs(rounded)


def _signed(value: Decimal, text: str) -> str:
    if value == 0:
        return text
    return f"+{text}" if value > 0 else f"{MINUS}{text}"


def signed_usd(amount_usd: Decimal) -> str:
    """A signed amount to the dollar: `+$1,235`, `−$40`, `$0`."""
    rounded = amount_usd.quantize(ONE, rounding=ROUND_HALF_UP)
    return _signed(rounded, f"${abs(rounded):,}")


def signed_usd_cents(amount_usd: Decimal) -> str:
    """A signed amount to the cent: `+$1,234.56`, `−$40.00`, `$0.00`."""
    rounded = cents(amount_usd)
    return _signed(rounded, f"${abs(rounded):,.2f}")


def short_usd(amount_usd: Decimal) -> str:
    """An amount for a sentence: whole dollars, cents under ten dollars; without its sign."""
    amount = abs(amount_usd)
    return usd(amount) if amount < 10 else usd_whole(amount)


def shares(quantity: Decimal) -> str:
    """A number of shares with thousands commas and no trailing zeros: `1,204.5`."""
    whole, _, part = plain(quantity).partition(".")
    return f"{int(whole):,}" + (f".{part}" if part else "")


def plural(count: int, one: str, many: str = "") -> str:
    """`1 trade`, `3 trades`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(items: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    words = list(items)
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def sentence(text: str) -> str:
    """The text with a capital first and a full stop, for joining."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def total(amounts_usd: Iterable[Decimal]) -> Decimal:
    """The exact sum, zero for none."""
    return sum(amounts_usd, ZERO)


def percent_whole(share: Decimal) -> str:
    """A share of one as percent without decimals: `47%`."""
    return f"{(share * 100).quantize(ONE, rounding=ROUND_HALF_UP)}%"


def percent_short(share: Decimal) -> str:
    """A share of one as percent, with a decimal only where there is one: `45%`, `11.3%`."""
    return f"{plain(_tenth(share * 100))}%"


def percent_exact(share: Decimal) -> str:
    """A share of one as percent with every digit it has: `22%`, `37.85%`."""
    return f"{plain(share * 100)}%"


def shortened(text: str, letters: int) -> str:
    """At most so many letters, the cut shown: `Joint brokera…`."""
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
