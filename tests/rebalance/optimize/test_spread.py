"""The split over years, on cases that can be worked out by hand."""

from __future__ import annotations

from decimal import Decimal

from trimtab.rebalance.optimize.spread import Purchase, Sale, SpreadQuestion, SpreadYear, spread
from trimtab.rebalance.weigh import Piece

D = Decimal


def question(drift_price: str, tax: tuple[Piece, ...], most: Decimal | None = None) -> SpreadQuestion:
    """100,000 of stocks without basis, 60,000 too many; a year's drift costs `drift_price`, the last thrice."""
    pieces = (Piece(None, D(drift_price)),)
    year = {"least_usd": D(0), "tax": tax, "short_premium": D("0.1"), "most_usd": most}
    return SpreadQuestion(
        sales=[Sale("a", {"stocks": D(1)}, D(100_000), D(1), (True, True, True), D(0))],
        purchases=[Purchase("a", "stocks", D(0)), Purchase("a", "bonds", D(0))],
        cash_usd={"a": D(0)},
        exposure_usd={"stocks": D(100_000), "bonds": D(0), "cash": D(0)},
        sides={
            "stocks": ((D(40_000), pieces), (D(40_000), pieces)),
            "bonds": ((D(60_000), pieces), (D(60_000), pieces)),
            "cash": ((D(0), pieces), (D(0), pieces)),
        },
        years=[
            SpreadYear(present=D(1) - D("0.01") * n, drift_years=D(3) if n == 2 else D(1), **year)
            for n in range(3)
        ],
        later_rate=D(0),
        cash_class="cash",
    )


STEPPED = (Piece(D(20_000), D(0)), Piece(None, D("0.2")))


def test_a_step_in_the_tax_spreads_the_gain() -> None:
    """Two sides of drift at 0.05 a year are less than 0.2 of tax over one year's wait, more than none."""
    assert spread(question("0.05", STEPPED)) == (20_000, 20_000, 20_000)


def test_dear_drift_goes_at_once() -> None:
    assert spread(question("0.2", STEPPED)) == (60_000, 0, 0)


def test_what_is_never_worth_its_tax_stays() -> None:
    assert spread(question("0.01", (Piece(None, D("0.5")),))) == (0, 0, 0)


def test_a_limit_binds_every_year() -> None:
    assert spread(question("0.2", STEPPED, D(25_000))) == (25_000, 25_000, 10_000)
