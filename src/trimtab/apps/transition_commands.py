"""The command for a way to the target that takes years."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer

from trimtab.apps.common import AsJson, HouseholdPath, Html, Width, load, show
from trimtab.core.money import MORE_THAN_ANYONE_HAS_USD

commands = typer.Typer()


def _dollars(text: str) -> Decimal:
    """An amount as typed; commas and a dollar sign are allowed."""
    try:
        amount = Decimal(text.replace(",", "").removeprefix("$"))
    except InvalidOperation:
        raise typer.BadParameter(f"{text!r} is no amount, as in 20000") from None
    if not amount.is_finite():
        raise typer.BadParameter(f"{text!r} is no amount, as in 20000")
    if abs(amount) >= MORE_THAN_ANYONE_HAS_USD:
        raise typer.BadParameter(f"{text!r} is more than any household has")
    return amount


def _budget(text: str) -> Decimal:
    """An amount of nought or more."""
    amount = _dollars(text)
    if amount < 0:
        raise typer.BadParameter(f"{text!r}: a budget is 0 or more")
    return amount


def _percent(text: str) -> Decimal:
    """A yearly growth in percent, above -100 and at most 100."""
    amount = _dollars(text.removesuffix("%"))
    if not -100 < amount <= 100:
        raise typer.BadParameter(f"{text!r}: a yearly growth is more than -100 and at most 100")
    return amount


@commands.command(
    short_help="Plan the way to the target over several years, under yearly budgets.",
    epilog="Example: trimtab transition household.toml --years 4 --gain-budget 60000",
)
def transition(
    household: HouseholdPath,
    years: Annotated[
        int, typer.Option("--years", min=1, max=10, help="In how many years; the first is this one.")
    ],
    gain_budget: Annotated[
        Decimal | None,
        typer.Option(
            "--gain-budget",
            metavar="USD",
            parser=_budget,
            help="The most net capital gain of a year, carryforwards counted.",
        ),
    ] = None,
    tax_budget: Annotated[
        Decimal | None,
        typer.Option(
            "--tax-budget", metavar="USD", parser=_budget, help="The most tax a year's trades may cause."
        ),
    ] = None,
    growth: Annotated[
        Decimal | None,
        typer.Option(
            "--growth",
            metavar="PCT",
            parser=_percent,
            help="How prices move, percent a year; default: they stay.",
        ),
    ] = None,
    html: Html = None,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Bring a low-basis portfolio to its target year by year: what to sell by lot, the tax and the drift of each year.

    Shown beside doing it all now, equal parts each year, and never, in today's dollars.
    """
    from trimtab.adapters.catalogue import class_names, covariance
    from trimtab.apps.outputs import check_outputs
    from trimtab.bootstrap import input_files, law_files, year_of
    from trimtab.reports.choices.transition import transition_document
    from trimtab.services.transition import tax_by_year
    from trimtab.simulate.transition import Terms
    from trimtab.simulate.transition import transition as made

    check_outputs((html,), input_files(household))
    loaded = load(household, as_json)
    _, policy = loaded.checked()
    terms = Terms(years, gain_budget, tax_budget, growth or Decimal(0))
    owned, bill, told = year_of(loaded)
    taxes = tax_by_year(owned, bill, law_files())
    answer = made(owned, policy, covariance(), terms, taxes)
    document = transition_document(answer, class_names(), (*loaded.problems, *told))
    show(document, width, as_json=as_json, html=html)
