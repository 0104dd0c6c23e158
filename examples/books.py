"""Three years of one stock and one fund: a split, a spin-off, a wash sale, and what is left."""

from datetime import date
from decimal import Decimal

from trimtab.core.accounts import AccountKind
from trimtab.core.events import Buy, Event, LotMethod, Sell, SpinOff, Split
from trimtab.ledger.books.rules import BookAccount, BookRules
from trimtab.ledger.books.washed import washed

rules = BookRules(
    accounts=(
        BookAccount("brokerage", AccountKind.TAXABLE, "Ann", LotMethod.HIFO, fund_method=LotMethod.AVERAGE),
        BookAccount("ira", AccountKind.ROTH_IRA, "Ann"),
    ),
    funds=frozenset({"FUND"}),
)


def when(event_id: str, day: str, account_id: str = "brokerage") -> dict[str, object]:
    return {"event_id": event_id, "trade_date": date.fromisoformat(day), "account_id": account_id}


events: list[Event] = [
    Buy(**when("b1", "2023-03-01"), symbol="BIG", quantity=Decimal(10), cost_usd=Decimal(1000)),
    Buy(**when("b2", "2024-03-01"), symbol="BIG", quantity=Decimal(10), cost_usd=Decimal(1500)),
    Split(**when("split", "2024-06-03"), symbol="BIG", new=Decimal(2), old=Decimal(1)),
    Sell(**when("s1", "2024-09-03"), symbol="BIG", quantity=Decimal(20), proceeds_usd=Decimal(1300)),
    Buy(**when("b3", "2024-09-16"), symbol="BIG", quantity=Decimal(5), cost_usd=Decimal(320)),
    Buy(**when("b4", "2024-09-17", "ira"), symbol="BIG", quantity=Decimal(5), cost_usd=Decimal(325)),
    SpinOff(
        **when("spin", "2025-02-03"),
        symbol="BIG",
        new_symbol="SMALL",
        new=Decimal(1),
        old=Decimal(5),
        basis_share=Decimal("0.2"),
    ),
    Buy(**when("f1", "2023-05-01"), symbol="FUND", quantity=Decimal(3), cost_usd=Decimal(100)),
    Buy(**when("f2", "2024-05-01"), symbol="FUND", quantity=Decimal(1), cost_usd=Decimal(40)),
    Sell(**when("s2", "2025-05-05"), symbol="FUND", quantity=Decimal(2), proceeds_usd=Decimal(90)),
    Sell(**when("s3", "2025-06-02"), symbol="FUND", quantity=Decimal(50), proceeds_usd=Decimal(2000)),
]

answer = washed(events, rules)
for line in answer.realised:
    term = {True: "long", False: "short", None: "unknown"}[line.is_long]
    print(
        f"{line.closed} {line.event_id}: {line.quantity} {line.symbol} of {line.lot_id} by {line.method}, "
        f"{term}, result {line.gain_usd}, disallowed {line.disallowed_usd}, counts {line.recognized_usd}"
    )
for lot in answer.held:
    print(
        f"{lot.account_id}: {lot.quantity} {lot.symbol} of {lot.lot_id}, basis {lot.basis_usd}, "
        f"{lot.wash_added_usd} of it from wash sales, held from {lot.held_from}"
    )
for problem in answer.problems:
    print(problem)
