"""An import on the terminal: each file, every line of it accounted for."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from trimtab.adapters.render.terminal.parts import TONE_STYLES, Screen, problem_block
from trimtab.reports import words
from trimtab.reports.import_report import FileLine, ImportReport
from trimtab.reports.tables import Tone

_WORDS = {Tone.GOOD: "read", Tone.CARE: "read, with care", Tone.BAD: "refused"}


def show_import(report: ImportReport, console: Console) -> None:
    """The whole import view."""
    screen = Screen(console)
    screen.gap()
    screen.line(screen.text(report.headline, f"bold {TONE_STYLES[report.tone]}"))
    for file in report.files:
        _show_file(screen, file)
    if report.problems:
        screen.heading("All files together")
        problem_block(screen, report.problems)
    if report.asks:
        screen.heading("Left for you to fill in")
        for ask in report.asks:
            screen.bullet(ask, "?", "cyan")


def _show_file(screen: Screen, file: FileLine) -> None:
    screen.heading(file.name, _WORDS[file.tone])
    what = " · ".join(part for part in (file.layout or file.kind, _as_of(file)) if part)
    screen.line(what, indent=2)
    if file.is_used:
        whose = f" for {words.listed(file.accounts)}" if file.accounts else ""
        screen.line(screen.text(f"{file.found}{whose}"), indent=2)
    screen.line(_line_words(screen, file), indent=2)
    problem_block(screen, file.problems, indent=2)


def _as_of(file: FileLine) -> str:
    return f"as of {words.long_date(file.as_of)}" if file.as_of else ""


def _line_words(screen: Screen, file: FileLine) -> Text:
    parts = ", ".join(f"{count:,} {name}" for name, count in file.lines)
    text = screen.text(f"{words.plural(file.line_count, 'line')}: {parts or 'none used'}", "dim")
    if file.unaccounted:
        text.append_text(screen.text(f"; {file.unaccounted:,} not accounted for", TONE_STYLES[Tone.BAD]))
    return text
