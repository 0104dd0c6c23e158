"""Drift on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from trimtab.adapters.render.pictures.gauge import gauge
from trimtab.adapters.render.terminal.parts import TONE_STYLES, Screen, new_table
from trimtab.reports import words
from trimtab.reports.drift_report import DriftReport
from trimtab.reports.figures import TODAY, BandFigure
from trimtab.reports.tables import Kind, Row, Table, Tone, row_texts

_NARROW_GAUGE, _WIDE_GAUGE = 19, 31
_MOST_OVERLAPS = 6


def show_drift(report: DriftReport, console: Console) -> None:
    """The whole drift view."""
    screen = Screen(console)
    screen.heading(report.household, words.long_date(report.as_of))
    screen.line(screen.text(report.headline, f"bold {TONE_STYLES[report.tone]}"))
    for name, value in report.summary:
        screen.line(screen.text(f"{name:<16}", "dim"), screen.text(value))
    screen.heading("Classes", moments_words(report.mix))
    console.print(band_table(screen, report.mix), highlight=False)
    screen.heading("Accounts")
    _show_accounts(screen, report.accounts)
    _show_triggers(screen, report)
    _show_limits(screen, report)
    _show_overlaps(screen, report)


def moments_words(figure: BandFigure) -> str:
    """Which moments the marks are, behind a heading; empty for today alone."""
    if _has_after(figure):
        return "ring: now, dot: after"
    return "" if figure.when == TODAY else figure.when


def _has_after(figure: BandFigure) -> bool:
    return any(row.after is not None for row in figure.rows)


def band_table(screen: Screen, figure: BandFigure) -> RichTable:
    """Classes with a gauge each; with `after`, both moments and the gap that is left."""
    both = _has_after(figure)
    by_key = {column.key: number for number, column in enumerate(figure.table.columns)}
    keys = ["target", "before", "after"] if both else ["target", "actual"]
    tail = ["gap_after", "gap_after_usd"] if both else ["gap", "gap_usd"]
    if not screen.is_narrow:
        keys.insert(1, "band")
    table = new_table()
    table.add_column("", no_wrap=True, max_width=14 if screen.is_narrow else 28, overflow="ellipsis")
    heads = {
        "target": "Target",
        "before": "Now",
        "after": "After",
        "actual": "Now" if figure.when == TODAY else "After",
        "band": "Band",
    }
    for key in keys:
        table.add_column(heads[key], justify="right", no_wrap=True)
    table.add_column(Text("under  band  over", style="dim", justify="center"), no_wrap=True)
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("Dollars", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    width = _NARROW_GAUGE if screen.is_narrow else _WIDE_GAUGE
    for row, figure_row in zip(figure.table.rows, figure.rows, strict=True):
        texts = row_texts(figure.table, row)
        style = TONE_STYLES[row.tone]
        status = "" if row.tone is Tone.PLAIN else figure_row.status
        if screen.is_narrow:
            status = status.split(" → ")[-1].replace("still ", "") if row.tone is Tone.CARE else ""
        table.add_row(
            screen.text(figure_row.short_label if screen.is_narrow else figure_row.label),
            *(screen.text(texts[by_key[key]], "bold" if key in {"after", "actual"} else "") for key in keys),
            Text(gauge(figure_row, width, screen.glyphs), style=style),
            *(screen.text(texts[by_key[key]], style) for key in tail),
            screen.text(status, style),
        )
    return table


def _show_accounts(screen: Screen, table: Table) -> None:
    rich = screen.table(table)
    if rich.__rich_measure__(screen.console, screen.console.options).maximum <= screen.console.width - 1:
        screen.console.print(rich, highlight=False)
        return
    for row in table.rows:
        screen.line(*_account_line(screen, table, row))


def _account_line(screen: Screen, table: Table, row: Row) -> tuple[Text, Text]:
    texts = row_texts(table, row)
    mix = [
        f"{column.label} {text}"
        for column, cell, text in zip(table.columns, row.cells, texts, strict=True)
        if column.kind is Kind.SHARE and cell is not None
    ]
    return screen.text(f"{texts[0]}, {texts[-1]}: ", "bold"), screen.text(", ".join(mix) or "nothing")


def _show_triggers(screen: Screen, report: DriftReport) -> None:
    screen.heading("What asks for action")
    if not report.triggers:
        screen.bullet("Nothing: no rule of yours asks for a trade.")
    for trigger in report.triggers:
        text = Text.assemble(screen.text(f"{trigger.rule}. ", "bold"), screen.text(trigger.words))
        screen.bullet(text, "!", "yellow")


def _show_limits(screen: Screen, report: DriftReport) -> None:
    if report.limits:
        screen.heading("Limits on what is held")
    for limit in report.limits:
        is_broken = limit.tone is Tone.CARE
        text = Text.assemble(screen.text(f"{limit.name}. ", "bold"), screen.text(limit.words))
        screen.bullet(text, *(("!", "yellow") if is_broken else ()))


def _show_overlaps(screen: Screen, report: DriftReport) -> None:
    if not report.overlaps:
        return
    screen.heading("Held more than once")
    for overlap in report.overlaps[:_MOST_OVERLAPS]:
        text = Text.assemble(
            screen.text(overlap.name, "bold"),
            screen.text(f", {words.short_usd(overlap.total_usd)} ({words.percent(overlap.share)}): "),
            screen.text(f"{overlap.kind}; {'; '.join(overlap.holders)}.", "dim"),
        )
        screen.bullet(text)
    more = len(report.overlaps) - _MOST_OVERLAPS
    if more > 0:
        screen.line(screen.text(f"and {more:,} more, smaller; all are in the JSON", "dim"), indent=4)
