"""What `trimtab plan` can be asked beside the plan itself."""

from __future__ import annotations

from typing import Annotated

import typer

Explain = Annotated[
    str | None,
    typer.Option(
        "--explain", metavar="TICKER", help="Say why this symbol is traded, or is not, in place of the plan."
    ),
]
WhyNot = Annotated[
    str | None,
    typer.Option(
        "--why-not",
        metavar="NAME",
        help="Say why a class, a symbol, or all targets are not reached, in place of the plan.",
    ),
]
Prices = Annotated[
    bool, typer.Option("--prices", help="Also say what each rule costs: plans again without each.")
]
Exact = Annotated[
    bool, typer.Option("--exact", help="Prove that no plan is better by more than a dollar; takes longer.")
]
