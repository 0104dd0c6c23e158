"""The command that asks where things stand."""

from __future__ import annotations

import typer

from trimtab.apps.common import AsJson, Full, HouseholdPath, Html, Width, load, show

commands = typer.Typer()


@commands.command(
    short_help="Score where holdings stand, and rank what would stand better elsewhere.",
    epilog="Example: trimtab location household.toml --html location.html",
)
def location(
    household: HouseholdPath,
    html: Html = None,
    full: Full = False,
    as_json: AsJson = False,
    width: Width = None,
) -> None:
    """Place today's arrangement between the worst and the best one of the same holdings, and rank the moves between.

    Every class keeps its total and every account its size. Each move is priced: what it saves a year, the tax and
    trading it causes now, and what is left over the policy's horizon.
    """
    from trimtab.adapters.catalogue import class_names
    from trimtab.apps.outputs import check_outputs
    from trimtab.bootstrap import case_of, input_files
    from trimtab.reports.choices.location import location_document
    from trimtab.simulate.location import location as located

    check_outputs((html,), input_files(household))
    case, problems = case_of(load(household, as_json))
    given = case.given()
    answer = located(case.household, case.policy, given)
    document = location_document(answer, class_names(), given.tax_of(case.household), problems)
    show(document, width, as_json=as_json, html=html, full=full)
