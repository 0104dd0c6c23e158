"""The law behind a bill, as shown: which files, and what they leave out."""

from __future__ import annotations

from trimtab.reports.document import LawUsed
from trimtab.tax.total import TotalBill


def laws_used(bill: TotalBill) -> tuple[LawUsed, ...]:
    """The law files the bill rests on, federal first."""
    federal = bill.federal.law
    used = [LawUsed(federal.place, federal.year, federal.sha256)]
    if bill.state:
        used.append(LawUsed(bill.state.law.place, bill.state.law.year, bill.state.law.sha256))
    return tuple(used)


def left_out(bill: TotalBill) -> tuple[str, ...]:
    """What the bill does not know of, and what it takes for granted of the state's law."""
    lines = list(bill.federal.law.not_modelled)
    if bill.state:
        law = bill.state.law
        lines += [f"{law.name}: {line}" for line in law.not_modelled]
        lines += [f"{law.name}, taken for granted: {line}" for line in law.assumes]
    return tuple(lines)
