"""The security list of an OFX file: the only place where names and tickers stand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from trimtab.adapters.imports.ofx.names import SECURITIES
from trimtab.adapters.imports.ofx.tree import Element
from trimtab.adapters.imports.ofx.values import Reading, Security
from trimtab.core.money import HUNDRED, ONE


def read_securities(body: Element, reading: Reading) -> Mapping[tuple[str, str], Security]:
    """Every listed security under its UNIQUEID and UNIQUEIDTYPE.

    The symbol is the ticker; without one, or where the custodian repeats the CUSIP there, it is the unique id.
    Two tickers under one id are a WARNING and the id stands: which of the two is held cannot be known.
    """
    found: dict[tuple[str, str], Security] = {}
    for entry in body.every(*SECURITIES):
        info = entry.child("SECINFO")
        if info is None:
            continue
        key = (info.text("SECID", "UNIQUEID"), info.text("SECID", "UNIQUEIDTYPE").upper())
        security = _security(entry, info, key, reading)
        earlier = found.get(key)
        if earlier and earlier.symbol != security.symbol:
            security = _ambiguous(key, earlier, security, info, reading)
        found[key] = security
    return found


def _security(entry: Element, info: Element, key: tuple[str, str], reading: Reading) -> Security:
    unique_id, id_type = key
    kind = SECURITIES[entry.name]
    return Security(
        symbol=info.text("TICKER").upper() or unique_id,
        name=info.text("SECNAME"),
        cusip=unique_id if id_type == "CUSIP" else "",
        kind=kind,
        per_unit=_per_unit(kind, entry, reading),
        known=True,
    )


def _per_unit(kind: str, entry: Element, reading: Reading) -> Decimal:
    """Bonds are priced per 100 of face value, options per share of a contract."""
    if kind == "debt":
        return ONE / HUNDRED
    if kind == "option":
        return reading.amount(entry, "SHPERCTRCT") or HUNDRED
    return ONE


def _ambiguous(
    key: tuple[str, str], earlier: Security, later: Security, info: Element, reading: Reading
) -> Security:
    unique_id, id_type = key
    message = (
        f"two securities share {id_type} {unique_id}: {earlier.symbol} and {later.symbol}; "
        f"holdings of it are listed under {unique_id}"
    )
    reading.warning("security-ambiguous", message, "say in household.toml which one it is", info)
    return Security(unique_id, later.name, later.cusip, later.kind, later.per_unit, known=True)
