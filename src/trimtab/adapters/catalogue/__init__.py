"""Funds, classes, covariances and ready-made targets that come with trimtab, each kept as a data file."""

from trimtab.adapters.catalogue.classes import class_names, covariance, default_buys
from trimtab.adapters.catalogue.funds import closest_symbol, load_catalogue
from trimtab.adapters.catalogue.market import market_weights
from trimtab.adapters.catalogue.targets import ReadyTarget, ready_target, ready_targets

__all__ = [
    "ReadyTarget",
    "class_names",
    "closest_symbol",
    "covariance",
    "default_buys",
    "load_catalogue",
    "market_weights",
    "ready_target",
    "ready_targets",
]
