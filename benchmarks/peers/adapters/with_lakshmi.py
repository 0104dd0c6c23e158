"""lakshmi: `Allocate` with rebalancing, one account after the other, towards the classes of the whole household."""

from lakshmi import Account, AssetClass, Portfolio
from lakshmi.analyze import Allocate
from lakshmi.assets import ManualAsset
from stopwatch import Work, run

CASH = "cash"


def prepare(household: dict) -> Work:
    """A portfolio of assets by value; cash is an asset of its own class."""
    classes = AssetClass("all")
    for name, weight in household["class_targets"].items():
        classes.add_subclass(weight, AssetClass(name))
    portfolio = Portfolio(classes.validate())
    for account in household["accounts"]:
        made = Account(account["id"], "any")
        for symbol, shares in account["shares"].items():
            value = shares * household["prices"][symbol]
            made.add_asset(ManualAsset(symbol, value, {household["class_of"][symbol]: 1.0}))
        portfolio.add_account(made.add_asset(ManualAsset(CASH, account["cash"], {CASH: 1.0})))

    def work() -> list[tuple[str, float]]:
        for account in household["accounts"]:
            Allocate(account["id"], rebalance=True).analyze(portfolio)
        return [
            (asset.short_name(), asset.adjusted_value() - asset.value())
            for account in portfolio.accounts()
            for asset in account.assets()
            if asset.short_name() != CASH
        ]

    return work


run(prepare)
