"""Designing: what is asked is checked, ranges come from redrawn years, and the check out of sample sees no future."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal as D

import pytest

from trimtab.core.design import Every, Method
from trimtab.core.problems import BadInputError, error
from trimtab.services.design import Effort, design_target, faults
from trimtab.services.ports import CannotDesignError
from trimtab.simulate.design.ask import Ask, Limit, View
from trimtab.simulate.design.observed import Observed
from trimtab.simulate.design.result import Design, Fit

MONTHS = 96
EFFORT = Effort(resamples=20, seed=3, window_years=4)


def _observed() -> Observed:
    """Stocks swing by 4% each other month with 1% on top; bonds bring 0.2% with a small swing of their own."""
    rows = tuple(
        (D("0.01") + (D("0.04") if n % 2 else D("-0.04")), D("0.002") + (D("0.005") if n % 3 else D("-0.01")))
        for n in range(MONTHS)
    )
    days = tuple(date(2000 + n // 12, n % 12 + 1, 28) for n in range(MONTHS))
    return Observed(("stocks", "bonds"), days, date(1999, 12, 28), rows, Every.MONTH)


@dataclass
class _ByMean:
    """An allocator of a line: the class with the higher mean gets most. It notes which periods it was shown."""

    observed: Observed
    seen: list[list[int]] = field(default_factory=list)
    refuses: bool = False
    is_wild: bool = False

    def fit(self, ask: Ask, periods: Sequence[int] | None = None) -> Fit:
        shown = list(range(len(self.observed.rows)) if periods is None else periods)
        self.seen.append(shown)
        if self.refuses and periods is not None:
            raise CannotDesignError(error("design-bounds", "no mix has it"))
        lead = sum((self.observed.rows[at][0] - self.observed.rows[at][1] for at in shown), D(0)) / len(shown)
        first = min(max(D("0.5") + lead * 40, D(0)), D(1)).quantize(D("0.000001"))
        if self.is_wild:
            first = D("0.1") if len(self.seen) % 2 else D("0.9")
        return Fit(
            (first, 1 - first),
            (D("0.1"), D("0.03")),
            (D("0.1"), D("0.03")),
            ((D("0.02"), D(0)), (D(0), D("0.001"))),
        )


def _made(ask: Ask, **more: object) -> tuple[Design, tuple[object, ...], _ByMean]:
    allocator = _ByMean(_observed(), refuses=bool(more.pop("refuses", False)))
    design, problems = design_target(_observed(), ask, more.pop("kept", {}), allocator, EFFORT, **more)  # type: ignore[arg-type]
    return design, problems, allocator


def test_a_design_sums_to_the_whole_with_what_is_kept_and_tells_its_ranges() -> None:
    design, _, allocator = _made(Ask(Method.MIN_VARIANCE), kept={"cash": D("0.05")})
    assert sum(design.target.values()) == 1
    assert design.target["cash"] == D("0.05")
    one = design.weight_ranges["stocks"]
    assert one.low < one.value < one.high
    assert one.value == design.fit.weights[0]
    assert design.volatility.low < design.volatility.value < design.volatility.high
    assert (design.resamples, design.failed) == (20, 0)
    again, _, _ = _made(Ask(Method.MIN_VARIANCE), kept={"cash": D("0.05")})
    assert again == design
    assert len(allocator.seen) == 1 + 20 + 4


def test_the_check_out_of_sample_shows_no_period_it_is_tested_on() -> None:
    design, _, allocator = _made(Ask(Method.MIN_VARIANCE), own={"stocks": D(1)})
    windows = allocator.seen[21:]
    assert windows == [list(range(start - 48, start)) for start in (48, 60, 72, 84)]
    checked = design.out_of_sample
    assert checked is not None
    assert [one.name for one in checked.records] == ["This design", "Equal weights", "Your target now"]
    equal = checked.records[1]
    months = [(a + b) / 2 for a, b in _observed().rows[48:]]
    assert equal.mean == sum(months) / 48 * 12
    assert checked.lead.value == checked.records[0].mean - equal.mean or abs(
        checked.lead.value - (checked.records[0].mean - equal.mean)
    ) < D("1e-20")


def test_weights_that_data_leave_open_are_called_unstable() -> None:
    allocator = _ByMean(_observed(), is_wild=True)
    _, problems = design_target(_observed(), Ask(Method.MEAN_VARIANCE), {}, allocator, EFFORT)
    assert "design-unstable" in {problem.code for problem in problems}


def test_a_question_that_few_histories_can_answer_says_so() -> None:
    design, problems, _ = _made(Ask(Method.MIN_VARIANCE), refuses=True)
    assert design.failed == 20
    assert design.out_of_sample is None
    assert {"design-fragile", "design-unchecked"} <= {problem.code for problem in problems}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("ask", "kept", "told"),
    [
        (
            Ask(Method.EQUAL_RISK, views=(View(("stocks",), (), D("0.1"), D("0.5"), ""),)),
            {},
            "--view means nothing",
        ),
        (Ask(Method.EQUAL_RISK, max_volatility=D("0.1")), {}, "--max-volatility means nothing"),
        (
            Ask(Method.EQUAL_WEIGHT, limits=(Limit(("stocks",), D(0), D("0.1"), ""),)),
            {},
            "--limit means nothing",
        ),
        (Ask(Method.BLACK_LITTERMAN), {}, "starts from weights"),
        (Ask(Method.BLACK_LITTERMAN, prior={"stocks": D(1)}), {}, "differing: bonds"),
        (Ask(Method.BLACK_LITTERMAN, prior={"stocks": D("0.5"), "bonds": D("0.4")}), {}, "sums to 90%"),
        (Ask(Method.RISK_PARITY), {}, "--risk CLASS=PCT for each"),
        (Ask(Method.RISK_PARITY, risk_budgets={"stocks": D(1), "bonds": D(0)}), {}, "no part"),
        (Ask(Method.EQUAL_RISK), {"bonds": D("0.1")}, "designed and kept at once"),
        (Ask(Method.EQUAL_RISK), {"cash": D(1)}, "leave nothing to design"),
    ],
)
def test_what_cannot_be_asked_is_told_before_any_number(ask: Ask, kept: dict[str, D], told: str) -> None:
    assert any(told in str(problem) for problem in faults(ask, ("stocks", "bonds"), kept))
    with pytest.raises(BadInputError):
        design_target(_observed(), ask, kept, _ByMean(_observed()), EFFORT)


def test_one_class_is_no_design() -> None:
    [problem] = faults(Ask(Method.EQUAL_RISK), ("stocks",), {})
    assert problem.code == "design-classes"
