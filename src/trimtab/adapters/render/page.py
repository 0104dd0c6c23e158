"""The plan as one self-contained HTML page: inline style and pictures, no script, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files as package_files
from typing import TYPE_CHECKING

from trimtab.core.money import usd, usd_whole
from trimtab.reports import words
from trimtab.reports.tables import row_texts

if TYPE_CHECKING:
    from jinja2 import Environment

    from trimtab.reports.plan_report import PlanReport

_PACKAGE = "trimtab.adapters.render"


def plan_page(report: PlanReport) -> str:
    """The whole page as text, the same for the same report. Needs no network, runs no script."""
    from markupsafe import Markup

    from trimtab.adapters.render.pictures import figures as svg_figures
    from trimtab.adapters.render.pictures.measures import measure_svg

    style = style_of("plan.css")
    return (
        environment()
        .get_template("plan.html.j2")
        .render(
            report=report,
            style=Markup(style),  # noqa: S704
            policy=content_policy(style),
            mix_svg=svg_figures.band_svg(report.mix, "mix"),
            accounts_svg=svg_figures.stack_svg(report.accounts, "accounts"),
            holdings_svg=svg_figures.stack_svg(report.holdings, "holdings"),
            money_svg=svg_figures.delta_svg(report.money, "money"),
            twins_svg=report.twins and measure_svg(report.twins, "twins"),
        )
    )


def content_policy(style: str) -> str:
    """A content security policy that allows this one style and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def style_of(*sheets: str) -> str:
    """The style sheets of `templates` in this order, and the colours."""
    from trimtab.adapters.render.pictures.palette import palette_css

    folder = package_files(_PACKAGE).joinpath("templates")
    return "".join(folder.joinpath(sheet).read_text("utf-8") for sheet in sheets) + palette_css()


@cache
def environment() -> Environment:
    """Templates that escape everything, in which no text acts."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from trimtab.adapters.render.document_csv import csv_link, file_name
    from trimtab.adapters.render.pictures.palette import slot_of

    environment = Environment(
        loader=PackageLoader(_PACKAGE, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    environment.filters.update(
        usd=usd,
        usd_whole=usd_whole,
        signed=words.signed_usd_cents,
        dollars=words.short_usd,
        long_date=words.long_date,
        listed=words.listed,
        sentence=words.sentence,
        csv_link=csv_link,
        file_name=file_name,
    )
    environment.globals.update(row_texts=row_texts, slot_of=slot_of)
    return environment


def _shown(value: object) -> object:
    """Every text that is not markup of ours has its control characters made visible; Jinja then escapes it."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return words.clean(value)
    return value
