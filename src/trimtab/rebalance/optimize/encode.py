"""Encode one household's question as a mixed-integer program. docs/model.md names every column and row.

The encoder holds no rule of its own: what may be traded comes from `Rules`, what things cost from `weigh`.
"""

from __future__ import annotations

from trimtab.core.drift import Drift
from trimtab.core.year_tax import YearTax
from trimtab.rebalance.decide import Decision
from trimtab.rebalance.margins import NOTHING_KEPT, Margins
from trimtab.rebalance.measure import Covariance
from trimtab.rebalance.optimize.program import Encoding, Program
from trimtab.rebalance.optimize.rows.classes import class_rows
from trimtab.rebalance.optimize.rows.harvest import harvest_rows
from trimtab.rebalance.optimize.rows.limits import limit_rows
from trimtab.rebalance.optimize.rows.modes import mode_rows
from trimtab.rebalance.optimize.rows.outside import outside_rows
from trimtab.rebalance.optimize.rows.tax import tax_rows
from trimtab.rebalance.optimize.rows.trades import trade_rows
from trimtab.rebalance.optimize.rows.washes import wash_rows, washed_rows
from trimtab.rebalance.rules import Rules


def encode(
    rules: Rules,
    decision: Decision,
    drift: Drift,
    covariance: Covariance,
    year_tax: YearTax,
    margins: Margins = NOTHING_KEPT,
) -> Encoding:
    """The whole program, part by part."""
    program = Program(rules, decision, drift, covariance, year_tax, margins)
    trade_rows(program)
    class_rows(program)
    limit_rows(program)
    outside_rows(program)
    washed_rows(program)
    harvest_rows(program)
    tax_rows(program)
    wash_rows(program)
    mode_rows(program)
    return program.result
