"""The curve: points in order on round axes, marks named, those that would cover each other under one name."""

from __future__ import annotations

import re
from decimal import Decimal

from trimtab.adapters.render.pictures.curve import curve_svg
from trimtab.reports.figures import CurveFigure, CurvePoint, Tick

D = Decimal


def point(label: str, x: str, y: str, *, is_main: bool = False) -> CurvePoint:
    return CurvePoint(label, D(x), D(y), f"{x} and {y}", is_main)


def figure(*marks: CurvePoint) -> CurveFigure:
    ticks = (Tick(D(0), "none"), Tick(D(10), "all"))
    line = (point("1", "10", "0"), point("2", "5", "4"), point("3", "0", "10"))
    return CurveFigure("Title", "In words.", "Off", "Cost", ticks, ticks, line, marks)


def test_the_line_runs_through_its_points_in_order() -> None:
    svg = str(curve_svg(figure(), "c"))
    lines = re.findall(r'<line x1="([^"]+)" y1="(\d+)" x2="([^"]+)" y2="(\d+)" class="curve"', svg)
    assert lines == [("97%", "310", "56%", "198"), ("56%", "198", "15%", "30")]


def test_marks_on_top_of_each_other_share_a_name_the_main_one_first() -> None:
    svg = str(curve_svg(figure(point("Full way", "1", "9"), point("Plan", "1", "9.1", is_main=True)), "c"))
    assert ">Plan and full way<" in svg
    assert svg.count('class="curvemark"') == 1
    assert svg.count('class="curvemain"') == 1
    apart = str(curve_svg(figure(point("Full way", "1", "1"), point("Plan", "1", "9", is_main=True)), "c"))
    assert ">Plan<" in apart
    assert ">Full way<" in apart


def test_everything_is_told_in_words_and_nothing_acts() -> None:
    svg = str(curve_svg(figure(point("<b>", "1", "9")), "c"))
    assert "In words. 1: 10 and 0. 2: 5 and 4. 3: 0 and 10. &lt;b&gt;: 1 and 9." in svg
    assert "<b>" not in svg


def test_the_number_of_a_point_on_the_floor_stands_above_it() -> None:
    svg = str(curve_svg(figure(), "c"))
    heights = dict(re.findall(r'<text x="[^"]+" y="(\d+)" class="axis" text-anchor="middle">(\d)<', svg))
    assert {number: int(height) for height, number in heights.items()} == {"1": 300, "2": 217, "3": 49}


def test_names_of_near_marks_stand_apart_each_by_its_own() -> None:
    marks = (point("Today", "6", "1", is_main=True), point("Rules", "7", "1"), point("Full way", "8", "0"))
    svg = str(curve_svg(figure(*marks), "c"))
    spots = re.findall(r'<text x="([\d.]+)%" dx="(-?\d+)" y="(\d+)" class="t" text-anchor="(\w+)">', svg)
    assert len(spots) == 3
    boxes = []
    for (x, dx, y, anchor), mark in zip(spots, marks, strict=True):
        near, width = float(x) + int(dx) / 10, len(mark.label) * 0.9
        left = near if anchor == "start" else near - width
        boxes.append((left, left + width, int(y)))
    for number, (left, right, y) in enumerate(boxes):
        for other_left, other_right, other_y in boxes[:number]:
            assert right < other_left or other_right < left or abs(y - other_y) > 9
