"""What a custodian's words tell beyond the kind of a transaction: its tax, or which corporate action it is.

Sources: Schwab's and Fidelity's transaction downloads of 2020 to 2026, Vanguard's OfxDownload.csv; Interactive
Brokers, "Corporate Action Types"; OFX 2.2, section 13.9.2.4 (INCOMETYPE) and 13.9.2.4.2 (OPTACTION).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from trimtab.core.statement import Detail

_BEGINNINGS: tuple[tuple[str, Detail], ...] = (
    (r"(?:pr yr )?non ?qual|special non qual|pr yr non qual", Detail.ORDINARY),
    (r"qualified div|qual div|special qual div", Detail.QUALIFIED),
    (r"long term cap gain|capital gain \(lt\)|reinvestment \(lt gain\)", Detail.CAPITAL_GAIN_LONG),
    (r"short term cap gain|capital gain \(st\)|reinvestment \(st gain\)", Detail.CAPITAL_GAIN_SHORT),
    (r"tax exempt div|muni exempt int|exempt interest div", Detail.EXEMPT),
    (r"return of capital", Detail.RETURN_OF_CAPITAL),
    (r"cash in lieu of dividend", Detail.NONE),
    (r"cash in lieu|in lieu of frx share", Detail.CASH_IN_LIEU),
    (r"reverse split", Detail.REVERSE_SPLIT),
    (r"stock split|options frwd split", Detail.SPLIT),
    (r"stock div dist|distribution (?:\S+ )*stock split", Detail.STOCK_DIVIDEND),
    (r"name changed?", Detail.NAME_CHANGE),
    (r"cash merger", Detail.CASH_MERGER),
    (r"stock merger|cash/stock merger|merger", Detail.MERGER),
    (r"spin ?off", Detail.SPIN_OFF),
    (r"full redemption|partial redemption|cash liquid|final cash liquid|liquidati", Detail.REDEMPTION),
    (r"expired", Detail.EXPIRED),
    (r"assigned", Detail.ASSIGNED),
    (r"exercised|exchange or exercise", Detail.EXERCISED),
    (r"sell to open|buy to close|sell short|short sale|cover short|buy to cover", Detail.WRITTEN),
    (r"(?:cancel (?:buy|sell)|(?:buy|sell) cancel)", Detail.CANCELLED),
    (
        r"(?:partic contr|part contrib|cash contribution|contribution).*\b(?:prior|pr|prev) (?:yr|year)",
        Detail.PRIOR_YEAR,
    ),
)
_PATTERNS = tuple((re.compile(beginning), detail) for beginning, detail in _BEGINNINGS)

OFX_INCOME: Mapping[str, Detail] = {
    "CGLONG": Detail.CAPITAL_GAIN_LONG,
    "CGSHORT": Detail.CAPITAL_GAIN_SHORT,
}
OFX_OPTIONS: Mapping[str, Detail] = {
    "EXERCISE": Detail.EXERCISED,
    "ASSIGN": Detail.ASSIGNED,
    "EXPIRE": Detail.EXPIRED,
}
FLEX_ACTIONS: Mapping[str, Detail] = {
    "FS": Detail.SPLIT,
    "FI": Detail.SPLIT,
    "RS": Detail.REVERSE_SPLIT,
    "HI": Detail.STOCK_DIVIDEND,
    "SD": Detail.STOCK_DIVIDEND,
    "IC": Detail.NAME_CHANGE,
    "TC": Detail.MERGER,
    "SO": Detail.SPIN_OFF,
    "BM": Detail.REDEMPTION,
    "BC": Detail.REDEMPTION,
}
_SPLIT_WORDS = re.compile(
    r"\bSPLIT (?P<new>\d+(?:\.\d+)?) FOR (?P<old>\d+(?:\.\d+)?)\b", re.IGNORECASE | re.ASCII
)
_CAPITAL_RETURNED = re.compile(r"\(return of capital\)", re.IGNORECASE)


def detail_of(action: str) -> Detail:
    """What an action tells by how it begins, in any case and with or without hyphens; NONE where it tells no more."""
    low = " ".join(action.casefold().replace("-", " ").split())
    return next((detail for pattern, detail in _PATTERNS if pattern.match(low)), Detail.NONE)


def flex_cash_detail(named: str, description: str) -> Detail:
    """What a Flex cash movement tells. A payment in lieu of a dividend is never a qualified one (26 USC 1(h)(11))."""
    if _CAPITAL_RETURNED.search(description):
        return Detail.RETURN_OF_CAPITAL
    return Detail.ORDINARY if named.casefold().startswith("payment in lieu") else Detail.NONE


def flex_split(description: str) -> tuple[Decimal | None, Decimal | None]:
    """The ratio that the words `SPLIT 4 FOR 1` of a corporate action state; None of both where they state none."""
    found = _SPLIT_WORDS.search(description)
    return (Decimal(found["new"]), Decimal(found["old"])) if found else (None, None)
