"""Compares trimtab's federal bill with taxcalc's on random filing units.

taxcalc lives in an environment of its own, never among trimtab's dependencies:

    python3 -m venv ../taxcalc-env && ../taxcalc-env/bin/pip install taxcalc==6.8.0
    python crosscheck/taxcalc_bill.py --units 100000 --taxcalc ../taxcalc-env/bin/python

Compared to the cent: adjusted gross income, taxable income, income tax, alternative minimum tax and net investment
income tax. A difference counts as explained only where one of the rules in crosscheck/explained.md, applied to
our own bill, gives taxcalc's numbers. Ends with 1 if any difference is not explained.
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
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crosscheck.explain import explanation
from crosscheck.units import COLUMNS, draw, for_taxcalc, to_row
from trimtab.adapters.law import law_for
from trimtab.tax.bill import Bill, bill_of
from trimtab.tax.unit import FilingUnit

CENT = Decimal("0.01")
COMPARED = ("agi_usd", "taxable_usd", "income_tax_usd", "amt_usd", "niit_usd")
Answers = tuple[Decimal, ...]


def ask_taxcalc(python: str, cases: list[tuple[int, FilingUnit]]) -> list[Answers]:
    """taxcalc's answers to the cases, in their order and in the order of COMPARED."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "units.csv"), Path(folder, "answers.csv")
        rows = [for_taxcalc(number, year, unit) for number, (year, unit) in enumerate(cases, 1)]
        with source.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        worker = Path(__file__).with_name("taxcalc_worker.py")
        subprocess.run([python, str(worker), str(source), str(target)], check=True)
        with target.open(newline="") as file:
            found = {int(row.pop("RECID")): tuple(map(Decimal, row.values())) for row in csv.DictReader(file)}
    return [found[number] for number in range(1, len(cases) + 1)]


def agrees(bill: Bill, answers: Answers) -> bool:
    """Whether no compared amount is more than a cent away."""
    ours = tuple(getattr(bill, name) for name in COMPARED)
    return all(abs(mine - theirs) <= CENT for mine, theirs in zip(ours, answers, strict=True))


def record(path: Path, cases: list[tuple[int, FilingUnit]], answers: list[Answers], kinds: list[str]) -> None:
    """Writes the cases with taxcalc's answers and the kind of each explained difference, for the tests."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*COLUMNS, *(f"taxcalc_{name}" for name in COMPARED), "explained"])
        for (year, unit), answer, kind in zip(cases, answers, kinds, strict=True):
            writer.writerow([*to_row(year, unit), *(f"{value:.4f}" for value in answer), kind])


def main() -> int:
    """Draws, compares, reports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--units", type=int, default=100_000, help="how many random filing units")
    parser.add_argument("--seed", type=int, default=1, help="the same seed draws the same units")
    parser.add_argument("--taxcalc", required=True, help="the python of an environment with taxcalc")
    parser.add_argument("--record", type=Path, help="write the cases and answers to this CSV")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    cases = [draw(dice) for _ in range(options.units)]
    answers = ask_taxcalc(options.taxcalc, cases)
    kinds, amt, niit = [], 0, 0
    for (year, unit), answer in zip(cases, answers, strict=True):
        bill = bill_of(unit, law_for(year))
        amt, niit = amt + (bill.amt_usd > 0), niit + (bill.niit_usd > 0)
        kind = "" if agrees(bill, answer) else explanation(bill, lambda one, a=answer: agrees(one, a))
        kinds.append(kind)
        if kind == "unexplained":
            ours = [str(getattr(bill, name)) for name in COMPARED]
            print(
                f"UNEXPLAINED {year} {unit}\n  ours    {ours}\n  taxcalc {[str(value) for value in answer]}"
            )
    counts = Counter(kinds)
    print(f"{len(cases)} units ({amt} with alternative minimum tax, {niit} with net investment income tax)")
    for kind, count in sorted(counts.items()):
        print(f"{count:>8}  {kind or 'agree to the cent'}")
    if options.record:
        record(options.record, cases, answers, kinds)
    return 1 if counts["unexplained"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
