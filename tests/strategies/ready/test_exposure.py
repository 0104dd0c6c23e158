"""CPPI, glide path and volatility target, each from its formula."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.strategies.days import SIXTY_FORTY, TODAY, answer, asked, ends, market, planned
from trimtab.core.market import Market, PriceSeries
from trimtab.core.problems import BadInputError
from trimtab.strategies import Act, Answer, NoAnswerError, ready_strategy

D = Decimal
HELD = {"stocks.us": "0.6", "bonds": "0.4"}


def stocks(found: Answer) -> Decimal:
    assert found.target is not None
    assert sum(found.target.values()) == 1
    return found.target["stocks.us"]


def test_cppi_holds_a_multiple_of_the_cushion() -> None:
    strategy = ready_strategy("cppi:floor=0.8,multiplier=3")
    assert stocks(answer(strategy, HELD)) == D("0.6")  # 3 x (1 - 0.8)
    kept = {"floor_usd": D(800_000), "since": TODAY, "peak_usd": D(1_000_000)}
    up = answer(strategy, HELD, wealth_usd=D(1_200_000), memory=kept)
    assert stocks(up) == D(1)  # 3 x 400 / 1,200
    down = answer(strategy, HELD, wealth_usd=D(900_000), memory=kept)
    assert stocks(down) == D("0.3333")
    gone = answer(strategy, HELD, wealth_usd=D(790_000), memory=kept)
    assert stocks(gone) == 0
    assert gone.reason == "$790,000 is $0 over the floor of $800,000: 0.0% risky"


def test_its_floor_is_remembered_grows_and_may_follow_the_highest_wealth() -> None:
    first = asked(ready_strategy("cppi"), HELD)
    assert first.memory == {"floor_usd": D("800000.0"), "peak_usd": D(1_000_000), "since": TODAY}
    later = TODAY + timedelta(days=1461)
    grown = answer(ready_strategy("cppi:growth=5"), HELD, today=later, memory=first.memory)
    floor = 800_000 * D("1.05") ** 4
    assert abs(stocks(grown) - 3 * (1_000_000 - floor) / 1_000_000) < D("0.0001")
    high = {**first.memory, "peak_usd": D(1_100_000)}
    assert stocks(answer(ready_strategy("cppi:ratchet=yes"), HELD, memory=high)) == D("0.36")
    assert stocks(answer(ready_strategy("cppi:floor_usd=900000"), HELD)) == D("0.3")


def test_cppi_trades_only_past_its_tolerance_and_ends_at_its_target() -> None:
    assert ends(planned(ready_strategy("cppi:multiplier=2"), HELD))["stocks.us"] == D("40.00")
    near = answer(ready_strategy("cppi"), {"stocks.us": "0.615", "bonds": "0.385"})
    assert "no class is more than 2 points from that" in near.reason


def test_a_glide_path_by_date_is_a_straight_line() -> None:
    strategy = ready_strategy("glide:start=2020-07-01,end=2028-07-01,from=90,to=50")
    exact = D(90) - 40 * D((TODAY - date(2020, 7, 1)).days) / D((date(2028, 7, 1) - date(2020, 7, 1)).days)
    assert abs(stocks(answer(strategy, HELD)) * 100 - exact) <= D("0.005")
    assert stocks(answer(strategy, HELD, today=date(2010, 1, 4))) == D("0.9")
    assert stocks(answer(strategy, HELD, today=date(2040, 1, 3))) == D("0.5")


def test_a_glide_path_by_age_goes_by_the_persons_birth() -> None:
    strategy = ready_strategy("glide:start=40,end=60,from=80,to=60,person=Ann")  # Ann is 50
    assert abs(stocks(answer(strategy, HELD)) - D("0.7")) < D("0.0002")
    with pytest.raises(NoAnswerError, match="when Zoe was born"):
        answer(ready_strategy("glide:start=40,end=60,person=Zoe"), HELD)


def _swinging(percent: str) -> Market:
    """Stocks that go up and down by so much a day, and quiet bonds."""
    days = tuple(TODAY - timedelta(days=n) for n in range(100, -1, -1))
    closes = [D(100)]
    for number in range(1, len(days)):
        closes.append(closes[-1] * (1 + D(percent) / 100 * (1 if number % 2 else -1)))
    return Market(
        {
            "VTI": PriceSeries("VTI", days, tuple(closes)),
            "BND": PriceSeries("BND", days, (D(100),) * len(days)),
        }
    )


def test_a_volatility_target_divides_by_what_was_realised() -> None:
    found = answer(ready_strategy("volatility:target=10,days=60"), HELD, market=_swinging("1"))
    realised = D("0.01") * (D(252) * 60 / 59).sqrt()  # +1%, -1%, ...: mean nought
    assert abs(stocks(found) - D("0.10") / realised) < D("0.0001")


def test_it_keeps_to_its_limits() -> None:
    assert stocks(answer(ready_strategy("volatility:least=35"), HELD, market=_swinging("5"))) == D("0.35")
    assert stocks(answer(ready_strategy("volatility:most=80"), HELD, market=_swinging("0.1"))) == D("0.8")
    assert stocks(answer(ready_strategy("volatility:most=80"), HELD, market=_swinging("0"))) == D("0.8")


def test_without_prices_there_is_no_answer_and_with_too_few_the_own_target() -> None:
    with pytest.raises(NoAnswerError, match="past prices, and there are none"):
        answer(ready_strategy("volatility"), HELD)
    early = answer(ready_strategy("volatility:days=200"), HELD, market=_swinging("1"))
    assert early.target == SIXTY_FORTY
    assert "do not reach back 200 days" in early.reason


def test_monthly_prices_have_no_volatility_over_days_and_old_ones_say_nothing() -> None:
    days = tuple(TODAY - timedelta(days=30 * n) for n in range(100, -1, -1))
    monthly = Market({s: PriceSeries(s, days, (D(100),) * len(days)) for s in ("VTI", "BND")})
    with pytest.raises(NoAnswerError, match="they are not daily"):
        answer(ready_strategy("volatility"), HELD, market=monthly)
    with pytest.raises(NoAnswerError, match="past prices of VTI end on 2024-07-01"):
        answer(ready_strategy("volatility"), HELD, market=_swinging("1"), today=date(2024, 9, 2))


def test_what_is_risky_is_named_or_all_but_bonds_and_cash() -> None:
    target = {"bonds": D("0.2"), "cash": D("0.1"), "stocks.intl": D("0.3"), "stocks.us": D("0.4")}
    held = {"stocks.us": "0.4", "stocks.intl": "0.3", "bonds": "0.2"}
    found = answer(ready_strategy("cppi:multiplier=2.5"), held, target)
    assert found.target == {
        "bonds": D("0.3333"),
        "cash": D("0.1667"),
        "stocks.intl": D("0.2143"),
        "stocks.us": D("0.2857"),
    }
    one = answer(ready_strategy("cppi:multiplier=2.5,risky=stocks.intl"), held, target)
    assert one.target is not None
    assert one.target["stocks.intl"] == D("0.5")
    with pytest.raises(NoAnswerError, match="no class of the target is gold"):
        answer(ready_strategy("cppi:risky=gold"), held, target)


def test_a_target_without_anything_safe_puts_the_rest_in_cash() -> None:
    found = answer(ready_strategy("cppi"), {"stocks.us": "1"}, {"cash": D(0), "stocks.us": D(1)})
    assert found.target == {"cash": D("0.4"), "stocks.us": D("0.6")}


def test_prices_put_everything_into_the_answer_and_nothing_else() -> None:
    found = answer(ready_strategy("volatility"), HELD, market=market())
    assert isinstance(found, Act)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("glide", "glide needs start="),
        ("glide:start=2030-01-01,end=2020-01-01", "the way ends on 2020-01-01, not after 2030-01-01"),
        ("glide:start=60,end=50", "the way ends at 50, not after 60"),
        ("glide:start=60,end=2030-01-01", "are not both dates, or both ages"),
        ("glide:start=soon,end=later", "are neither dates such as 2030-01-31 nor ages"),
        ("volatility:least=50,most=40", "least 50 is over most 40"),
        ("200/175:threshold=100", "destination 175 lies beyond threshold 100"),
        ("momentum:months=3,skip=3", "skip 3 is not less than months 3"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(words: str, message: str) -> None:
    with pytest.raises(BadInputError) as fault:
        ready_strategy(words)
    assert message in str(fault.value)
