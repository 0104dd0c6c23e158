"""The terminal views: right at 80 and 120 columns, with and without colour, inert."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.console import Console

from tests.parsed_files import sample_files
from tests.plans import CLASS_NAMES, FULL_NUMBER, hostile_plan, sample_plan
from trimtab.adapters.render import terminal
from trimtab.core.drift import LimitState
from trimtab.core.plan import Method
from trimtab.core.problems import error, note
from trimtab.reports.drift_report import drift_report
from trimtab.reports.import_report import import_report
from trimtab.reports.plan_report import plan_report

Show = Callable[[Console], object]


def _plan(console: Console) -> None:
    terminal.print_plan(plan_report(*sample_plan(), CLASS_NAMES), console)


def _full_plan(console: Console) -> None:
    terminal.print_plan(plan_report(*sample_plan(), CLASS_NAMES), console, full=True)


def _hostile_plan(console: Console) -> None:
    terminal.print_plan(plan_report(*hostile_plan(), CLASS_NAMES), console, full=True)


def _drift(console: Console) -> None:
    household, policy, plan = sample_plan()
    terminal.print_drift(drift_report(household, policy, plan.before, CLASS_NAMES), console)


def _hostile_drift(console: Console) -> None:
    household, policy, plan = hostile_plan()
    terminal.print_drift(drift_report(household, policy, plan.before, CLASS_NAMES), console)


def _import(console: Console) -> None:
    terminal.print_import(import_report(*sample_files()), console)


VIEWS = (_plan, _full_plan, _hostile_plan, _drift, _hostile_drift, _import)


def shown(show: Show, width: int = 80, *, colour: bool = False, encoding: str = "utf-8") -> str:
    """What the view writes, as text."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    console = Console(
        width=width, file=stream, force_terminal=colour, color_system="standard" if colour else None
    )
    show(console)
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("show", VIEWS)
def test_no_line_is_wider_than_the_terminal(show: Show, width: int) -> None:
    assert max(len(line) for line in shown(show, width).splitlines()) <= width


@pytest.mark.parametrize("show", VIEWS)
def test_the_same_report_and_width_give_the_same_text(show: Show) -> None:
    assert shown(show, 80) == shown(show, 80)


def test_the_plan_says_headline_tickets_lots_and_reasons() -> None:
    text = shown(_plan, 120)
    for words in (
        "Sell 4, buy 4 in 4 accounts.", "Traditional IRA …7730", "lot 55 of 2025-12-22 @ 338.20  −$385.00 short-term",
        "after 3 and 4", "Or deposit $62,400", "12 of 12 independent", "Before you trade",
    ):  # fmt: skip
        assert words in text, words
    assert text.index("  1  SELL") < text.index("  2  BUY") < text.index("  3  SELL")


def test_a_full_plan_adds_lots_checks_and_small_print() -> None:
    brief, full = shown(_plan, 120), shown(_full_plan, 120)
    for words in ("Lots sold in taxable accounts", "ok I12", "Yearly costs count for 3 years"):
        assert words not in brief
        assert words in full


def test_no_trade_says_why() -> None:
    household, policy, plan = sample_plan()
    empty = replace(plan, trades=(), method=Method.NONE, reason="prices are stale", after=plan.before)
    text = shown(
        lambda console: terminal.print_plan(plan_report(household, policy, empty, CLASS_NAMES), console)
    )
    assert "No trade today." in text
    assert "Prices are stale." in text
    assert "What it costs" not in text


def test_drift_shows_bars_gaps_triggers_and_overlaps() -> None:
    text = shown(_drift, 80)
    assert "US stocks    45.0% 52.7%     ├────┼────┤  ●    +7.7 +$99,001 over" in text
    for words in ("Calendar.", "US total market", "Tracking error  1.6% a year", "$7,000 of cash reserves"):
        assert words in text, words


def test_accounts_that_do_not_fit_are_told_in_a_line_each() -> None:
    lines = shown(_drift, 70).splitlines()
    assert "Roth IRA …1096, $144,245: US stocks 78.5%, Intl stocks 21.5%, Cash" in [
        line.rstrip() for line in lines
    ]


def test_accounts_that_fit_are_a_table() -> None:
    assert "Roth IRA …1096              78.5%       21.5%     –           – 0.1% $144,245" in shown(
        _drift, 120
    )


def test_a_quiet_household_says_that_nothing_asks_for_action() -> None:
    household, policy, plan = sample_plan()
    report = drift_report(household, policy, replace(plan.after, triggers=(), overlaps=()), CLASS_NAMES)
    text = shown(lambda console: terminal.print_drift(report, console))
    assert "Nothing: no rule of yours asks for a trade." in text
    assert "Held more than once" not in text


def test_many_overlaps_are_cut_and_counted() -> None:
    household, policy, plan = sample_plan()
    one = plan.before.overlaps[0]
    many = tuple(replace(one, holders=(*one.holders[:2], (f"a{n}", "X", one.total_usd))) for n in range(8))
    report = drift_report(household, policy, replace(plan.before, overlaps=many), CLASS_NAMES)
    assert "and 2 more, smaller" in shown(lambda console: terminal.print_drift(report, console))


def test_lines_not_accounted_for_are_counted() -> None:
    good = sample_files()[0][2]
    report = import_report([replace(good, line_count=good.line_count + 2)])
    assert "2 not accounted for" in shown(lambda console: terminal.print_import(report, console), 120)


def test_an_import_accounts_for_every_line() -> None:
    text = shown(_import, 80)
    assert "9 lines: 4 positions, 1 cash, 1 total, 1 header, 1 banner, 1 blank" in text
    assert "broken.csv:3 [Quantity]: the file ends within a row (file-cut)" in text
    assert "download it again" in text
    assert "the tax rates of the household" in text


@pytest.mark.parametrize("show", [_hostile_plan, _hostile_drift])
def test_hostile_names_do_not_reach_the_terminal(show: Show) -> None:
    text = shown(show, 100, colour=True)
    assert "\x1b[31mred" not in text
    assert "[bold]red" in text.replace("\n", "").replace(" ", "") or "bold]" in text
    assert "\u202e" not in text
    assert FULL_NUMBER[1:] not in text


def test_colour_only_repeats_what_words_say(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = shown(_drift, 80, colour=True)
    assert "\x1b[" in coloured
    assert Console(file=io.StringIO()).no_color is False
    monkeypatch.setenv("NO_COLOR", "1")
    stream = io.StringIO()
    _drift(Console(width=80, file=stream, force_terminal=True, color_system="standard"))
    for code in ("\x1b[31m", "\x1b[32m", "\x1b[33m", "\x1b[1;33m"):
        assert code not in stream.getvalue()
    assert "under" in stream.getvalue()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize("show", VIEWS)
def test_a_terminal_without_unicode_gets_plain_signs(show: Show, encoding: str) -> None:
    text = shown(show, 80, encoding=encoding)
    assert text
    if show is _drift:
        assert "[----+----]  *" in text


def test_an_explanation_is_found_in_any_case_of_letters() -> None:
    report = plan_report(*sample_plan(), CLASS_NAMES)
    text = shown(lambda console: terminal.print_explanation(report, "vti", console))
    assert "Sold in two accounts" in text
    assert not terminal.print_explanation(report, "XYZ", Console(file=io.StringIO()))


def test_problems_come_errors_first_with_their_remedy() -> None:
    problems = (note("n", "only a note"), error("target-sum", "the target sums to 99%", "make it 100%"))
    text = shown(lambda console: terminal.print_problems(problems, console))
    assert text.index("error") < text.index("note")
    assert "make it 100%" in text
    assert shown(lambda console: terminal.print_problems((), console)) == ""


def test_rich_and_jinja_are_not_imported_before_something_is_shown() -> None:
    code = (
        "import sys; import trimtab.adapters.render.terminal, trimtab.adapters.render.page; "
        "assert not {'rich', 'jinja2', 'markupsafe'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_drift_shows_limits_on_what_is_held() -> None:
    household, policy, plan = sample_plan()
    state = LimitState("VTI", "VTI: at most $1,000", Decimal(3000), None, Decimal(1000))
    report = drift_report(household, policy, replace(plan.before, limits=(state,)), CLASS_NAMES)
    text = shown(lambda console: terminal.print_drift(report, console), 80)
    assert "Limits on what is held" in text
    assert "! VTI. At most $1,000; it stands at $3,000, $2,000 over it." in text
    assert "Limits on what is held" not in shown(_drift, 80)
