"""What every table of household.toml is made of: strict tables, exact numbers, words of fixed lists."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from trimtab.core.money import MORE_THAN_ANYONE_HAS_USD


def _exact(value: Any) -> Any:
    """Whole numbers of TOML are exact too; a truth value is not a number. Nothing passes what sums stay exact with."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value) >= MORE_THAN_ANYONE_HAS_USD:
        raise ValueError(f"{value} is more than any household has")
    return value


def from_text(kind: type[Any]) -> BeforeValidator:
    """Words of a fixed list, which TOML can only give as text."""

    def to_member(value: Any) -> Any:
        if isinstance(value, str) and value in {member.value for member in kind}:
            return kind(value)
        return value

    return BeforeValidator(to_member)


_NUMBER = {"type": "number"}
Number = Annotated[Decimal, BeforeValidator(_exact), Field(allow_inf_nan=False), WithJsonSchema(_NUMBER)]
NotNegative = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
Positive = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(gt=0, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0}),
]
Percent = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, le=100, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
Rate = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, le=90, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 90}),
]
Growth = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=-50, le=50, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": -50, "maximum": 50}),
]
Step = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=Decimal("0.000001"), le=1000, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0.000001, "maximum": 1000}),
]
Text = Annotated[str, Field(min_length=1)]
Days = Annotated[int, Field(ge=0, le=3660)]


class Table(BaseModel):
    """A table of the file: strict types, no unknown keys, never changed."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)
