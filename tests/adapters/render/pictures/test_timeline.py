"""The timeline: bars on one scale of days, cut at its ends, with a line at today."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tests.html_tree import Tree
from trimtab.adapters.render.document_page import document_page
from trimtab.adapters.render.pictures.timeline import timeline_svg
from trimtab.reports.document import Document, Section
from trimtab.reports.figures import TimelineFigure, TimelineRow

TODAY = date(2026, 11, 20)
START = date(2026, 11, 11)


def figure(*rows: TimelineRow, start: date = START, days: int = 20, today: date = TODAY) -> TimelineFigure:
    end = start + timedelta(days=days - 1)
    return TimelineFigure("Windows", "In words.", "window", (("do not buy", 0),), start, end, today, rows)


def row(start: date, end: date, slot: int = 0) -> TimelineRow:
    return TimelineRow("VTI", "sold <here>", "until then", start, end, slot)


def bars(svg: str) -> list[tuple[str, str]]:
    return re.findall(r'<rect x="([^"]+)" y="[^"]+" width="([^"]+)" height="12" rx="2" class="k', svg)


def test_a_bar_covers_its_first_and_last_day() -> None:
    assert bars(str(timeline_svg(figure(row(date(2026, 11, 13), date(2026, 11, 16))), "w"))) == [
        ("10%", "20%")
    ]
    assert bars(str(timeline_svg(figure(row(START, date(2026, 11, 30))), "w"))) == [("0%", "100%")]


def test_what_lies_outside_the_scale_is_cut_off() -> None:
    assert bars(str(timeline_svg(figure(row(date(2026, 1, 1), date(2026, 11, 12))), "w"))) == [("0%", "10%")]
    assert bars(str(timeline_svg(figure(row(date(2026, 11, 30), date(2027, 5, 1))), "w"))) == [("95%", "5%")]


def test_today_is_a_line_at_the_end_of_the_day() -> None:
    svg = str(timeline_svg(figure(row(START, TODAY)), "w"))
    assert '<line x1="50%" x2="50%"' in svg
    assert svg.count(">today<") == 1


def test_months_are_written_where_there_is_room() -> None:
    assert ">Dec 1<" in str(timeline_svg(figure(days=61, start=date(2026, 10, 21)), "w"))
    near = figure(days=61, start=date(2026, 10, 21), today=date(2026, 11, 30))
    assert ">Dec 1<" not in str(timeline_svg(near, "w"))
    touching_on_a_phone = figure(days=61, start=date(2026, 10, 21), today=date(2026, 11, 24))
    assert ">Dec 1<" not in str(timeline_svg(touching_on_a_phone, "w"))
    year = str(timeline_svg(figure(days=400, start=date(2026, 10, 15)), "w"))
    assert ">Apr 1<" in year
    assert ">May 1<" not in year


def test_it_is_told_in_words_and_nothing_in_it_acts() -> None:
    svg = str(timeline_svg(figure(row(START, TODAY)), "w"))
    assert "In words. VTI, sold &lt;here&gt;: until then." in svg
    assert "<here>" not in svg


def test_a_page_draws_it_with_its_legend() -> None:
    section = Section("windows", "Windows", figure=figure(row(START, TODAY, 1)))
    page = document_page([Document("wash", "Wash", "Home", TODAY, "Open.", sections=(section,))])
    assert Tree(page).open == []
    assert 'class="k1"' in page
    assert "do not buy" in page
