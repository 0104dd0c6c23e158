"""Everything a person is shown of a drift measurement, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trimtab.core.drift import Drift, LimitState, Overlap, Trigger
from trimtab.core.household import Household
from trimtab.core.policy import Policy
from trimtab.reports import words
from trimtab.reports.allocation import account_table, band_figure, class_table, in_tree_order
from trimtab.reports.figures import BandFigure
from trimtab.reports.labels import ClassNames, Masks, Wording, account_labels, class_label, label_of
from trimtab.reports.notes import counts_words
from trimtab.reports.tables import Column, Kind, Row, Table, Tone

_RULE_WORDS = {
    "calendar": "Calendar",
    "band": "Band",
    "limit": "Limit",
    "strategy": "Strategy",
    "strategy_says": "Strategy",
    "absolute": "Band",
    "relative": "Band",
    "5/25": "Band",
    "cash_high": "Too much cash",
    "cash_low": "Too little cash",
    "contribution": "Money coming in",
    "withdrawal": "Money going out",
}
_OVERLAP_WORDS = {
    "security": "the same security in several places",
    "identical": "share classes of one fund",
    "index": "funds that follow the same index",
    "look-through": "held again inside a fund",
}

_SLUG_WORDS = {"us": "US", "intl": "international", "sp500": "S&P 500", "tips": "TIPS", "reit": "REIT"}


@dataclass(frozen=True, slots=True)
class TriggerLine:
    """One rule that asks for action."""

    rule: str
    class_name: str
    words: str


@dataclass(frozen=True, slots=True)
class OverlapLine:
    """The same thing held more than once, and where."""

    name: str
    kind: str
    total_usd: Decimal
    share: Decimal
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LimitLine:
    """A limit on what is held, and where the holding stands."""

    name: str
    words: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class DriftReport:
    """Drift as shown. Amounts in USD, weights as shares of one."""

    household: str
    as_of: date
    headline: str
    summary: tuple[tuple[str, str], ...]
    tone: Tone
    mix: BandFigure
    accounts: Table
    triggers: tuple[TriggerLine, ...]
    overlaps: tuple[OverlapLine, ...]
    limits: tuple[LimitLine, ...] = ()


def drift_report(household: Household, policy: Policy, drift: Drift, class_names: ClassNames) -> DriftReport:
    """Everything to show of one measurement."""
    labels, masks = account_labels(household), Wording(household, class_names)
    return DriftReport(
        household=words.masked(household.name),
        as_of=household.as_of,
        headline=_headline(drift, class_names),
        summary=_summary(drift, policy),
        tone=Tone.CARE if any(c.is_out for c in (*drift.classes, *drift.parents)) else Tone.GOOD,
        mix=band_figure(drift, None, class_names, class_table(drift, class_names)),
        accounts=_account_shares(account_table(drift, None, labels, class_names)),
        triggers=tuple(_trigger(t, class_names, masks) for t in drift.triggers),
        overlaps=tuple(_overlap(o, drift, household, masks) for o in _once(drift.overlaps)),
        limits=tuple(_limit(state, masks) for state in drift.limits),
    )


def _headline(drift: Drift, class_names: ClassNames) -> str:
    classes = in_tree_order((*drift.classes, *drift.parents), class_names)
    over = [class_label(class_names, c.class_id).name for c in classes if c.is_out and c.gap > 0]
    under = [class_label(class_names, c.class_id).name for c in classes if c.is_out and c.gap < 0]
    if not over and not under:
        return "Every class is inside its band."
    parts = []
    if over:
        parts.append(f"{words.listed(over)} {'is' if len(over) == 1 else 'are'} over")
    if under:
        parts.append(f"{words.listed(under)} {'is' if len(under) == 1 else 'are'} under")
    whose = "its band" if len(over) + len(under) == 1 else "their bands"
    return words.sentence(f"Outside {whose}: {', '.join(parts)}")


def _summary(drift: Drift, policy: Policy) -> tuple[tuple[str, str], ...]:
    lines = [
        ("Household", f"{words.short_usd(drift.total_usd)} {counts_words(policy)}"),
        (
            "Off target",
            f"{words.percent(drift.half_sum)} of it, or {words.short_usd(drift.half_sum * drift.total_usd)}",
        ),
    ]
    if drift.tracking_error is not None:
        lines.append(("Tracking error", f"{words.percent(drift.tracking_error)} a year against the target"))
    if drift.reserve_usd:
        lines.append(("Set aside", f"{words.short_usd(drift.reserve_usd)} of cash reserves, not counted"))
    if drift.excluded_usd:
        lines.append(("Left out", f"{words.short_usd(drift.excluded_usd)} of holdings that do not count"))
    lines.append(("Bands", _band_rule_words(policy)))
    return tuple(lines)


def _band_rule_words(policy: Policy) -> str:
    bands = policy.bands
    absolute, relative = (
        f"{words.shares(bands.absolute_points)} points",
        f"{words.shares(bands.relative_pct)}% of target",
    )
    text = {"absolute": absolute, "relative": relative}.get(
        bands.rule.value, f"the narrower of {absolute} and {relative}"
    )
    return text + ("; some classes have their own" if bands.own_points else "")


def _account_shares(table: Table) -> Table:
    """The account table in percent of each account, which is what fits a screen; the total stays in dollars."""
    columns = tuple(Column(c.key, c.label, _share_kind(c)) for c in table.columns)
    rows = []
    for row in table.rows:
        whole = row.cells[-1]
        cells = tuple(_share(cell, whole) for cell in row.cells[1:-1])
        rows.append(Row((row.cells[0], *cells, whole), row.tone))
    return Table("What each account holds", columns, tuple(rows))


def _share_kind(column: Column) -> Kind:
    return Kind.SHARE if column.kind is Kind.USD_WHOLE and column.key != "total" else column.kind


def _share(cell: object, whole: object) -> Decimal | None:
    if not isinstance(cell, Decimal) or not isinstance(whole, Decimal) or whole == 0 or cell == 0:
        return None
    return cell / whole


def _trigger(trigger: Trigger, class_names: ClassNames, masks: Masks) -> TriggerLine:
    name = class_label(class_names, trigger.class_id).name if trigger.class_id else ""
    return TriggerLine(
        _RULE_WORDS.get(trigger.rule, trigger.rule), name, words.sentence(masks(trigger.reason))
    )


def _limit(state: LimitState, masks: Masks) -> LimitLine:
    name, _, ends = state.words.partition(": ")
    outside = state.outside_usd
    side = "over" if outside > 0 else "under"
    stands = f"{words.short_usd(abs(outside))} {side} it" if outside else "inside it"
    text = f"{ends}; it stands at {words.short_usd(state.held_usd)}, {stands}"
    return LimitLine(masks(name), words.sentence(masks(text)), Tone.CARE if outside else Tone.GOOD)


def _overlap(overlap: Overlap, drift: Drift, household: Household, masks: Masks) -> OverlapLine:
    labels = account_labels(household)
    holders = tuple(
        f"{symbol} in {label_of(labels, account_id).title}, {words.short_usd(amount)}"
        for account_id, symbol, amount in overlap.holders
    )
    share = overlap.total_usd / drift.total_usd if drift.total_usd else Decimal(0)
    kind = _OVERLAP_WORDS.get(overlap.kind, overlap.kind)
    return OverlapLine(_overlap_name(overlap, masks), kind, overlap.total_usd, share, holders)


def _overlap_name(overlap: Overlap, masks: Masks) -> str:
    """The name of what is held twice; the slug of a group of funds in words: `us-total-bond` as `US total bond`."""
    if overlap.kind not in {"identical", "index"}:
        return masks(overlap.name)
    named = " ".join(_SLUG_WORDS.get(word, word) for word in overlap.name.split("-"))
    return masks(named[:1].upper() + named[1:])


def _once(overlaps: tuple[Overlap, ...]) -> list[Overlap]:
    """Without those that name the very same holders as one before them."""
    seen: dict[tuple[tuple[str, str, Decimal], ...], Overlap] = {}
    for overlap in overlaps:
        seen.setdefault(overlap.holders, overlap)
    return list(seen.values())
