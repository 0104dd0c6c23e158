"""Runs inside the environment that has policyengine-us: reads returns as CSV, writes its answers as CSV.

Not a part of trimtab: it imports nothing of it, and trimtab imports nothing of it.
"""

import sys

import numpy
import pandas
from policyengine_us import Microsimulation
from policyengine_us.data.dataset_schema import USSingleYearDataset

FEDERAL = (
    "adjusted_gross_income",
    "standard_deduction",
    "income_tax_before_credits",
    "eitc",
    "net_investment_income_tax",
)
DEFAULT = "{}_income_tax_before_non_refundable_credits"
BEFORE_CREDITS = (
    "dc",
    "ia",
    "ks",
    "ma",
    "md",
    "me",
    "mo",
    "nc",
    "nd",
    "ne",
    "ny",
    "ok",
    "or",
    "wi",
)
UNIT = ("ar", "de", "ky")
OTHER = {
    "ca": ("ca_income_tax_before_credits", "ca_mental_health_services_tax"),
    "ct": ("ct_income_tax_after_personal_credits",),
    "in": ("in_agi_tax",),
    "mn": ("mn_basic_tax", "mn_niit"),
    "ms": ("ms_income_tax_before_credits_unit",),
    "mt": ("mt_income_tax_before_non_refundable_credits_joint",),
    "nj": ("nj_income_tax_before_refundable_credits",),
    "pa": ("pa_income_tax_before_forgiveness",),
    "wa": ("wa_capital_gains_tax",),
}
WHOLE = ("AL", "AR", "DC", "KY", "MA", "MD", "MO", "MS")
NONE = ("ak", "fl", "nh", "nv", "sd", "tn", "tx", "wy")
PERSON = {
    "employment_income_before_lsr": "wages_usd",
    "taxable_interest_income": "interest_usd",
    "qualified_dividend_income": "dividends_qualified_usd",
    "non_qualified_dividend_income": "dividends_other_usd",
    "short_term_capital_gains": "gain_short_usd",
    "long_term_capital_gains_before_response": "gain_long_usd",
}


def variables(state):
    """The variables that add up to a state's income tax before credits."""
    if state in OTHER:
        return OTHER[state]
    if state in BEFORE_CREDITS:
        return (f"{state}_income_tax_before_credits",)
    return (DEFAULT.format(state) + ("_unit" if state in UNIT else ""),)


def dataset(units, year):
    """The returns of one year as people in tax units; each spouse has half of the income, but all is the first
    filer's in WHOLE."""
    ids = numpy.arange(len(units))
    head = pandas.DataFrame({name: units[column].astype(float) for name, column in PERSON.items()})
    head["age"], head["unit"], head["is_tax_unit_head"] = units["age"], ids, True
    couples = numpy.flatnonzero(units["spouse_age"] > 0)
    halved = couples[~units["state"].iloc[couples].isin(WHOLE).to_numpy()]
    head.loc[halved, list(PERSON)] /= 2
    spouse = head.loc[couples].copy()
    spouse.loc[~spouse["unit"].isin(halved), list(PERSON)] = 0
    spouse["age"], spouse["is_tax_unit_head"] = units["spouse_age"].iloc[couples].to_numpy(), False
    person = pandas.concat([head, spouse], ignore_index=True).fillna(0).sort_values("unit", kind="stable")
    person["is_tax_unit_head"] = person["is_tax_unit_head"].astype(bool)
    person["is_tax_unit_spouse"] = ~person["is_tax_unit_head"]
    person["person_id"] = numpy.arange(len(person))
    person["medicare_part_b_premium"] = 0.0
    groups = ("tax_unit", "household", "spm_unit", "family", "marital_unit")
    for group in groups:
        person[f"person_{group}_id"] = person["unit"]
    tables = {group: pandas.DataFrame({f"{group}_id": ids}) for group in groups}
    tables["tax_unit"]["filing_status"] = units["status"].to_numpy()
    tables["tax_unit"]["tax_unit_itemizes"] = False
    tables["tax_unit"]["state_and_local_sales_or_income_tax"] = 0.0
    tables["household"]["state_code"] = units["state"].to_numpy()
    tables["household"]["household_weight"] = 1.0
    return USSingleYearDataset(person=person.drop(columns="unit"), time_period=year, **tables)


def answers(units, year):
    """policyengine-us's state tax before credits, with a few federal amounts, of one year's returns."""
    simulation = Microsimulation(dataset=dataset(units, year))
    table = pandas.DataFrame({"number": units["number"].to_numpy()})
    for name in FEDERAL:
        table[name] = numpy.asarray(simulation.calculate(name, year, map_to="tax_unit"), dtype=float)
    tax = numpy.zeros(len(units))
    for state in sorted(set(units["state"])):
        if state.lower() not in NONE:
            mask = (units["state"] == state).to_numpy()
            for name in variables(state.lower()):
                tax[mask] += numpy.asarray(simulation.calculate(name, year, map_to="tax_unit"), dtype=float)[
                    mask
                ]
    table["tax"] = tax
    return table


def main(source, target):
    """Reads `source`, writes `target`."""
    units = pandas.read_csv(source)
    years = sorted(units["year"].unique())
    tables = [answers(units[units["year"] == year].reset_index(drop=True), int(year)) for year in years]
    pandas.concat(tables).to_csv(target, index=False, float_format="%.6f")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
