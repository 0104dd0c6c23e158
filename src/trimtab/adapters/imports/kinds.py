"""What kind of account a name makes certain, and what kind of activity an action's sign makes it."""

from __future__ import annotations

import re
from decimal import Decimal

from trimtab.core.accounts import AccountKind
from trimtab.core.household import ActivityKind

Kinds = ActivityKind | tuple[ActivityKind, ActivityKind]
"""One kind, or one for what comes in and one for what goes out."""

MONEY: Kinds = (ActivityKind.CONTRIBUTION, ActivityKind.WITHDRAWAL)
MOVED: Kinds = (ActivityKind.TRANSFER_IN, ActivityKind.TRANSFER_OUT)
TRADED: Kinds = (ActivityKind.BUY, ActivityKind.SELL)

_INHERITED = r"(?=.*\b(?:inherited|beneficiary|bene)\b)"
_CERTAIN_NAMES = (
    (re.compile(_INHERITED + r".*\broth\s+ira\b"), AccountKind.INHERITED_ROTH_IRA),
    (re.compile(_INHERITED + r".*\bira\b"), AccountKind.INHERITED_IRA),
    (re.compile(r".*\broth\b.*\b401\s?\(?k\b|.*\b401\s?\(?k\)?.*\broth\b"), AccountKind.ROTH_401K),
    (re.compile(r".*\broth\s+ira\b"), AccountKind.ROTH_IRA),
    (re.compile(r".*\b(?:rollover|traditional|contributory)\s+ira\b"), AccountKind.TRADITIONAL_IRA),
    (re.compile(r".*\bsep[\s-]ira\b"), AccountKind.SEP_IRA),
    (re.compile(r".*\bsimple[\s-]ira\b"), AccountKind.SIMPLE_IRA),
    (re.compile(r".*\b401\s?\(?k\b"), AccountKind.K401),
    (re.compile(r".*\b403\s?\(?b\b"), AccountKind.K403B),
    (re.compile(r".*\b(?:hsa|health savings)\b"), AccountKind.HSA),
    (re.compile(r".*\b529\b"), AccountKind.E529),
    (re.compile(r"(?!.*\b(?:ira|roth|retirement)\b).*\btrust\b"), AccountKind.TRUST),
    (re.compile(r"(?!.*\b(?:ira|roth|retirement)\b).*\b(?:individual|joint)\b"), AccountKind.TAXABLE),
)


def kind_hint(name: str) -> str:
    """The AccountKind value that a name makes certain (`ROTH IRA`, `Rollover IRA`, `HSA`), else empty.

    A plain `IRA` may be of any kind, so it is left open.
    """
    low = " ".join(name.casefold().replace("_", " ").split())
    return next((kind.value for pattern, kind in _CERTAIN_NAMES if pattern.match(low)), "")


def kind_of(kinds: Kinds, amount_usd: Decimal, quantity: Decimal) -> ActivityKind:
    """The one kind, chosen by the sign of the money, or of the shares where there is none; trades by their shares."""
    if isinstance(kinds, ActivityKind):
        return kinds
    if kinds == TRADED:
        return kinds[1] if (quantity or -amount_usd) < 0 else kinds[0]
    return kinds[1] if (amount_usd or quantity) < 0 else kinds[0]
