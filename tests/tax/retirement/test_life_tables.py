"""The three tables of 26 CFR 1.401(a)(9)-9, worked out again from the mortality rates of its paragraph (e)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from trimtab.adapters.retirement_law import life_tables_for

# 26 CFR 1.401(a)(9)-9(e), Table 4 (T.D. 9930): the chance to die within a year, in millionths, from age 0.
RATES = """
1762 441 292 232 177 161 153 145 132 127 128 135 146 164 192 223 253 276 293 304 313 343 377 421 466 520 581 630 677
720 763 799 824 833 830 823 819 824 836 853 879 909 945 980 1019 1065 1132 1225 1345 1485 1656 1874 2121 2397 2701 3032
3390 3774 4181 4613 5071 5554 6071 6624 7225 7884 8238 8659 9163 9767 10491 11358 12385 13598 15014 16670 18587 20815
23391 26387 29850 33883 38544 43880 49956 56799 64436 72882 82137 92172 102919 114344 126605 139936 154844 171902 187210
204659 222921 241884 261476 281536 301847 322371 342940 361261 372886 381098 383358 385709 388092 390353 392822 395188
397567 400000 400000 400000 400000 400000
"""
MILLION = 1_000_000
DIES = (*(int(rate) for rate in RATES.split()), MILLION)  # nobody is older than 120
SCALE = 10**24
PRINTED_OTHERWISE = {
    (90, 76): Decimal("14.8")
}  # 14.72 by the rates; Table II of Publication 590-B prints 14.8


@cache
def survival(age: int) -> tuple[int, ...]:
    """The chance to be alive after 1, 2, ... years, scaled."""
    alive, chances = SCALE, []
    for dies in DIES[age:]:
        alive = alive * (MILLION - dies) // MILLION
        chances.append(alive)
    return tuple(chances)


def years(scaled: int) -> Decimal:
    """A sum of chances as the tables print it: 11/24 of a year more, to a tenth, one year at least."""
    exact = Fraction(scaled, SCALE) + Fraction(11, 24)
    tenths = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        Decimal("0.1"), rounding=ROUND_HALF_UP
    )
    return max(Decimal("1.0"), tenths)


def joint(owner: int, spouse: int) -> Decimal:
    """How long at least one of two lives."""
    first, second = survival(owner), survival(spouse)
    first += (0,) * (len(second) - len(first))
    return years(sum(a + b - a * b // SCALE for a, b in zip(first, second, strict=True)))


TABLES = life_tables_for(2026)


def test_the_single_life_table_follows_from_the_mortality_rates():
    assert {age: years(sum(survival(age))) for age in range(121)} == TABLES.single


def test_the_uniform_table_is_the_joint_one_with_somebody_ten_years_younger():
    assert {age: joint(age, age - 10) for age in range(72, 121)} == TABLES.uniform


def test_the_joint_table_follows_but_for_one_cell():
    different = {
        (owner, spouse): printed
        for owner, row in TABLES.joint.items()
        for spouse, printed in row.items()
        if joint(owner, spouse) != printed
    }
    assert different == PRINTED_OTHERWISE
    assert sum(len(row) for row in TABLES.joint.values()) == 3234


def test_it_is_the_table_since_2022():
    assert TABLES.uniform[72] == Decimal("27.4")
    assert TABLES.uniform[75] == Decimal("24.6")
    assert TABLES.single[50] == Decimal("36.2")
    assert TABLES.joint[75][64] == Decimal("25.3")  # the example of Publication 590-B
    assert TABLES.joint[80][65] == Decimal("23.8")
