"""Compares trimtab's state taxes with policyengine-us's on random returns.

policyengine-us lives in an environment of its own, never among trimtab's dependencies:

    python3 -m venv ../policyengine-env && ../policyengine-env/bin/pip install policyengine-us==2.68.0
    python crosscheck/state_bill.py --units 200 --policyengine ../policyengine-env/bin/python

draws that many returns for each state and year and compares the tax before credits (in Utah after the taxpayer tax
credit, in Connecticut after the personal credit). It counts in 32-bit numbers: a cent, and a part in two million of
income, are taken as its rounding. A difference counts as explained only where one of the changes of
crosscheck/state_explain.py, applied to our own law, gives its number. Ends with 1 if any is not explained.
"""

# ruff: noqa: S311, S603, T201
from __future__ import annotations

import argparse
import csv
import random
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crosscheck.state_explain import explanation, table_difference
from crosscheck.state_units import COLUMNS, draw, for_policyengine, to_row
from trimtab.adapters.law import law_for, state_law_for, state_years
from trimtab.tax.bill import bill_of
from trimtab.tax.states.bill import state_bill
from trimtab.tax.states.law import StateLaw
from trimtab.tax.unit import FilingUnit

CENT = Decimal("0.01")
THEIR_ROUNDING = Decimal("0.0000005")
KEPT_CREDITS = ("us-ct", "us-ut")
KEPT_MAXIMUM = ("us-ia",)


@dataclass(frozen=True, slots=True)
class Case:
    """A return in a state and year, with the other program's answer: its tax, and its federal amounts."""

    place: str
    year: int
    unit: FilingUnit
    answer: dict[str, Decimal]


def before_credits(place: str, year: int) -> StateLaw:
    """A state's law without its credits, as the other program's amount is."""
    law = state_law_for(place, year)
    if place not in KEPT_CREDITS:
        law = replace(law, credits=(), tax_shares=())
    return law if place in KEPT_MAXIMUM else replace(law, maximum_tax=None)


def tax_usd(unit: FilingUnit, law: StateLaw) -> Decimal:
    """Our tax of a return."""
    return state_bill(unit, bill_of(unit, law_for(law.year)), law).tax_usd


def agrees(case: Case, ours_usd: Decimal) -> bool:
    """Whether the taxes are the same but for a cent and the other program's rounding."""
    income = sum(abs(Decimal(getattr(case.unit, name))) for name in COLUMNS[5:])
    return abs(ours_usd - case.answer["tax"]) <= CENT + income * THEIR_ROUNDING


def explained(case: Case, law: StateLaw, ours_usd: Decimal) -> str:
    """The name of the difference."""
    name = table_difference(case.place, ours_usd, case.answer)
    return name or explanation(
        case.unit, law, case.answer, lambda changed: agrees(case, tax_usd(case.unit, changed))
    )


def ask(python: str, drawn: list[tuple[str, int, FilingUnit]]) -> list[Case]:
    """The drawn returns with the other program's answers."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "units.csv"), Path(folder, "answers.csv")
        rows = [for_policyengine(number, *one) for number, one in enumerate(drawn)]
        with source.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        worker = Path(__file__).with_name("policyengine_worker.py")
        subprocess.run([python, str(worker), str(source), str(target)], check=True)
        with target.open(newline="") as file:
            found = {int(row.pop("number")): row for row in csv.DictReader(file)}
    return [
        Case(*one, {name: Decimal(value) for name, value in found[number].items()})
        for number, one in enumerate(drawn)
    ]


def record(path: Path, cases: list[Case]) -> None:
    """Writes the cases and the other program's tax, for the tests."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, "policyengine_tax_usd"])
        for case in cases:
            tax = case.answer["tax"].quantize(CENT)
            writer.writerow([*to_row(case.place, case.year, case.unit), tax])


def report(cases: list[Case], shown: int) -> tuple[Counter[str], list[Case]]:
    """Prints the differences without an explanation, and counts each kind by state and year."""
    kinds: Counter[str] = Counter()
    agreeing = []
    counts: dict[tuple[str, int], Counter[str]] = {}
    for case in cases:
        law = before_credits(case.place, case.year)
        ours = tax_usd(case.unit, law)
        kind = "" if agrees(case, ours) else explained(case, law, ours)
        if not kind:
            agreeing.append(case)
        kinds[kind] += 1
        counter = counts.setdefault((case.place, case.year), Counter())
        counter[kind] += 1
        if kind == "unexplained" and counter[kind] <= shown:
            answer = {name: str(value) for name, value in case.answer.items()}
            print(f"UNEXPLAINED {case.place} {case.year} {case.unit}\n  ours {ours}\n  theirs {answer}")
    for (place, year), counter in sorted(counts.items()):
        rest = ", ".join(f"{kind} {count}" for kind, count in sorted(counter.items()) if kind)
        print(f"{place} {year}: {counter['']} of {counter.total()} agree{'; ' if rest else ''}{rest}")
    return kinds, agreeing


def main() -> int:
    """Draws, compares, reports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--units", type=int, default=200, help="how many random returns for each state and year"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same returns")
    parser.add_argument("--states", nargs="*", help="only these, such as us-ny")
    parser.add_argument(
        "--shown", type=int, default=3, help="how many unexplained differences to show of each"
    )
    parser.add_argument(
        "--policyengine", required=True, help="the python of an environment with policyengine-us"
    )
    parser.add_argument("--record", type=Path, help="write agreeing cases to this CSV")
    parser.add_argument("--recorded", type=int, default=4, help="how many of each state and year to write")
    options = parser.parse_args()
    places = [
        (place, year)
        for place, years in sorted(state_years().items())
        for year in years
        if not options.states or place in options.states
    ]
    dice = random.Random(options.seed)
    drawn = [(place, year, draw(dice)) for place, year in places for _ in range(options.units)]
    kinds, agreeing = report(ask(options.policyengine, drawn), options.shown)
    print(f"{len(drawn)} returns")
    for kind, count in sorted(kinds.items()):
        print(f"{count:>8}  {kind or 'agree to the cent'}")
    if options.record:
        agreeing.sort(key=lambda case: not case.answer["tax"])
        chosen = [
            [case for case in agreeing if (case.place, case.year) == one][: options.recorded]
            for one in places
        ]
        record(options.record, [case for some in chosen for case in some])
    return 1 if kinds["unexplained"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
