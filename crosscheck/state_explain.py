"""Known differences from policyengine-us 2.68.0, each as a change of our own rules that gives its numbers.

Described with their sources in states_explained.md. A difference is explained only if one or two of these changes,
applied to our law and return, reproduce the other program's tax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from trimtab.adapters.law import state_law_for
from trimtab.adapters.state_law import parse_state_law
from trimtab.core.household import FilingStatus
from trimtab.core.money import ZERO, plain
from trimtab.tax.states.law import Allowance, Base, Brackets, ByStatus, NoTax, StateLaw
from trimtab.tax.unit import FilingUnit

Answer = Mapping[str, Decimal]
Change = Callable[[FilingUnit, StateLaw, Answer], StateLaw | None]
TABLE_USD = Decimal("2.50")  # half of a step of 100 at 3.9%, and half a dollar
LOW_INCOME_USD = 31_000
JOINT, SPOUSE = FilingStatus.MARRIED_JOINT, FilingStatus.SURVIVING_SPOUSE


def explanation(unit: FilingUnit, law: StateLaw, answer: Answer, agrees: Callable[[StateLaw], bool]) -> str:
    """The names of the changes that reproduce the other answer, joined by `+`; `unexplained` if none do."""
    for names, changed in _variants(unit, law, answer):
        if agrees(changed):
            return "+".join(names)
    return "unexplained"


def table_difference(place: str, ours_usd: Decimal, answer: Answer) -> str:
    """The name of a difference that comes from tax tables in whole dollars, which Arkansas prints, or nothing."""
    theirs = answer["tax"]
    if place != "us-ar" or theirs != theirs.to_integral_value():
        return ""
    if abs(ours_usd - theirs) <= TABLE_USD:
        return "arkansas-tables"
    low = answer["adjusted_gross_income"] <= LOW_INCOME_USD and theirs < ours_usd
    return "arkansas-low-income-tables" if low else ""


def _variants(unit: FilingUnit, law: StateLaw, answer: Answer) -> Iterator[tuple[tuple[str, ...], StateLaw]]:
    known = {name: change for name, (place, change) in CHANGES.items() if place == law.place}
    for count in (1, 2):
        for names in combinations(known, count):
            changed: StateLaw | None = law
            for name in names:
                changed = changed and known[name](unit, changed, answer)
            if changed:
                yield names, changed


def _all(usd: Decimal) -> ByStatus:
    return dict.fromkeys(FilingStatus, usd)


def _with(law: StateLaw, parts: str) -> StateLaw:
    """The law with the parts of a law file added."""
    head = f'place = "us-zz"\nname = "Difference"\nyear = {law.year}\nrounding = "none"\nnot_modelled = []\n'
    none = '[income]\nsource = "none"\nstart = "none"\n'
    more = parse_state_law("difference", (head + none + parts).encode())
    return replace(
        law,
        additions=(*law.additions, *more.additions),
        subtractions=(*law.subtractions, *more.subtractions),
        deductions=(*law.deductions, *more.deductions),
    )


def _part(kind: str, usd: Decimal) -> str:
    """An addition, subtraction or deduction of that much."""
    of = "" if kind == "deductions" else f'of = "federal_agi"\ncap_usd = {plain(usd)}'
    amount = f"amount_usd = {plain(usd)}" if kind == "deductions" else ""
    return f'[[{kind}]]\nname = "Difference"\nsource = "none"\n{of}{amount}\n'


def _added(law: StateLaw, usd: Decimal) -> StateLaw:
    return _with(law, _part("additions", usd))


def _deductions(law: StateLaw, change: Callable[[Allowance], Allowance]) -> StateLaw:
    return replace(law, deductions=tuple(change(one) for one in law.deductions))


def _without_whole_dollars(_unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw:
    return replace(law, extras=())


def _federal_tax_cap(_unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw:
    def change(one: Allowance) -> Allowance:
        if one.of is not Base.FEDERAL_TAX or one.cap_usd is None:
            return one
        caps = dict.fromkeys(FilingStatus, Decimal(10_000)) | {
            FilingStatus.MARRIED_SEPARATE: one.cap_usd[FilingStatus.MARRIED_SEPARATE]
        }
        return replace(one, cap_usd=caps)

    return _deductions(law, change)


def _federal_tax_with_niit(_unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw:
    def change(one: Allowance) -> Allowance:
        return replace(one, of=Base.FEDERAL_TAX_WITH_NIIT) if one.of is Base.FEDERAL_TAX else one

    return _deductions(law, change)


def _losses_add(unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw | None:
    long = min(unit.gain_long_usd, unit.gain_long_usd + unit.gain_short_usd)
    if long >= 0:
        return None
    return _added(law, min(-long, unit.dividends_qualified_usd) * Decimal("0.4"))


def _senior_2025(_unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw | None:
    if law.year != 2026:
        return None
    return replace(law, deductions=state_law_for("us-mt", 2025).deductions)


def _spouse_as_joint(unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw | None:
    """The brackets and the standard deduction of joint returns for surviving spouses."""
    if unit.status is not SPOUSE or law.brackets is None:
        return None

    def as_joint(one: ByStatus) -> ByStatus:
        return {**one, SPOUSE: one[JOINT]}

    tops = {**law.brackets.upper_usd, SPOUSE: law.brackets.upper_usd[JOINT]}
    standard = law.deductions[0]
    phase_outs = tuple(
        replace(
            one,
            start_usd=as_joint(one.start_usd),
            per_step_usd=as_joint(one.per_step_usd) if one.per_step_usd else None,
            most_usd=as_joint(one.most_usd) if one.most_usd else None,
        )
        for one in standard.phase_outs
    )
    standard = replace(standard, amount_usd=as_joint(standard.amount_usd), phase_outs=phase_outs)
    return replace(
        law,
        brackets=Brackets(law.brackets.rates, tops),
        deductions=(standard, *law.deductions[1:]),
    )


def _spouse_as_neither(unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw | None:
    """For surviving spouses the standard deduction of joint returns and the exemption of single ones."""
    if unit.status is not SPOUSE:
        return None
    standard, exemptions = law.deductions
    joint, single = standard.amount_usd[JOINT], exemptions.amount_usd[FilingStatus.SINGLE]
    return replace(
        law,
        deductions=(
            replace(standard, amount_usd={**standard.amount_usd, SPOUSE: joint}),
            replace(exemptions, amount_usd={**exemptions.amount_usd, SPOUSE: single}),
        ),
    )


def _too_low_after_age_deduction(unit: FilingUnit, law: StateLaw, answer: Answer) -> StateLaw | None:
    if law.no_tax is None:
        return None
    start = Decimal(75_000 if unit.status in (JOINT, FilingStatus.MARRIED_SEPARATE) else 50_000)
    aged = 12_000 * sum(1 for age in unit.ages if age >= 65)
    taken = max(ZERO, aged - max(ZERO, answer["adjusted_gross_income"] - start))
    limits = {status: usd + taken for status, usd in law.no_tax.not_over_usd.items()}
    return replace(law, no_tax=replace(law.no_tax, not_over_usd=limits))


def _losses_not_against_interest(_unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw | None:
    return replace(law, losses=replace(law.losses, against=Base.DIVIDENDS)) if law.losses else None


def _surtax_from_1107700(_unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw | None:
    if law.year != 2026:
        return None
    from_usd = _all(Decimal(1_107_700))
    return replace(law, surtaxes=tuple(replace(one, over_usd=from_usd) for one in law.surtaxes))


def _exemption_of_5250(_unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw | None:
    if law.year != 2026:
        return None
    standard, exemptions = law.deductions
    usd = {status: one * 5250 / 5300 for status, one in exemptions.amount_usd.items()}
    return replace(law, deductions=(standard, replace(exemptions, amount_usd=usd)))


def _elderly_subtraction(unit: FilingUnit, law: StateLaw, answer: Answer) -> StateLaw | None:
    aged = sum(1 for age in unit.ages if age >= 65)
    if not aged:
        return None
    separate = unit.status is FilingStatus.MARRIED_SEPARATE
    base = 12_000 if unit.status is JOINT else 6_000 if separate else 9_600
    start = 9_000 if separate else 18_000 if aged == 2 else 14_500
    left = base - max(ZERO, answer["adjusted_gross_income"] - start) / 2
    return _with(law, _part("deductions", max(ZERO, left)))


def _base_of_section_22(unit: FilingUnit, law: StateLaw, answer: Answer) -> StateLaw | None:
    aged = sum(1 for age in unit.ages if age >= 65)
    if not aged:
        return None
    separate = unit.status is FilingStatus.MARRIED_SEPARATE
    base = 7_500 if aged == 2 else 3_750 if separate else 5_000
    start = 10_000 if unit.status is JOINT else 5_000 if separate else 7_500
    left = base - max(ZERO, answer["adjusted_gross_income"] - start) / 2
    return _with(law, _part("deductions", max(ZERO, left)))


def _without_dividends(unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw:
    usd = unit.dividends_ordinary_usd - unit.dividends_qualified_usd
    return _with(law, _part("subtractions", usd))


def _standard_projected(_unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw | None:
    if law.year != 2026:
        return None
    standard, *rest = law.deductions
    projected = {15_000: 15_300, 22_500: 23_000, 30_000: 30_650}
    usd = {status: Decimal(projected[int(one)]) for status, one in standard.amount_usd.items()}
    return replace(law, deductions=(replace(standard, amount_usd=usd), *rest))


def _no_tax_status(_unit: FilingUnit, law: StateLaw, _answer: Answer) -> StateLaw | None:
    most = state_law_for(law.place, law.year).maximum_tax
    return replace(law, no_tax=NoTax(Base.STATE_INCOME, most.over_usd)) if most else None


def _own_income(unit: FilingUnit, law: StateLaw, answer: Answer) -> StateLaw:
    half = max(ZERO, answer["adjusted_gross_income"] / len(unit.ages))
    cap = _all(min(Decimal(8000), half))
    return _deductions(law, lambda one: replace(one, aged_usd=cap) if any(one.aged_usd.values()) else one)


CHANGES: dict[str, tuple[str, Change]] = {
    "dc-standard-deduction-2026": ("us-dc", _standard_projected),
    "maine-exemption-2026": ("us-me", _exemption_of_5250),
    "massachusetts-no-tax-status": ("us-ma", _no_tax_status),
    "massachusetts-losses": ("us-ma", _losses_not_against_interest),
    "massachusetts-surtax-2026": ("us-ma", _surtax_from_1107700),
    "michigan-section-22": ("us-mi", _base_of_section_22),
    "minnesota-elderly": ("us-mn", _elderly_subtraction),
    "mississippi-dividends": ("us-ms", _without_dividends),
    "missouri-federal-tax-cap": ("us-mo", _federal_tax_cap),
    "missouri-net-investment-tax": ("us-mo", _federal_tax_with_niit),
    "montana-senior-2026": ("us-mt", _senior_2025),
    "new-york-whole-dollars": ("us-ny", _without_whole_dollars),
    "north-dakota-losses": ("us-nd", _losses_add),
    "virginia-too-low": ("us-va", _too_low_after_age_deduction),
    "west-virginia-own-income": ("us-wv", _own_income),
    "wisconsin-surviving-spouse": ("us-wi", _spouse_as_joint),
    "kansas-surviving-spouse": ("us-ks", _spouse_as_neither),
}
