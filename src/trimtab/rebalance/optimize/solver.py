"""The solver: arrays into HiGHS, one thread, the same answer every time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import highspy
import numpy as np

from trimtab.rebalance.optimize.model import INFINITY, Arrays, Bools, Floats, Model


@dataclass(frozen=True, slots=True)
class Answer:
    """A feasible point, its objective, and the proven bound below it."""

    values: Floats
    objective: float
    bound: float


def solve(program: Model | Arrays, *, gap: float, max_nodes: int) -> Answer | None:
    """Search a program without trades or sides to an absolute gap; None where there is no feasible point or HiGHS did
    not end in good order.

    The limit is on nodes, never on time, so that the same input gives the same answer on any machine.
    """
    arrays = program.arrays() if isinstance(program, Model) else program
    highs = fresh(SEARCH)
    highs.setOptionValue("mip_abs_gap", gap)
    highs.setOptionValue("mip_max_nodes", max_nodes)
    load(highs, arrays, arrays.integral)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    is_search = bool(arrays.integral.any())
    if not is_search and highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    bound = float(info.mip_dual_bound if is_search else info.objective_function_value)
    return Answer(
        values=np.array(highs.getSolution().col_value),
        objective=float(info.objective_function_value),
        bound=bound if math.isfinite(bound) else -INFINITY,
    )


def load(highs: highspy.Highs, arrays: Arrays, integral: Bools) -> None:
    """Hand over a program, with the columns named `integral` as whole numbers."""
    highs.passModel(
        len(arrays.cost),
        len(arrays.row_lower),
        len(arrays.index),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        arrays.cost,
        arrays.lower,
        arrays.upper,
        arrays.row_lower,
        arrays.row_upper,
        arrays.starts,
        arrays.index,
        arrays.value,
        integral.astype(np.int32),
    )


ALWAYS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "presolve": "off",
}
SEARCH: dict[str, bool | int | float | str] = {
    "mip_rel_gap": 0.0,
    "mip_feasibility_tolerance": 1e-7,
    # Measured on 100 random households (benchmarks/README.md): without these a third of the time, at the median
    # and at worst.
    "mip_detect_symmetry": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_feasibility_jump": False,
}


def fresh(more: dict[str, bool | int | float | str]) -> highspy.Highs:
    """A solver with these options, on one thread and with one seed."""
    highs: highspy.Highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, setting in (ALWAYS | more).items():
        highs.setOptionValue(name, setting)
    return highs
