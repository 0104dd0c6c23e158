"""The solver: arrays into HiGHS, one thread, the same answer every time."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import highspy
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
INFINITY = highspy.kHighsInf
WHOLE_SLACK = (
    1e-9  # HiGHS 1.15.1 answers wrongly where a whole-number column has a broken upper bound: floor it
)


@dataclass(slots=True)
class Model:
    """A mixed-integer program under construction, column by column and row by row. Money in thousands of USD."""

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integral: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def column(
        self, cost: float = 0.0, lower: float = 0.0, upper: float = INFINITY, integral: bool = False
    ) -> int:
        """Add a column and return its number."""
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.integral.append(integral)
        return len(self.cost) - 1

    def binary(self, cost: float = 0.0) -> int:
        """Add a yes-or-no column."""
        return self.column(cost, 0.0, 1.0, integral=True)

    def row(self, terms: list[tuple[int, float]], lower: float = -INFINITY, upper: float = INFINITY) -> None:
        """Add a row lower <= sum of terms <= upper; terms on one column are added up."""
        merged: dict[int, float] = {}
        for column, coefficient in terms:
            merged[column] = merged.get(column, 0.0) + coefficient
        self.index.extend(merged)
        self.value.extend(merged.values())
        self.starts.append(len(self.index))
        self.row_lower.append(lower)
        self.row_upper.append(upper)


@dataclass(frozen=True, slots=True)
class Answer:
    """A feasible point, its objective and the proven bound below it."""

    values: Floats
    objective: float
    bound: float


def solve(model: Model, *, gap: float, max_nodes: int) -> Answer | None:
    """Solve to an absolute gap; None where there is no feasible point or HiGHS did not end in good order.

    The limit is on nodes, never on time, so that the same input gives the same answer on any machine.
    """
    highs = _fresh(gap, max_nodes)
    whole = [
        math.floor(u + WHOLE_SLACK) if i and u < INFINITY else u
        for u, i in zip(model.upper, model.integral, strict=True)
    ]
    integrality = np.array(model.integral, dtype=np.int32)
    highs.passModel(
        len(model.cost),
        len(model.row_lower),
        len(model.index),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        np.array(model.cost),
        np.array(model.lower),
        np.array(whole, dtype=np.float64),
        np.array(model.row_lower),
        np.array(model.row_upper),
        np.array(model.starts, dtype=np.int32),
        np.array(model.index, dtype=np.int32),
        np.array(model.value),
        integrality,
    )
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    objective = float(info.objective_function_value)
    bound = float(info.mip_dual_bound) if any(model.integral) else objective
    if not any(model.integral) and highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = np.array(highs.getSolution().col_value)
    return Answer(values, objective, bound if math.isfinite(bound) else -INFINITY)


def _fresh(gap: float, max_nodes: int) -> highspy.Highs:
    highs: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": gap,
        "mip_max_nodes": max_nodes,
        "mip_feasibility_tolerance": 1e-7,
        # Measured on 100 random households (benchmarks/README.md): without these a third of the time, at the median
        # and at worst.
        "mip_detect_symmetry": False,
        "presolve": "off",
        "mip_heuristic_run_rins": False,
        "mip_heuristic_run_rens": False,
        "mip_heuristic_run_feasibility_jump": False,
    }
    for name, setting in options.items():
        highs.setOptionValue(name, setting)
    return highs
