"""Runs inside the environment that has taxcalc: reads units as CSV, writes taxcalc's answers as CSV.

Not a part of trimtab: it imports nothing of it, and trimtab imports nothing of it.
"""

import sys

import pandas
import taxcalc

ANSWERS = ("c00100", "c04800", "taxbc", "c09600", "niit")


def answers(units: pandas.DataFrame, year: int) -> pandas.DataFrame:
    """taxcalc's adjusted gross income, taxable income, tax, alternative minimum tax and NIIT of one year's units."""
    records = taxcalc.Records(data=units, start_year=year, gfactors=None, weights=None, adjust_ratios=None)
    policy = taxcalc.Policy()
    calculator = taxcalc.Calculator(policy=policy, records=records, verbose=False)
    calculator.advance_to_year(year)
    calculator.calc_all()
    table = pandas.DataFrame({name: calculator.array(name) for name in ANSWERS})
    table.insert(0, "RECID", units["RECID"].to_numpy())
    return table


def main(source: str, target: str) -> None:
    """Reads `source`, writes `target`."""
    units = pandas.read_csv(source)
    years = sorted(units["FLPDYR"].unique())
    tables = [answers(units[units["FLPDYR"] == year].reset_index(drop=True), int(year)) for year in years]
    pandas.concat(tables).to_csv(target, index=False, float_format="%.6f")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
