"""Documents as one self-contained HTML page, in the style of the plan's page: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trimtab.adapters.render.page import content_policy, environment, style_of
from trimtab.reports.document import Document
from trimtab.reports.figures import (
    BandFigure,
    CurveFigure,
    MeasureFigure,
    RangeFigure,
    ScaleFigure,
    StackFigure,
    TimelineFigure,
)
from trimtab.reports.time_figures import DaysFigure, HeatFigure, SpreadFigure, WeightsFigure, YearsFigure

if TYPE_CHECKING:
    from markupsafe import Markup

    from trimtab.reports.figures import Figure


@dataclass(frozen=True, slots=True)
class _Part:
    """A document with its name in links and its figures drawn, by section key."""

    name: str
    document: Document
    figures: Mapping[str, Markup]


def document_page(documents: Sequence[Document]) -> str:
    """The page as text, the same for the same documents; several get a list of contents.

    Raises ValueError for a programmer's mistake: no document.
    """
    from markupsafe import Markup

    if not documents:
        raise ValueError("a page needs a document")
    style = style_of("plan.css", "document.css")
    parts = [_part(document, f"d{number}") for number, document in enumerate(documents, start=1)]
    return (
        environment()
        .get_template("document.html.j2")
        .render(
            parts=parts,
            title=f"{documents[0].household}: {', '.join(document.title for document in documents)}",
            style=Markup(style),  # noqa: S704
            policy=content_policy(style),
        )
    )


def _part(document: Document, name: str) -> _Part:
    figures = {
        section.key: _drawn(section.figure, f"{name}-{section.key}-figure")
        for section in document.sections
        if section.figure is not None
    }
    return _Part(name, document, figures)


def _drawn(figure: Figure, name: str) -> Markup:
    from trimtab.adapters.render.pictures.bars import heat_svg, spread_svg, years_svg
    from trimtab.adapters.render.pictures.curve import curve_svg
    from trimtab.adapters.render.pictures.days import days_svg, weights_svg
    from trimtab.adapters.render.pictures.figures import band_svg, delta_svg, stack_svg
    from trimtab.adapters.render.pictures.measures import measure_svg
    from trimtab.adapters.render.pictures.range import range_svg
    from trimtab.adapters.render.pictures.scale import scale_svg
    from trimtab.adapters.render.pictures.timeline import timeline_svg

    if isinstance(figure, BandFigure):
        return band_svg(figure, name)
    if isinstance(figure, StackFigure):
        return stack_svg(figure, name)
    if isinstance(figure, TimelineFigure):
        return timeline_svg(figure, name)
    if isinstance(figure, ScaleFigure):
        return scale_svg(figure, name)
    if isinstance(figure, MeasureFigure):
        return measure_svg(figure, name)
    if isinstance(figure, RangeFigure):
        return range_svg(figure, name)
    if isinstance(figure, DaysFigure):
        return days_svg(figure, name)
    if isinstance(figure, WeightsFigure):
        return weights_svg(figure, name)
    if isinstance(figure, YearsFigure):
        return years_svg(figure, name)
    if isinstance(figure, SpreadFigure):
        return spread_svg(figure, name)
    if isinstance(figure, HeatFigure):
        return heat_svg(figure, name)
    if isinstance(figure, CurveFigure):
        return curve_svg(figure, name)
    return delta_svg(figure, name)
