"""The bar of long work: on a terminal with the time left, silent anywhere else."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from trimtab.apps.progress import progress
from trimtab.core.progress import silent


def _terminal(shown: StringIO) -> Console:
    return Console(file=shown, force_terminal=True, width=100, color_system=None)


def test_a_terminal_sees_how_far_the_work_is_and_then_nothing() -> None:
    shown = StringIO()
    with progress("Backtest", "looks", _terminal(shown)) as tell:
        for look in range(5001):
            tell(look, 5000)
    assert "Backtest" in shown.getvalue()
    assert "5000/5000 looks" in shown.getvalue()
    assert "left" in shown.getvalue()
    assert shown.getvalue().endswith("\x1b[2K"), "the bar is wiped away"


def test_nothing_is_shown_where_it_is_no_terminal() -> None:
    shown = StringIO()
    with progress("Backtest", "looks", Console(file=shown, force_terminal=False)) as tell:
        tell(1, 2)
    assert tell is silent
    assert shown.getvalue() == ""


def test_no_work_at_all_is_done() -> None:
    shown = StringIO()
    with progress("Sweep", "policies", _terminal(shown)) as tell:
        tell(0, 0)
    assert "0/0 policies" in shown.getvalue()


def test_stderr_of_a_test_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("Sweep") as tell:
        tell(1, 1)
    assert capsys.readouterr() == ("", "")
