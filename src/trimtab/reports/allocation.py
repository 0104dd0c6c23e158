"""Where the household stands: classes on their bands, accounts by class, classes by account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_UP, Decimal

from trimtab.core.accounts import TaxTreatment
from trimtab.core.drift import AccountMix, ClassDrift, Drift
from trimtab.core.money import ONE, ZERO
from trimtab.core.policy import CASH_CLASS
from trimtab.reports import words
from trimtab.reports.figures import TODAY, BandFigure, BandRow, Segment, StackedBar, StackFigure, StackGroup
from trimtab.reports.labels import (
    TREATMENT_SLOTS,
    TREATMENT_WORDS,
    AccountLabel,
    ClassLabel,
    ClassNames,
    class_label,
    label_of,
)
from trimtab.reports.tables import Column, Kind, Row, Table, Tone

Labels = Mapping[str, AccountLabel]
_SCALE_STEP = Decimal("0.1")


def in_tree_order(classes: Iterable[ClassDrift], class_names: ClassNames) -> tuple[ClassDrift, ...]:
    """Classes in the order of the class tree; those it does not know at the end, by id."""
    rank = _ranks(class_names)
    return tuple(sorted(classes, key=lambda c: (rank.get(c.class_id, len(rank)), c.class_id)))


def _ranks(class_names: ClassNames) -> dict[str, int]:
    return {class_id: number for number, class_id in enumerate(class_names)}


def side_of_band(drift: ClassDrift) -> str:
    """`over`, `under` or `inside`; on the edge is inside."""
    if not drift.is_out:
        return "inside"
    return "over" if drift.actual > drift.band_high else "under"


def class_table(drift: Drift, class_names: ClassNames) -> Table:
    """One moment: target, band, actual and gap of every class."""
    columns = (
        Column("class", "Asset class"),
        Column("target", "Target", Kind.SHARE),
        Column("band", "Band"),
        Column("actual", "Actual", Kind.SHARE),
        Column("actual_usd", "Held", Kind.USD_WHOLE),
        Column("gap", "Gap, points", Kind.POINTS),
        Column("gap_usd", "Gap, $", Kind.USD_SIGNED),
        Column("status", "Band says"),
    )
    rows = tuple(
        Row(
            (
                class_label(class_names, c.class_id).name,
                c.target,
                band_words(c),
                c.actual,
                c.actual_usd,
                c.gap,
                c.gap * drift.total_usd,
                side_of_band(c),
            ),
            Tone.CARE if c.is_out else Tone.PLAIN,
        )
        for c in in_tree_order((*drift.classes, *drift.parents), class_names)
    )
    return Table("Classes against their bands", columns, rows)


def band_words(drift: ClassDrift) -> str:
    """`40.0–50.0%`."""
    return f"{words.percent(drift.band_low).rstrip('%')}–{words.percent(drift.band_high)}"


def before_after_table(before: Drift, after: Drift, class_names: ClassNames) -> Table:
    """Two moments side by side. Gaps are signed; dollars are of what the target is applied to."""
    columns = (
        Column("class", "Asset class"),
        Column("target", "Target", Kind.SHARE),
        Column("band", "Band"),
        Column("before", "Before", Kind.SHARE),
        Column("after", "After", Kind.SHARE),
        Column("gap_before", "Gap before", Kind.POINTS),
        Column("gap_after", "Gap after", Kind.POINTS),
        Column("gap_after_usd", "Gap after, $", Kind.USD_SIGNED),
        Column("status", "Band says"),
    )
    rows = tuple(
        Row(
            (
                class_label(class_names, old.class_id).name,
                old.target,
                band_words(old),
                old.actual,
                new.actual,
                old.gap,
                new.gap,
                new.gap * after.total_usd,
                band_change(old, new),
            ),
            Tone.CARE if new.is_out else Tone.GOOD if old.is_out else Tone.PLAIN,
        )
        for old, new in paired(before, after, class_names)
    )
    return Table("Before and after, against the bands", columns, rows)


def paired(before: Drift, after: Drift, class_names: ClassNames) -> tuple[tuple[ClassDrift, ClassDrift], ...]:
    """Classes of both moments by id, in the order of the tree, a parent with a band before what is below it."""
    later = {c.class_id: c for c in (*after.classes, *after.parents)}
    rows = in_tree_order((*before.classes, *before.parents), class_names)
    return tuple((c, later.get(c.class_id, c)) for c in rows)


def band_change(before: ClassDrift, after: ClassDrift) -> str:
    """`inside`, `over → inside`, `still under`."""
    old, new = side_of_band(before), side_of_band(after)
    if old == new:
        return new if new == "inside" else f"still {new}"
    return f"{old} → {new}"


def band_figure(
    before: Drift, after: Drift | None, class_names: ClassNames, table: Table, when: str = TODAY
) -> BandFigure:
    """Every class on its band; `after` None draws one moment, which is `when`."""
    rows = []
    for old, new in paired(before, after or before, class_names):
        label = class_label(class_names, old.class_id)
        status = band_change(old, new) if after else side_of_band(old)
        later = new.actual if after else None
        rows.append(
            BandRow(
                label.name,
                label.short_name,
                label.slot,
                old.target,
                old.band_low,
                old.band_high,
                old.actual,
                later,
                status,
            )
        )
    widest = max((max(r.high, r.before, r.after or ZERO) for r in rows), default=ONE)
    scale = (widest / _SCALE_STEP).quantize(ONE, rounding=ROUND_UP) * _SCALE_STEP
    title = "Your mix, before and after" if after else "Your mix against its bands"
    told = (
        "The shaded bar is the band around each target. The ring is today, the dot is after these trades."
        if after
        else f"The shaded bar is the band around each target, the dot is {when}."
    )
    return BandFigure(title, told, max(scale, _SCALE_STEP), tuple(rows), table, when)


def class_order(drift: Drift, class_names: ClassNames) -> tuple[ClassLabel, ...]:
    """The target's classes and whatever else the accounts hold, in the order of the tree."""
    rank = _ranks(class_names)
    ids = {c.class_id for c in drift.classes} | {i for mix in drift.accounts for i in mix.by_class_usd}
    ordered = sorted(ids, key=lambda class_id: (rank.get(class_id, len(rank)), class_id))
    return tuple(class_label(class_names, class_id) for class_id in ordered)


def account_table(before: Drift, after: Drift | None, labels: Labels, class_names: ClassNames) -> Table:
    """Account by class in dollars; with `after`, one row for each moment."""
    classes = class_order(before, class_names)
    columns = (
        Column("account", "Account"),
        *([Column("moment", "")] if after else []),
        *(Column(c.class_id, c.short_name, Kind.USD_WHOLE) for c in classes),
        Column("total", "Total", Kind.USD_WHOLE),
    )
    later = {mix.account_id: mix for mix in (after.accounts if after else ())}
    rows = []
    for mix in before.accounts:
        moments = [("before", mix), ("after", later.get(mix.account_id, mix))] if after else [("", mix)]
        for moment, shown in moments:
            title = label_of(labels, mix.account_id).title
            cells = tuple(shown.by_class_usd.get(c.class_id, ZERO) for c in classes)
            rows.append(Row((title, *([moment] if after else []), *cells, shown.total_usd)))
    return Table("What each account holds", columns, tuple(rows))


def account_figure(
    before: Drift, after: Drift | None, labels: Labels, class_names: ClassNames
) -> StackFigure:
    """Each account's mix as a full-width bar, before and after where both are known."""
    classes = class_order(before, class_names)
    later = {mix.account_id: mix for mix in (after.accounts if after else ())}
    groups = []
    for mix in before.accounts:
        label = label_of(labels, mix.account_id)
        bars = [_mix_bar("Before" if after else "", mix, classes, is_before=after is not None)]
        if after:
            bars.append(_mix_bar("After", later.get(mix.account_id, mix), classes, is_before=False))
        detail = " · ".join(part for part in (label.custodian, label.kind) if part)
        groups.append(StackGroup(label.title, detail, tuple(bars)))
    told = "Each bar is one account, by asset class" + (
        "; the thin bar is before, the thick one after." if after else "."
    )
    legend = tuple((c.name, c.slot) for c in classes)
    table = account_table(before, after, labels, class_names)
    return StackFigure("Account by account", told, "class", legend, tuple(groups), table)


def _mix_bar(label: str, mix: AccountMix, classes: tuple[ClassLabel, ...], *, is_before: bool) -> StackedBar:
    amounts = [(c, mix.by_class_usd.get(c.class_id, ZERO)) for c in classes]
    whole = words.total(amount for _, amount in amounts if amount > 0)
    segments = tuple(
        Segment(c.short_name, c.slot, amount, amount / whole) for c, amount in amounts if amount > 0
    )
    return StackedBar(label, "", mix.total_usd, ONE if whole else ZERO, segments, is_before)


def holding_table(drift: Drift, labels: Labels, class_names: ClassNames) -> Table:
    """Class by account in dollars: where each class is held."""
    held_in = [label_of(labels, mix.account_id) for mix in drift.accounts]
    columns = (
        Column("class", "Asset class"),
        *(Column(label.account_id, label.title, Kind.USD_WHOLE) for label in held_in),
        Column("total", "Household", Kind.USD_WHOLE),
    )
    rows = []
    for label in class_order(drift, class_names):
        cells = tuple(mix.by_class_usd.get(label.class_id, ZERO) for mix in drift.accounts)
        rows.append(Row((label.name, *cells, words.total(cells))))
    totals = tuple(mix.total_usd for mix in drift.accounts)
    rows.append(Row(("All", *totals, words.total(totals)), Tone.TOTAL))
    return Table("Where each class is held", columns, tuple(rows))


def holding_figure(drift: Drift, labels: Labels, class_names: ClassNames) -> StackFigure:
    """Each class as a bar as long as its dollars, its parts coloured by how the account is taxed."""
    classes = class_order(drift, class_names)
    sums = {c.class_id: _held(drift, c.class_id) for c in classes}
    longest = max(sums.values(), default=ZERO) or ONE
    groups = tuple(
        StackGroup(c.name, "", (_holding_bar(drift, labels, c, sums[c.class_id], longest),))
        for c in classes
        if sums[c.class_id] > 0 or c.class_id != CASH_CLASS
    )
    told = "Each bar is as long as the money in its class; the colour tells how the account that holds it is taxed."
    legend = tuple((TREATMENT_WORDS[t], TREATMENT_SLOTS[t]) for t in TaxTreatment)
    table = holding_table(drift, labels, class_names)
    return StackFigure("Where each class is held", told, "treatment", legend, groups, table)


def _held(drift: Drift, class_id: str) -> Decimal:
    return words.total(max(ZERO, mix.by_class_usd.get(class_id, ZERO)) for mix in drift.accounts)


def _holding_bar(
    drift: Drift, labels: Labels, label: ClassLabel, whole: Decimal, longest: Decimal
) -> StackedBar:
    held = [
        (label_of(labels, mix.account_id), mix.by_class_usd.get(label.class_id, ZERO))
        for mix in drift.accounts
    ]
    held.sort(key=lambda pair: (TREATMENT_SLOTS[pair[0].treatment], -pair[1], pair[0].account_id))
    segments = tuple(
        Segment(account.name, TREATMENT_SLOTS[account.treatment], amount, amount / whole)
        for account, amount in held
        if amount > 0
    )
    return StackedBar("", "", whole, whole / longest, segments)
