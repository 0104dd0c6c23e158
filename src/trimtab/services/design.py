"""Designing a target: weights from returns, how sure they are, how they would have done without hindsight."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from trimtab.core.design import Method
from trimtab.core.money import ONE, ZERO, plain
from trimtab.core.problems import BadInputError, Problem, error, warning
from trimtab.core.progress import Progress, silent
from trimtab.services.ports import Allocator, CannotDesignError
from trimtab.simulate.design.ask import Ask
from trimtab.simulate.design.beliefs import contradictions
from trimtab.simulate.design.observed import FEWEST, Observed
from trimtab.simulate.design.result import Design, Fit, OutOfSample, Range, Record
from trimtab.simulate.design.rounding import rounded
from trimtab.simulate.measures.bootstrap import resamples

TAIL = Decimal("0.05")
"""What a range leaves out at either end."""
WIDE = Decimal("0.2")
"""A weight whose range is wider than this share of one is called unstable."""
_FEWEST_TESTED = 24  # periods out of sample below which nothing is said
_BLOCK_YEARS = 1

Weights = Sequence[Decimal]
Measure = Callable[[Weights], Decimal]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is drawn anew: `resamples` histories by `seed`, and windows of `window_years` out of sample."""

    resamples: int = 200
    seed: int = 1
    window_years: int = 10


def design_target(
    observed: Observed,
    ask: Ask,
    kept: Mapping[str, Decimal],
    allocator: Allocator,
    effort: Effort = Effort(),
    own: Mapping[str, Decimal] | None = None,
    tell: Progress = silent,
) -> tuple[Design, tuple[Problem, ...]]:
    """The design, and what to say of it. `own` is the household's present target, to stand beside it out of sample.

    Raises BadInputError where the question contradicts itself or no mix answers it.
    """
    problems = list(faults(ask, observed.classes, kept))
    if problems:
        raise BadInputError(problems)
    try:
        fit = allocator.fit(ask)
    except CannotDesignError as fault:
        raise BadInputError([fault.problem]) from None
    work = _Work(observed, ask, allocator, effort, tell)
    target, step = rounded(
        dict(zip(observed.classes, fit.weights, strict=True)), ask.limits, ONE - sum(kept.values(), ZERO)
    )
    design = work.design(fit, kept, target, step, own or {})
    return design, (*_doubts(design), *work.problems)


def faults(ask: Ask, classes: Sequence[str], kept: Mapping[str, Decimal]) -> Iterator[Problem]:
    """What is asked and cannot be, before any number is looked at."""
    if len(classes) < 2:
        yield error("design-classes", "a design needs two classes at least", "name more with --class")
    both = sorted(set(kept) & set(classes))
    if both:
        yield error("design-keep", f"{', '.join(both)} is designed and kept at once", "say one of the two")
    if sum(kept.values(), ZERO) >= 1:
        yield error("design-keep", "the kept classes leave nothing to design", "keep less")
    yield from _unfitting(ask)
    for name, shares in (("prior", ask.prior), ("risk", ask.risk_budgets)):
        yield from _partition(name, shares, classes)
    if ask.method is Method.BLACK_LITTERMAN:
        yield from contradictions(ask.views, ask.prior)


def _unfitting(ask: Ask) -> Iterator[Problem]:
    """Options that the method would pass over in silence."""
    method = ask.method
    told = {
        "--view": bool(ask.views) and method is not Method.BLACK_LITTERMAN,
        "--prior": bool(ask.prior) and method is not Method.BLACK_LITTERMAN,
        "--risk": bool(ask.risk_budgets) and method is not Method.RISK_PARITY,
        "--max-volatility": ask.max_volatility is not None and not method.uses_means,
        "--min-return": ask.min_return is not None and not method.uses_means,
        "--limit": bool(ask.limits) and method is Method.EQUAL_WEIGHT,
    }
    for option, is_wrong in told.items():
        if is_wrong:
            yield error("design-option", f"{option} means nothing for {method.value}", "leave it out")
    if method is Method.BLACK_LITTERMAN and not ask.prior:
        yield error(
            "design-prior", "black-litterman starts from weights", "add --prior market or --prior CLASS=PCT"
        )
    if method is Method.RISK_PARITY and not ask.risk_budgets:
        words = "risk-parity needs each class's part of the risk"
        yield error("design-risk", words, "add --risk CLASS=PCT for each, or ask for equal-risk")


def _partition(name: str, shares: Mapping[str, Decimal], classes: Sequence[str]) -> Iterator[Problem]:
    if not shares:
        return
    odd = sorted(set(shares) ^ set(classes))
    if odd:
        words = f"--{name} names {', '.join(sorted(shares))}; designed are {', '.join(classes)}"
        yield error(
            f"design-{name}", words, f"give each designed class one part; differing: {', '.join(odd)}"
        )
    elif (whole := sum(shares.values(), ZERO)) != 1:
        words = f"--{name} sums to {plain(whole * 100)}%, not 100%"
        yield error(f"design-{name}", words, "mend the parts")
    elif name == "risk" and min(shares.values()) == 0:
        yield error("design-risk", "a part of the risk of 0% is no part", "leave the class out of the design")


@dataclass
class _Work:
    """One design in the making: the fits that show how sure it is."""

    observed: Observed
    ask: Ask
    allocator: Allocator
    effort: Effort
    tell: Progress

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []
        self._done = 0
        self._a_year = self.observed.every.a_year
        self._refits = list(self._refit_days())
        self._all = self.effort.resamples + len(self._refits)

    def design(
        self,
        fit: Fit,
        kept: Mapping[str, Decimal],
        target: Mapping[str, Decimal],
        step: Decimal,
        own: Mapping[str, Decimal],
    ) -> Design:
        """Everything around the weights."""
        classes = self.observed.classes
        part = sum(target.values(), ZERO)
        held = [target[name] / part for name in classes]
        equal = [ONE / len(classes)] * len(classes)
        draws = self._draws(len(self.observed.rows))
        found = self._redrawn(draws)
        ours, yardstick = (_series(self.observed.rows, weights) for weights in (held, equal))
        return Design(
            ask=self.ask,
            observed=self.observed,
            fit=fit,
            kept=dict(kept),
            target={**target, **kept},
            step=step,
            weight_ranges={
                name: _range(fit.weights[n], [weights[n] for weights in found])
                for n, name in enumerate(classes)
            },
            zero_shares={name: _zeros([weights[n] for weights in found]) for n, name in enumerate(classes)},
            expected=_dot(held, fit.means),
            mean=self._over(draws, ours, self._mean),
            volatility=self._over(draws, ours, self._volatility),
            equal_mean=self._over(draws, yardstick, self._mean),
            equal_volatility=self._over(draws, yardstick, self._volatility),
            resamples=len(draws),
            failed=len(draws) - len(found),
            seed=self.effort.seed,
            out_of_sample=self._out_of_sample({name: part for name, part in own.items() if name not in kept}),
        )

    def _draws(self, periods: int) -> Sequence[Sequence[int]]:
        block = _BLOCK_YEARS * self._a_year
        drawn: list[list[int]] = resamples(periods, block, self.effort.resamples, self.effort.seed).tolist()
        return drawn

    def _redrawn(self, draws: Sequence[Sequence[int]]) -> list[Weights]:
        """The weights that each redrawn history would have given."""
        found: list[Weights] = []
        for periods in draws:
            with suppress(CannotDesignError):
                found.append(self.allocator.fit(self.ask, periods).weights)
            self._step()
        if len(found) * 2 < len(draws):
            words = (
                f"in {len(draws) - len(found)} of {len(draws)} redrawn histories no mix answers the question"
            )
            self.problems.append(warning("design-fragile", words, "ask for less"))
        return found

    def _step(self) -> None:
        self._done += 1
        self.tell(self._done, self._all)

    def _mean(self, series: Weights) -> Decimal:
        return sum(series, ZERO) / len(series) * self._a_year

    def _volatility(self, series: Weights) -> Decimal:
        middle = sum(series, ZERO) / len(series)
        whole = sum(((one - middle) ** 2 for one in series), ZERO)
        return (whole / (len(series) - 1) * self._a_year).sqrt()

    def _over(self, draws: Sequence[Sequence[int]], series: Weights, measure: Measure) -> Range:
        return _range(measure(series), [measure([series[at] for at in periods]) for periods in draws])

    @property
    def _window(self) -> int:
        """Periods in a window: as many years as asked, or half of what there is."""
        return min(self.effort.window_years * self._a_year, len(self.observed.rows) // 2)

    def _refit_days(self) -> Iterator[int]:
        """The periods at whose start weights are found anew, each a year on."""
        window, last = self._window, len(self.observed.rows)
        if window >= FEWEST and last - window >= _FEWEST_TESTED:
            yield from range(window, last, self._a_year)

    def _out_of_sample(self, own: Mapping[str, Decimal]) -> OutOfSample | None:
        if not self._refits:
            words = f"{len(self.observed.rows)} periods are too few for a check out of sample"
            self.problems.append(warning("design-unchecked", words, "take longer series"))
            return None
        chosen: list[Weights] = []
        for start in self._refits:
            try:
                chosen.append(self.allocator.fit(self.ask, range(start - self._window, start)).weights)
            except CannotDesignError as fault:
                day = self.observed.days[start - 1]
                words = f"no check out of sample: on {day}, from the years before it, {fault.problem.message}"
                self.problems.append(warning("design-unchecked", words, "ask for less"))
                return None
            self._step()
        return self._walked(chosen, own)

    def _walked(self, chosen: list[Weights], own: Mapping[str, Decimal]) -> OutOfSample:
        rows, classes, start = self.observed.rows, self.observed.classes, self._refits[0]
        ours: list[Decimal] = []
        for weights, first in zip(chosen, self._refits, strict=True):
            ours += _series(rows[first : first + self._a_year], weights)
        equal = _series(rows[start:], [ONE / len(classes)] * len(classes))
        moved = [
            sum((abs(a - b) for a, b in zip(one, two, strict=True)), ZERO) / 2
            for one, two in pairwise(chosen)
        ]
        turnover = sum(moved, ZERO) / len(moved) if moved else ZERO
        records = [self._record("This design", ours, turnover), self._record("Equal weights", equal, ZERO)]
        whole = sum(own.values(), ZERO)
        if whole and set(own) <= set(classes):
            held = _series(rows[start:], [own.get(name, ZERO) / whole for name in classes])
            records.append(self._record("Your target now", held, ZERO))
        draws = self._draws(len(ours))
        lead = [one - two for one, two in zip(ours, equal, strict=True)]
        calm = [
            self._volatility([ours[at] for at in periods]) - self._volatility([equal[at] for at in periods])
            for periods in draws
        ]
        return OutOfSample(
            start=self.observed.days[start - 1],
            end=self.observed.days[-1],
            refits=len(chosen),
            window=self._window,
            records=tuple(records),
            lead=self._over(draws, lead, self._mean),
            calm=_range(self._volatility(ours) - self._volatility(equal), calm),
        )

    def _record(self, name: str, series: Weights, turnover: Decimal) -> Record:
        return Record(name, self._mean(series), self._volatility(series), _worst_fall(series), turnover)


def _series(rows: Sequence[Weights], weights: Weights) -> list[Decimal]:
    """What the mix returned, brought back to its weights each period."""
    return [_dot(row, weights) for row in rows]


def _dot(one: Weights, two: Weights) -> Decimal:
    return sum((a * b for a, b in zip(one, two, strict=True)), ZERO)


def _range(value: Decimal, found: Sequence[Decimal]) -> Range:
    """The value with the middle nine tenths of what was found (nearest rank); the value alone where nothing was."""
    if not found:
        return Range(value, value, value)
    ranked, last = sorted(found), len(found) - 1
    cut = int((TAIL * last).to_integral_value())
    return Range(value, ranked[cut], ranked[last - cut])


def _zeros(found: Sequence[Decimal]) -> Decimal:
    few = Decimal("0.005")
    return Decimal(sum(weight < few for weight in found)) / len(found) if found else ZERO


def _worst_fall(series: Weights) -> Decimal:
    """The deepest fall from a high, a share of one, at most nought."""
    wealth = high = ONE
    worst = ZERO
    for one in series:
        wealth *= ONE + one
        high = max(high, wealth)
        worst = min(worst, wealth / high - ONE)
    return worst


def _doubts(design: Design) -> Iterator[Problem]:
    wide = [name for name, one in design.weight_ranges.items() if one.width > WIDE]
    if wide:
        words = (
            f"the weights of {', '.join(wide)} are not settled by these data: drawn anew, they move by more than "
            f"{plain(WIDE * 100)} points"
        )
        remedy = "bound them with --limit, or take a method that needs no expected returns (equal-risk)"
        yield warning("design-unstable", words, remedy)
    checked = design.out_of_sample
    if (
        checked
        and design.ask.method is not Method.EQUAL_WEIGHT
        and checked.lead.low <= 0 <= checked.lead.high
    ):
        words = "out of sample its return cannot be told from that of equal weights: the difference is noise"
        yield warning("design-noise", words, "do not choose it for its return")
