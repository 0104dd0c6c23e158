"""The pictures of the lab: what they say, their data, and their page."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from decimal import Decimal as D

import pytest

from tests.html_tree import Tree
from tests.reports.lab.made_runs import made_run
from trimtab.adapters.catalogue import class_names
from trimtab.adapters.render.document_page import document_page
from trimtab.reports.document import ASSUMPTIONS, Document, Section
from trimtab.reports.lab.disclosure import HYPOTHETICAL
from trimtab.reports.lab.pictures import backtest_sections, line_sections
from trimtab.reports.lab.spread_pictures import heat_figure, spread_figure, start_sections
from trimtab.reports.time_figures import DaysFigure, Tick, WeightsFigure, YearsFigure
from trimtab.simulate.backtest.result import Backtest
from trimtab.simulate.measures.side_by_side import Chance, Contender, Role, side_by_side


def _sections() -> dict[str, Section]:
    made = backtest_sections(made_run(), [made_run("buy and hold", lift=500)], class_names())
    return {section.key: section for section in made}


def _page(sections: tuple[Section, ...]) -> str:
    run = made_run()
    document = Document(
        "backtest",
        "Backtest",
        run.household,
        run.values[-1].day,
        "A headline.",
        sections=(*sections, Section(ASSUMPTIONS, "What this rests on", run.assumptions)),
        not_modelled=HYPOTHETICAL,
    )
    return document_page([document])


def test_every_picture_has_its_data_and_its_caveat() -> None:
    sections = _sections()
    assert list(sections) == ["wealth", "falls", "weights", "tax", "brought"]
    page = _page(tuple(sections.values()))
    assert page.count("<svg") > 5
    assert page.count('class="numbers"') == 5
    assert page.count("Hypothetical: nobody had these results.") == 5
    assert "Made by hand." in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert not Tree(page).open


def test_the_link_holds_the_table() -> None:
    page = _page((_sections()["tax"],))
    [link] = re.findall(r'href="data:text/csv;base64,([^"]+)"', page)
    rows = base64.b64decode(link).decode().splitlines()
    assert rows[0] == "year,caused,twin_0,realized_short,realized_long,dividends,paid_on,law"
    assert rows[2] == "2016,-300,-300,0,-300,30,2017-04-15,law"


def test_a_fall_of_twenty_days_is_not_thinned_away() -> None:
    falls = _sections()["falls"].figure
    assert isinstance(falls, DaysFigure)
    assert min(value for _, value in falls.lines[0].points) < D("-0.49")
    assert "−5" in falls.legend[0][0]
    assert falls.y_ticks[-1].value == 0


def test_weights_stand_in_their_bands_with_their_trades() -> None:
    figure = _sections()["weights"].figure
    assert isinstance(figure, WeightsFigure)
    assert [row.label for row in figure.rows] == ["US stocks", "Bonds"]
    stocks, bonds = figure.rows
    assert [is_up for _, _, is_up in stocks.trades] == [False, False]
    assert [is_up for _, _, is_up in bonds.trades] == [True, True]
    assert (stocks.steps[0].low, stocks.steps[0].target, stocks.steps[0].high) == (
        D("0.55"),
        D("0.6"),
        D("0.65"),
    )
    assert len(stocks.steps) == 1
    table = _sections()["weights"].table
    assert table is not None
    assert len(table.rows) == 2


def test_tax_saved_hangs_below_nought_and_twins_are_marked() -> None:
    figure = _sections()["tax"].figure
    assert isinstance(figure, YearsFigure)
    assert [bar.value for bar in figure.bars] == [1200, -300, 2500]
    assert all(len(bar.beside) == 1 for bar in figure.bars)
    assert figure.y_ticks[0].value <= -300
    assert figure.legend[0][0] == "Own $3.4K"


def test_what_classes_brought_sums_to_the_whole() -> None:
    table = _sections()["brought"].table
    assert table is not None
    dollars = sum(row.cells[3] for row in table.rows if isinstance(row.cells[3], D))
    run = made_run()
    assert abs(dollars - (run.values[-1].wealth_usd - run.values[0].wealth_usd)) < D("0.01")


def test_a_backtest_that_stopped_early_is_not_drawn() -> None:
    with pytest.raises(ValueError, match="stopped early"):
        backtest_sections(replace(made_run(), is_whole=False), [], class_names())


def _contender(name: str, role: Role, run: Backtest) -> Contender:
    return Contender(name, role, run)


def test_differences_over_start_dates_say_whether_they_are_noise() -> None:
    own, hold = made_run(), made_run("hold", lift=500)
    found = side_by_side(
        [_contender("yours", Role.OWN, own), _contender("hold", Role.HOLD, hold)], Chance(resamples=100)
    )
    sections = (*line_sections(found), *start_sections(found))
    assert [section.key for section in sections][:2] == ["wealth", "falls"]
    starts = [section for section in sections if section.key.startswith("starts")]
    assert starts
    assert all("noise" in section.words[0] for section in starts)
    assert not Tree(_page(sections)).open


def test_no_bar_mixes_gains_with_losses() -> None:
    values = [D(n) / 1000 for n in (-13, -2, 1, 1, 7, 30)]
    figure = spread_figure("x", values, Tick(D("0.001"), "middle"), (D("-0.02"), D("0.01")))
    assert sum(one.count for one in figure.bins) == len(values)
    assert not any(one.low < 0 < one.high for one in figure.bins)


def test_the_best_cell_of_a_grid_is_marked_whichever_way_is_good() -> None:
    values = {("a", "x"): D(1), ("a", "y"): D(2), ("b", "x"): D(3)}
    texts = {at: str(value) for at, value in values.items()}
    high = heat_figure("t", ("r", "c"), ["a", "b"], ["x", "y"], values, texts, high_is_good=True)
    low = heat_figure("t", ("r", "c"), ["a", "b"], ["x", "y"], values, texts, high_is_good=False)
    assert high.best == "b × x, 3"
    assert low.best == "a × x, 1"
    [_, (_, (marked, nothing))] = high.rows
    assert nothing is None
    assert marked is not None
    assert marked.is_marked
    page = _page((Section("heat", "Heat", figure=high),))
    assert 'class="cellmark"' in page
