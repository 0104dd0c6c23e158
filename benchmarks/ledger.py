"""Keeping the books of a long history, beside beancount's booking of the same trades.

    python -m benchmarks.ledger [--events 100000] [--accounts 50] [--runs 3] [--peer PYTHON] [--wash-sales]

The peer is the Python of an environment of its own that has beancount, `build/peers/beancount/bin/python` unless told
otherwise; it is no dependency, and where it is missing that part is skipped and says so. Both book first in, first
out; measured is processor time in memory, without reading files. Both must hold the same shares in the end.
`--wash-sales` also measures the books with section 1091 counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from benchmarks.clock import machine, table
from trimtab.core.accounts import AccountKind
from trimtab.core.events import Buy, Dividend, Event, LotMethod, Reinvestment, Sell
from trimtab.ledger.books.fold import keep_books
from trimtab.ledger.books.rules import BookAccount, BookRules
from trimtab.ledger.books.washed import washed

FIRST_DAY, YEARS, SYMBOLS = date(2015, 1, 2), 10, 20
PEER = Path("build/peers/beancount/bin/python")
BOOKING = """
import json, sys, time
from collections import Counter
from beancount.core import data
from beancount.parser import booking, parser
entries, errors, options = parser.parse_file(sys.argv[1])
times = []
for _ in range(int(sys.argv[2])):
    start = time.process_time()
    booked, problems = booking.book(entries, options)
    times.append(time.process_time() - start)
held = Counter()
for entry in booked:
    if isinstance(entry, data.Transaction):
        for posting in entry.postings:
            if posting.cost is not None:
                held[posting.account] += posting.units.number
print(json.dumps([times, len(errors) + len(problems), {name: str(n) for name, n in held.items() if n}]))
"""


def history(events: int, accounts: int) -> list[Event]:
    """The same for the same numbers: buys, reinvestments, dividends, and sales of part of what is held."""
    rng = Random(1)
    held: Counter[tuple[str, str]] = Counter()
    made: list[Event] = []
    for number in range(events):
        key = (f"a{rng.randrange(accounts)}", f"S{rng.randrange(SYMBOLS)}")
        common = {
            "event_id": f"e{number}",
            "account_id": key[0],
            "trade_date": FIRST_DAY + timedelta(days=number * 365 * YEARS // events),
            "sequence": number,
            "symbol": key[1],
        }
        what, price = rng.random(), rng.randint(50, 150)
        if what >= 0.85:
            made.append(Dividend(amount_usd=Decimal(rng.randint(1, 9999)) / 100, **common))
        elif what < 0.55 or not held[key]:
            count = rng.randint(1, 2000)
            held[key] += count
            kind = Reinvestment if what < 0.1 else Buy
            made.append(kind(quantity=Decimal(count) / 100, cost_usd=Decimal(count * price) / 100, **common))
        else:
            count = rng.randint(1, held[key])
            held[key] -= count
            proceeds = Decimal(count * price) / 100
            made.append(Sell(quantity=Decimal(count) / 100, proceeds_usd=proceeds, **common))
    return made


def as_beancount(events: Sequence[Event]) -> str:
    """The purchases and sales as a beancount ledger, each account and symbol an account of its own."""
    lines = ["1970-01-01 open Assets:Cash", "1970-01-01 open Income:Gains"]
    opened = set()
    for event in events:
        if not isinstance(event, Buy | Sell):
            continue
        name = f"Assets:{event.account_id.upper()}:{event.symbol}"
        if name not in opened:
            opened.add(name)
            lines.append(f'1970-01-01 open {name} "FIFO"')
        lines.append(f'{event.trade_date} * "{event.event_id}"')
        if isinstance(event, Buy):
            lines.append(f"  {name}  {event.quantity} {event.symbol}X {{{{{event.cost_usd} USD}}}}")
            lines.append("  Assets:Cash")
        else:
            lines.append(f"  {name}  -{event.quantity} {event.symbol}X {{}}")
            lines.append(f"  Assets:Cash  {event.proceeds_usd} USD")
            lines.append("  Income:Gains")
    return "\n".join(lines) + "\n"


def rules(accounts: int, method: LotMethod = LotMethod.FIFO) -> BookRules:
    """As many taxable accounts."""
    return BookRules(
        tuple(BookAccount(f"a{n}", AccountKind.TAXABLE, "Ann", method) for n in range(accounts)),
        funds=frozenset(f"S{n}" for n in range(SYMBOLS)),
    )


def timed(work: Callable[[], object], runs: int) -> list[float]:
    """Processor seconds of each run."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return found


def booked_by(peer: Path, events: Sequence[Event], runs: int) -> tuple[list[float], dict[str, Decimal]]:
    """How long the peer books, and the shares it holds in the end."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "ledger.beancount"
        ledger.write_text(as_beancount(events), encoding="utf-8")
        command = [str(peer), "-c", BOOKING, str(ledger), str(runs)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    times, errors, held = json.loads(done.stdout)
    if errors:
        raise SystemExit(f"{peer} found {errors} errors in the ledger; nothing to compare")
    return times, {name: Decimal(quantity) for name, quantity in held.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table: the books by each method, the peer, and their ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer", type=Path, default=PEER)
    parser.add_argument("--wash-sales", action="store_true")
    given = parser.parse_args(arguments)
    events = history(given.events, given.accounts)
    rows = []
    ours = 0.0
    for method in (LotMethod.FIFO, LotMethod.HIFO, LotMethod.AVERAGE):
        chosen = rules(given.accounts, method)
        best = min(timed(lambda chosen=chosen: keep_books(events, chosen), given.runs))
        ours = ours or best
        rows.append((f"books, {method}", f"{best:.2f} s", f"{best / ours:.2f}"))
    if given.wash_sales:
        best = min(timed(lambda: washed(events, rules(given.accounts)), 1))
        rows.append(("books and wash sales, fifo", f"{best:.2f} s", f"{best / ours:.2f}"))
    if given.peer.exists():
        times, held = booked_by(given.peer, events, given.runs)
        _same_shares(events, given.accounts, held)
        rows.append(("beancount's booking, FIFO", f"{min(times):.2f} s", f"{min(times) / ours:.2f}"))
        spread = f"median {statistics.median(times):.2f} s"
        print(
            f"beancount: {spread}; the same shares held at the end in {len(held)} positions", file=sys.stderr
        )
    else:
        print(f"SKIPPED: no peer at {given.peer}; benchmarks/README.md says how to make it", file=sys.stderr)
    title = f"{given.events} events, {given.accounts} accounts, best of {given.runs} ({machine()})"
    print(table(title, ("what", "processor", "times our FIFO"), rows))


def _same_shares(events: Sequence[Event], accounts: int, held: dict[str, Decimal]) -> None:
    ours: Counter[str] = Counter()
    for lot in keep_books(events, rules(accounts)).open:
        ours[f"Assets:{lot.account_id.upper()}:{lot.symbol}"] += lot.quantity
    if dict(ours) != held:
        raise SystemExit("the peer holds other shares: nothing to compare")


if __name__ == "__main__":
    main()
