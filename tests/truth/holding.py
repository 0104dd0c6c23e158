"""The desk where holding periods are counted."""

from __future__ import annotations

from datetime import date

from trimtab.tax.holding import is_long_term


class Desk:
    """Shares with the day from which they count as held, and the day of their sale."""

    acquired: date
    sold: date

    def bought(self, day: str) -> None:
        self.acquired = date.fromisoformat(day)

    def sell(self, day: str) -> None:
        self.sold = date.fromisoformat(day)

    def term(self, word: str) -> None:
        assert is_long_term(self.acquired, self.sold) is (word == "long")


DAY = r"(\d{4}-\d\d-\d\d)"
SENTENCES = [
    (rf"shares bought on {DAY}", Desk.bought),
    (rf"sell them on {DAY}", Desk.sell),
    (r"(short|long)-term", Desk.term),
]
