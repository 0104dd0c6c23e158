"""Reads a sweep file, one of the user's or one that comes with trimtab, with the tables that it names."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from trimtab.adapters.studies.model import GridForm, PieceForm, RowForm, SeriesForm, SweepForm
from trimtab.adapters.studies.tables import Tables
from trimtab.core.problems import BadInputError, Problem, Source, error
from trimtab.simulate.sweep.grid import Grid
from trimtab.simulate.sweep.looks import WORDS, is_look
from trimtab.simulate.sweep.prices import Levels
from trimtab.simulate.sweep.splice import Month, Piece, Spliced, splice
from trimtab.simulate.sweep.study import FIGURES, Study, StudyRow

_PERCENT = 100


def ready_studies() -> tuple[str, ...]:
    """The names of the studies that come with trimtab."""
    folder = resources.files("trimtab.adapters.studies")
    return tuple(
        sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml"))
    )


def ready_study(name: str, data: Path) -> Study:
    """A study that comes with trimtab, on the tables in a folder. Raises BadInputError."""
    if name not in ready_studies():
        words = f"there is no study {name!r}"
        raise BadInputError([error("study-unknown", words, f"there are {', '.join(ready_studies())}")])
    text = resources.files("trimtab.adapters.studies").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return study_of(f"{name}.toml", text.encode(), data)


def study_of(name: str, content: bytes, data: Path) -> Study:
    """A sweep file's bytes, on the tables in a folder. Raises BadInputError with every problem."""
    form = _form(name, content)
    problems: list[Problem] = [*_word_problems(name, form)]
    levels = _levels(name, form, data, problems.append) if form.series else None
    if problems:
        raise BadInputError(problems)
    return Study(
        name.removesuffix(".toml"),
        form.title,
        form.source,
        levels,
        tuple(form.prices),
        {symbol: percent / _PERCENT for symbol, percent in form.target.items()},
        tuple(_grid(one) for one in form.grid),
        tuple(_row(one) for one in form.row),
        form.measured,
        form.start,
        tuple(form.notes),
    )


def _form(name: str, content: bytes) -> SweepForm:
    try:
        return SweepForm.model_validate(tomllib.loads(content.decode("utf-8-sig")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadInputError(
            [error("study-toml", f"not TOML: {fault}", "mend the file", Source(name))]
        ) from None
    except ValidationError as fault:
        raise BadInputError(
            error(
                "study-form",
                one["msg"],
                "docs/sweep.md shows the whole form",
                Source(name, None, ".".join(str(part) for part in one["loc"])),
            )
            for one in fault.errors(include_url=False)
        ) from None


def _word_problems(name: str, form: SweepForm) -> list[Problem]:
    where = Source(name)
    found = []
    if form.measured and not is_look(form.measured):
        found.append(error("study-measured", f"measured = {form.measured!r} is no calendar", WORDS, where))
    if bool(form.series) == bool(form.prices):
        words = "prices come either from [[series]] or from prices = [...]"
        found.append(error("study-prices", words, "give one of them", where))
    if form.series and (form.first is None or form.last is None):
        found.append(
            error("study-months", "series need a first and a last month", 'first = "1926-01"', where)
        )
    unknown = {key for row in form.row for key in {**(row.published or {}), **(row.beside or {})}} - set(
        FIGURES
    )
    if unknown:
        words = f"nothing is called {', '.join(sorted(unknown))}"
        found.append(error("study-figure", words, f"there are {', '.join(FIGURES)}", where))
    return found


def _levels(name: str, form: SweepForm, data: Path, report: Callable[[Problem], None]) -> Levels | None:
    read: list[Problem] = []
    tables = Tables(data, read.append)
    series = [_spliced(one, tables) for one in form.series]
    cash = None if form.cash is None else _spliced(form.cash, tables)
    first, last = _month(form.first), _month(form.last)
    if not read and first and last:
        try:
            return splice(series, cash, first, last, form.rows == "day")
        except BadInputError as fault:
            read += fault.problems
    for problem in read:
        report(problem)
    del name
    return None


def _spliced(form: SeriesForm, tables: Tables) -> Spliced:
    return Spliced(form.name, tuple(_piece(piece, tables) for piece in form.pieces))


def _piece(form: PieceForm, tables: Tables) -> Piece:
    names = [form.column] if isinstance(form.column, str) else form.column
    income = tables.column(form.file, [form.income], form.date, form.symbol) if form.income else None
    values = tables.column(form.file, names, form.date, form.symbol)
    first, last = _month(form.first), _month(form.last)
    return Piece(form.file, " + ".join(names), form.kind, values, income, form.shift, first, last)


def _month(text: str | None) -> Month | None:
    return None if text is None else (int(text[:4]), int(text[5:]))


def _grid(form: GridForm) -> Grid:
    return Grid(tuple(form.look), tuple(form.band), tuple(form.to), tuple(form.flow), tuple(form.cost))


def _row(form: RowForm) -> StudyRow:
    return StudyRow(form.look, form.band, form.to, form.flow, form.cost, form.published, form.beside)
