"""The one place that names concrete classes: adapters are wired to services here.

Adapters are imported inside the functions: `trimtab --help` must not wait for parsers and schemas.
"""

from trimtab.bootstrap.household import (
    household_with_target,
    import_files,
    init_folder,
    input_files,
    load_household,
    policy_changes,
)
from trimtab.bootstrap.instruments import catalogue, classes_of
from trimtab.bootstrap.lab import design_allocator, load_study, strategy_of, study_levels
from trimtab.bootstrap.law import account_law, bill_of_year, case_of, law_files, life_tables, year_of
from trimtab.bootstrap.market import (
    fetch_prices,
    history_of_classes,
    kept_prices,
    load_market,
    market_for,
    market_levels,
)

__all__ = [
    "account_law",
    "bill_of_year",
    "case_of",
    "catalogue",
    "classes_of",
    "design_allocator",
    "fetch_prices",
    "history_of_classes",
    "household_with_target",
    "import_files",
    "init_folder",
    "input_files",
    "kept_prices",
    "law_files",
    "life_tables",
    "load_household",
    "load_market",
    "load_study",
    "market_for",
    "market_levels",
    "policy_changes",
    "strategy_of",
    "study_levels",
    "year_of",
]
