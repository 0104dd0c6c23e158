"""The heat maps of a sweep."""

from __future__ import annotations

from datetime import date

import numpy as np

from trimtab.reports.lab.sweep_document import sweep_document
from trimtab.reports.lab.sweep_pictures import band_label
from trimtab.reports.time_figures import HeatFigure
from trimtab.simulate.sweep.policy import Band, Cost, SweepPolicy
from trimtab.simulate.sweep.result import Figures, SweepResult


def _swept(looks: list[str], bands: list[Band], costs: list[float]) -> SweepResult:
    """A sweep whose final worth rises with every policy of the grid; the rest stands at a tenth."""
    policies = tuple(
        SweepPolicy(look, band, cost=Cost(bps), name=f"{look} {band_label(band)} {bps}")
        for bps in costs
        for look in looks
        for band in bands
    )
    figures = Figures.empty(1, len(policies))
    for _, array in figures.rows():
        array[:] = 0.1
    figures.final_usd[0] = np.arange(len(policies)) * 1000.0 + 10_000
    return SweepResult(
        "",
        "made",
        policies,
        {"A": 0.6, "B": 0.4},
        date(2000, 1, 3),
        date(2010, 1, 4),
        10_000.0,
        figures,
        np.full((1, len(policies), 2), 0.5),
        ("Made by hand.",),
        (),
    )


def test_a_map_holds_still_what_is_neither_look_nor_band() -> None:
    found = _swept(["month", "year"], [Band(), Band(points=5)], [0, 10])
    document = sweep_document(found)
    section = document.sections[0]
    assert section.key == "heat-final-usd"
    assert "All with 10 basis points of cost" in section.words[0]
    assert "differ by chance" in section.words[1]
    figure = section.figure
    assert isinstance(figure, HeatFigure)
    assert figure.columns == ("month", "year")
    assert [label for label, _ in figure.rows] == ["none", "5 points"]
    assert [[cell.text if cell else "" for cell in cells] for _, cells in figure.rows] == [
        ["$14K", "$16K"],
        ["$15K", "$17K"],
    ]
    assert [cell.is_marked for _, cells in figure.rows for cell in cells if cell] == [
        False,
        False,
        False,
        True,
    ]
    assert [one.key for one in document.sections[:3]] == [
        "heat-final-usd",
        "heat-drift",
        "heat-turnover-year",
    ]


def test_one_look_is_no_grid() -> None:
    document = sweep_document(_swept(["month"], [Band(), Band(points=5)], [0]))
    assert document.sections[0].key == "policies"


def test_bands_are_named_as_people_write_them() -> None:
    bands = [Band(), Band(points=1), Band(points=2.5), Band(relative_pct=20), Band(points=5, relative_pct=25)]
    assert [band_label(band) for band in bands] == ["none", "1 point", "2.5 points", "20% of it", "5/25"]
