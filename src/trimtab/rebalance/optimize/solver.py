"""The solver: arrays into HiGHS, one thread, the same answer every time."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import highspy
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
INFINITY = highspy.kHighsInf
WHOLE_SLACK = (
    1e-9  # HiGHS 1.15.1 answers wrongly where a whole-number column has a broken upper bound: floor it
)


@dataclass(slots=True)
class Model:
    """A mixed-integer program under construction, column by column and row by row. Money in thousands of USD.

    `switches` are the yes-or-no columns of single trades, which a search settles after all others; `whole` the columns
    that must be whole numbers in the end, and `worth` what one of each is worth.
    """

    cost: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    integral: list[bool] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    switches: list[int] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)

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

    def switch(self, cost: float = 0.0) -> int:
        """Add the yes-or-no column of one trade."""
        self.switches.append(self.binary(cost))
        return self.switches[-1]

    def in_whole(self, column: int, worth: float) -> None:
        """The column must be a whole number in the end; one of it is worth so much (thousands of USD), positive where
        it brings cash, negative where it takes cash."""
        self.whole.append(column)
        self.worth.append(worth)

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

    def arrays(self) -> Arrays:
        """The same as arrays, whole numbers included."""
        integral = np.array(self.integral, dtype=np.bool_)
        integral[self.whole] = True
        upper = np.array(self.upper)
        bounded = integral & (upper < INFINITY)
        upper[bounded] = np.floor(upper[bounded] + WHOLE_SLACK)
        return Arrays(
            cost=np.array(self.cost),
            lower=np.array(self.lower),
            upper=upper,
            integral=integral,
            row_lower=np.array(self.row_lower),
            row_upper=np.array(self.row_upper),
            starts=np.array(self.starts, dtype=np.int32),
            index=np.array(self.index, dtype=np.int32),
            value=np.array(self.value),
            switches=np.array(self.switches, dtype=np.int32),
            whole=np.array(self.whole, dtype=np.int32),
            worth=np.array(self.worth),
        )


@dataclass(frozen=True, slots=True)
class Arrays:
    """A finished program. Rows lie one after the other: row r has the entries starts[r] to starts[r + 1]."""

    cost: Floats
    lower: Floats
    upper: Floats
    integral: npt.NDArray[np.bool_]
    row_lower: Floats
    row_upper: Floats
    starts: Ints
    index: Ints
    value: Floats
    switches: Ints
    whole: Ints
    worth: Floats


@dataclass(frozen=True, slots=True)
class Answer:
    """A feasible point, its objective, the proven bound below it, and the nodes of the search tree it took."""

    values: Floats
    objective: float
    bound: float
    nodes: int


def solve(
    program: Model | Arrays, *, gap: float, max_nodes: int, start: Floats | None = None
) -> Answer | None:
    """Search to an absolute gap, from a feasible point where one is known; None where there is no feasible point or
    HiGHS did not end in good order.

    The limit is on nodes, never on time, so that the same input gives the same answer on any machine.
    """
    arrays = program.arrays() if isinstance(program, Model) else program
    highs = fresh(SEARCH)
    highs.setOptionValue("mip_abs_gap", gap)
    highs.setOptionValue("mip_max_nodes", max_nodes)
    load(highs, arrays, arrays.integral)
    if start is not None:
        point = highspy.HighsSolution()
        point.col_value = start.tolist()
        highs.setSolution(point)
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
        nodes=max(0, int(info.mip_node_count)),
    )


def load(highs: highspy.Highs, arrays: Arrays, integral: npt.NDArray[np.bool_]) -> None:
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
