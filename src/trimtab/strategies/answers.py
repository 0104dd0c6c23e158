"""What a strategy answered, checked: every fault at once, and nothing is traded on one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from trimtab.core.ask import Moves
from trimtab.core.money import ONE, ZERO, plain
from trimtab.core.policy import BandRule, Bands, Policy
from trimtab.core.problems import Problem, error
from trimtab.strategies.strategy import Act, Hold

LONGEST_REASON = 2000  # letters
LONGEST = 300  # letters of what someone's code says
DEEPEST = 20  # levels of a memory
PLAIN = (str, bool, int, Decimal, date, type(None))
NOTHING_TRADED = "nothing was traded"


def answer_problems(name: str, answer: object, policy: Policy) -> tuple[Problem, ...]:
    """Every fault of an answer, each naming the strategy and what to do; empty where it can be followed."""
    if not isinstance(answer, Act | Hold):
        words = f"strategy {name} answered {shown(answer)}, which is no answer: {NOTHING_TRADED}"
        return (
            error("strategy-answer", words, "let decide return Act(...) or Hold(...) of trimtab.strategies"),
        )
    found = [*_reason(answer), *_target(answer.target, policy), *_bands(answer.bands)]
    found += _memory(answer.memory)
    if isinstance(answer, Act):
        found += [*_goals(answer.goals, policy), *_moves(answer.moves)]
    return tuple(
        error("strategy-answer", f"strategy {name} answered {words}: {NOTHING_TRADED}", remedy)
        for words, remedy in found
    )


def shown(value: object) -> str:
    """A value of anyone's making, short and on one line; never raises."""
    kind = type(value).__name__
    try:
        text = " ".join(repr(value).split())
    except Exception:
        return f"a {kind}"
    return f"{text if len(text) <= 60 else f'{text[:57]}…'} ({kind})"


def told(fault: BaseException) -> str:
    """What was raised, by kind and words, on one line; never raises."""
    try:
        words = " ".join(str(fault).split())
    except Exception:
        words = ""
    return f"{type(fault).__name__}: {words[:LONGEST]}" if words else type(fault).__name__


Fault = tuple[str, str]


def _reason(answer: Act | Hold) -> Iterator[Fault]:
    reason: object = answer.reason
    if not isinstance(reason, str):
        yield f"a reason that is no text, {shown(reason)}", "give the reason as a str"
    elif len(reason) > LONGEST_REASON or not reason.isprintable():
        yield (
            f"a reason that cannot be shown, {shown(reason)}",
            f"one line of at most {LONGEST_REASON:,} letters",
        )
    elif isinstance(answer, Act) and not reason.strip() and answer.moves is not Moves.AS_POLICY:
        yield "Act without a reason", "say why in a few words: it stands in the plan"


def _moves(moves: object) -> Iterator[Fault]:
    if not isinstance(moves, Moves):
        yield f"moves={shown(moves)}", f"one of {', '.join(f'Moves.{one.name}' for one in Moves)}"


def _number(value: object, what: str) -> Iterator[Fault]:
    """Faults of a number that must be exact, finite and not negative."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        remedy = 'numbers are exact here: write Decimal("0.6"), with the quotes'
        yield f"{what} as {shown(value)}, which is no Decimal", remedy
    elif isinstance(value, Decimal) and not value.is_finite():
        yield f"{what} of {value}", "a finite number is needed: look what was divided by nought"
    elif value < 0:
        yield f"{what} of {plain(Decimal(value))}, below nought", "no class can be held short: 0 is the least"


def _known(named: object, policy: Policy, what: str) -> Iterator[Fault]:
    known = [*policy.target, *policy.parents] if what == "goals" else [*policy.target]
    if not isinstance(named, str) or named not in known:
        remedy = f"the household's target has {', '.join(sorted(known))}; a class can stand there at 0"
        yield f"{what} for a class that the household's target does not have, {shown(named)}", remedy


def _target(target: object, policy: Policy) -> Iterator[Fault]:
    if target is None:
        return
    if not isinstance(target, Mapping):
        yield (
            f"a target that is no mapping, {shown(target)}",
            'class id to share of one: {"bonds": Decimal("0.4")}',
        )
        return
    faults = [fault for named in target for fault in _known(named, policy, "a target")]
    faults += [fault for named, share in target.items() for fault in _number(share, f"a weight for {named}")]
    yield from faults
    if not faults and sum(target.values(), ZERO) != ONE:
        total = plain(Decimal(sum(target.values(), ZERO)))
        yield f"a target that sums to {total}, not to 1", "round all but one, and give that one what is left"


def _goals(goals: object, policy: Policy) -> Iterator[Fault]:
    if goals is None:
        return
    if not isinstance(goals, Mapping):
        yield f"goals that are no mapping, {shown(goals)}", "class id to (least, most), both shares of one"
        return
    for named, ends in goals.items():
        yield from _known(named, policy, "goals")
        if not isinstance(ends, tuple) or len(ends) != 2:
            yield (
                f"a goal for {named} that is no pair, {shown(ends)}",
                "give (least, most), both shares of one",
            )
            continue
        faults = [fault for end in ends for fault in _number(end, f"a goal for {named}")]
        yield from faults
        if not faults and not ends[0] <= ends[1] <= 1:
            yield f"a goal for {named} from {ends[0]} to {ends[1]}", "least first, and at most 1"
    yield from _goals_together(goals, policy)


def _goals_together(goals: Mapping[str, tuple[Decimal, Decimal]], policy: Policy) -> Iterator[Fault]:
    """Goals of classes that no mix can keep together; each by itself is looked at elsewhere."""
    pairs = [goals[class_id] for class_id in policy.target if class_id in goals]
    if not all(map(_is_pair, pairs)):
        return
    least, most = sum((p[0] for p in pairs), ZERO), sum((p[1] for p in pairs), ZERO)
    if least > ONE:
        yield (
            f"goals of which the least sum to {plain(Decimal(least))}",
            "leave room: they may sum to 1 at most",
        )
    if len(pairs) == len(policy.target) and most < ONE:
        yield (
            f"goals of which the most sum to {plain(Decimal(most))}",
            "all of the household must find a place",
        )


def _is_pair(ends: object) -> bool:
    return isinstance(ends, tuple) and len(ends) == 2 and not any(any(_number(end, "")) for end in ends)


def _bands(bands: object) -> Iterator[Fault]:
    if bands is None:
        return
    if not isinstance(bands, Bands):
        yield f"bands that are none, {shown(bands)}", "give Bands(...) of trimtab.strategies"
        return
    rule: object = bands.rule
    if not isinstance(rule, BandRule):
        yield (
            f"a band rule {shown(rule)}",
            f"one of {', '.join(f'BandRule.{r.name}' for r in BandRule)}",
        )
    yield from _number(bands.absolute_points, "absolute_points")
    yield from _number(bands.relative_pct, "relative_pct")
    own: object = bands.own_points
    if not isinstance(own, Mapping):
        yield f"own_points that are no mapping, {shown(own)}", "class id to half-width in points"
        return
    for named, points in own.items():
        yield from _number(points, f"own_points for {named}")


def _memory(memory: object) -> Iterator[Fault]:
    if memory is None:
        return
    if not isinstance(memory, Mapping):
        yield f"a memory that is no mapping, {shown(memory)}", 'name to plain value: {"peak": Decimal(100)}'
        return
    for key, value in memory.items():
        odd = next(_not_plain(value, 1), None) if isinstance(key, str) else key
        if odd is not None:
            remedy = "keep str, int, Decimal, date, bool, None, and lists, tuples and mappings of them"
            yield f"a memory {key!r} with {shown(odd)} in it", remedy


def _not_plain(value: object, depth: int) -> Iterator[object]:
    """The parts of a memory that could not be written down and read again."""
    if depth > DEEPEST:
        yield value
    elif isinstance(value, Mapping):
        yield from (key for key in value if not isinstance(key, str))
        for inner in value.values():
            yield from _not_plain(inner, depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _not_plain(inner, depth + 1)
    elif not isinstance(value, PLAIN) or (isinstance(value, Decimal) and not value.is_finite()):
        yield value


def plain_memory(memory: Mapping[str, Any]) -> dict[str, Any]:
    """The memory as values of its own: what a strategy changes later in what it answered changes nothing here."""
    return {key: _copied(value) for key, value in sorted(memory.items())}


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return plain_memory(value)
    if isinstance(value, list | tuple):
        return tuple(_copied(inner) for inner in value)
    return value
