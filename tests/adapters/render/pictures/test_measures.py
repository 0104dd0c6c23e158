"""Small bars: one scale for each measure, savings left of nought, texts escaped."""

from __future__ import annotations

import re
from decimal import Decimal

from trimtab.adapters.render.pictures.measures import measure_svg
from trimtab.reports.figures import MeasureBar, MeasureFigure, MeasureRow
from trimtab.reports.tables import Table

D = Decimal


def figure(*values: tuple[int, int]) -> MeasureFigure:
    rows = tuple(
        MeasureRow(
            f"Way <{n}>",
            "a note",
            (MeasureBar(D(first), f"{first}%"), MeasureBar(D(second), f"${second}", is_money=True)),
            is_ours=n == len(values) - 1,
        )
        for n, (first, second) in enumerate(values)
    )
    return MeasureFigure("Ways", "In words.", ("Off", "Money"), rows, Table("", (), ()))


def bars(svg: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<rect x="([^"]+)" y="[^"]+" width="([^"]+)" height="8" rx="2" class="([^"]+)"', svg)


def test_each_measure_has_its_own_scale_and_money_saved_stands_left_of_nought() -> None:
    assert bars(str(measure_svg(figure((10, 30), (5, -10)), "w"))) == [
        ("0%", "47.5%", "k1 faded"),
        ("64.38%", "35.63%", "cost faded"),
        ("0%", "23.75%", "k0"),
        ("52.5%", "11.88%", "save"),
    ]


def test_nothing_to_measure_is_no_bar() -> None:
    assert {width for _, width, _ in bars(str(measure_svg(figure((0, 0), (0, 0)), "w")))} == {"0%"}


def test_every_amount_is_also_told_in_words() -> None:
    svg = str(measure_svg(figure((10, 30), (5, -10)), "w"))
    assert "Way &lt;0&gt;: off 10%, money $30." in svg
    assert "<0>" not in svg
