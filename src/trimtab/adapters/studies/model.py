"""The form of a sweep file, checked by pydantic."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from trimtab.simulate.sweep.splice import PieceKind

MonthText = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Words = list[str]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False)


class PieceForm(_Form):
    """One stretch of a series."""

    file: str
    column: str | Words
    kind: PieceKind
    symbol: str = ""
    income: str = ""
    date: str = ""
    shift: int = 0
    first: MonthText | None = None
    last: MonthText | None = None


class SeriesForm(_Form):
    """One series and its pieces."""

    name: str = "cash"
    pieces: Annotated[list[PieceForm], Field(min_length=1)]


class GridForm(_Form):
    """What is combined with what."""

    look: Annotated[Words, Field(min_length=1)]
    band: Words = ["none"]
    to: Words = ["target"]
    flow: Words = ["none"]
    cost: Words = ["0"]


class RowForm(_Form):
    """One policy, with figures to compare."""

    look: str
    band: str = "none"
    to: str = "target"
    flow: str = "none"
    cost: str = "0"
    published: dict[str, float] | None = None
    beside: dict[str, float] | None = None


class SweepForm(_Form):
    """The whole file."""

    title: str
    source: str = ""
    notes: Words = []
    rows: Literal["day", "month"] = "month"
    first: MonthText | None = None
    last: MonthText | None = None
    measured: str = ""
    start: Annotated[float, Field(gt=0)] = 10_000.0
    prices: Words = []
    target: Annotated[dict[str, float], Field(min_length=1)]
    series: list[SeriesForm] = []
    cash: SeriesForm | None = None
    grid: list[GridForm] = []
    row: list[RowForm] = []
