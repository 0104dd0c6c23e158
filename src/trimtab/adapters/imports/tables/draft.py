"""What is being read from one file: its lines counted, its finds and its problems collected."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trimtab.adapters.imports.cells import custodian_hash, masked
from trimtab.adapters.imports.details import detail_of
from trimtab.adapters.imports.kinds import kind_hint
from trimtab.adapters.imports.reading import LIMIT_CELL_CHARACTERS, LIMIT_CELLS_IN_LINE, line_count
from trimtab.adapters.imports.tables.table import Columns, Record, records_of
from trimtab.core.household import ActivityKind
from trimtab.core.money import CENT, plain, usd
from trimtab.core.problems import Problem, Severity, Source, error, in_order, note, warning
from trimtab.core.statement import (
    FileKind,
    LineKind,
    ParsedFile,
    StatedAccount,
    StatedCash,
    StatedGain,
    StatedLot,
    StatedPosition,
    StatedPrice,
    StatedTransaction,
)

DOWNLOAD_AGAIN = "download the file again; do not edit it in a spreadsheet"
TRADES = frozenset({ActivityKind.BUY, ActivityKind.SELL, ActivityKind.REINVEST})
_OPEN_ENDS = frozenset(LineKind) - {LineKind.BLANK, LineKind.FOOTER, LineKind.TOTAL, LineKind.ERROR}


class Draft:
    """Collects what a reader finds in one CSV file. `finish` closes it as a ParsedFile."""

    def __init__(
        self, name: str, text: str, sha256: str, custodian: str, kind: FileKind, layout: str
    ) -> None:
        self.name, self.shown = name, masked(name)
        self.sha256, self.custodian, self.kind, self.layout = sha256, custodian, kind, layout
        self.records = list(records_of(text))
        self.as_of: date | None = None
        self.history_from: date | None = None
        self.history_to: date | None = None
        self.positions: list[StatedPosition] = []
        self.cash: list[StatedCash] = []
        self.gains: list[StatedGain] = []
        self.prices: list[StatedPrice] = []
        self.problems: list[Problem] = []
        self.transactions: list[StatedTransaction] = []
        self._lots: list[tuple[StatedLot, str]] = []
        self._accounts: dict[str, StatedAccount] = {}
        self._lines: Counter[LineKind] = Counter()
        self._line_count = line_count(text)
        self._seen: Counter[str] = Counter()
        self._last: tuple[Record, LineKind] | None = None
        self._last_is_blank = False

    def use(self, record: Record, kind: LineKind) -> None:
        """Account for all lines of a record, once."""
        self._lines[kind] += record.span
        self._last_is_blank = kind is LineKind.BLANK
        if not self._last_is_blank:
            self._last = (record, kind)

    def source(self, record: Record | None, column: str | None = None) -> Source:
        """Where a record stands; account numbers in the file's name are masked."""
        return Source(self.shown, record.line if record else None, column)

    def wrong(
        self, code: str, message: str, remedy: str, record: Record | None = None, column: str | None = None
    ) -> None:
        """Note an ERROR: the file contributes nothing."""
        self.problems.append(error(code, message, remedy, self.source(record, column)))

    def doubt(
        self, code: str, message: str, remedy: str, record: Record | None = None, column: str | None = None
    ) -> None:
        """Note a WARNING."""
        self.problems.append(warning(code, message, remedy, self.source(record, column)))

    def remark(self, code: str, message: str, remedy: str = "") -> None:
        """Note something worth knowing about the whole file."""
        self.problems.append(note(code, message, remedy, self.source(None)))

    def not_understood(self, record: Record, looked_for: str) -> None:
        """Account for a record nobody expected, as an ERROR with what it says."""
        self.use(record, LineKind.ERROR)
        if not self.is_damaged(record):
            said = masked(", ".join(record.filled))[:80]
            self.wrong(
                "line-not-understood",
                f'"{said}" is not {looked_for}',
                f"{DOWNLOAD_AGAIN}; if the custodian writes it so, describe the file with a [[csv]] entry",
                record,
            )

    def is_damaged(self, record: Record) -> bool:
        """Whether quotes or size make a record unreadable; notes the ERROR."""
        if record.damage == "unclosed":
            self.cut_short(record, "the file ends inside quotes")
        elif record.damage == "quote":
            self.wrong(
                "quote-misplaced", "a cell begins with a quote that does not end it", DOWNLOAD_AGAIN, record
            )
        elif record.damage == "long":
            limit = f"a cell holds more than {LIMIT_CELL_CHARACTERS:,} characters"
            self.wrong("cell-too-long", limit, DOWNLOAD_AGAIN, record)
        elif record.damage == "wide":
            limit = f"a line holds more than {LIMIT_CELLS_IN_LINE} cells"
            self.wrong("line-too-wide", limit, DOWNLOAD_AGAIN, record)
        return bool(record.damage)

    def cut_short(self, record: Record | None, why: str) -> None:
        """Note that the file is not whole, as an ERROR."""
        self.wrong("file-cut-short", f"the file is not whole: {why}", DOWNLOAD_AGAIN, record)

    def note_twice(self, record: Record, columns: Columns) -> None:
        """A header in which two columns go by one name is an ERROR: which one counts would be a guess."""
        for name in columns.twice:
            message = f'two columns of the header are "{name}"'
            self.wrong("column-twice", message, "remove one of the two", record, name)

    def no_total(self, of_what: str) -> None:
        """Note that this layout has no end mark, so that a file cut between two rows cannot be told."""
        self.remark(
            "no-total-row", f"this layout has no total: whether {of_what} is missing cannot be seen in it"
        )

    def check_total(
        self,
        record: Record,
        what: str,
        stated: Decimal | None,
        summed: Decimal,
        rows: int,
        *,
        money: bool = True,
    ) -> None:
        """Compare a stated total with the sum of its rows, to a cent per row; a difference is shown with its amount.

        A sum of rows of which some could not be read says nothing, and is not compared.
        """
        is_misread = any(problem.severity is Severity.ERROR for problem in self.problems)
        if stated is None or is_misread or abs(stated - summed) <= CENT * (rows + 1):
            return
        show = usd if money else plain
        message = (
            f"{what}: the total says {show(stated)}, its {rows} rows sum to {show(summed)}: "
            f"a difference of {show(stated - summed)}"
        )
        if record.closed:
            self.doubt(
                "total-does-not-add-up", message, "compare with the custodian's page before you trade", record
            )
        else:
            self.cut_short(record, message)

    def account(self, number: str, name: str, record: Record | None = None) -> str:
        """The ref of the account with this number (or else this name), noted at first sight."""
        ref = number or name or self.shown
        if ref not in self._accounts:
            shown = masked(name)
            stated = StatedAccount(ref, number, shown, self.custodian, kind_hint(name), self.source(record))
            self._accounts[ref] = stated
        return ref

    def account_from_file_name(self, number: str, name: str) -> str:
        """The ref of a file's one account; where nothing names it, a WARNING asks the user to."""
        if not number and not name:
            self.doubt(
                "account-not-named",
                "neither the file nor its name says which account it is of",
                "say it in household.toml, or keep the name the custodian gave the file",
            )
        return self.account(number, name)

    def only_account(self) -> str:
        """The ref of the one account noted before the first row."""
        return next(iter(self._accounts))

    def add_transaction(self, stated: StatedTransaction, action: str) -> None:
        """Keep a transaction under a fingerprint of its normalised row and its occurrence within the file."""
        account = self._accounts[stated.account_ref]
        price = "" if stated.price_usd is None else plain(stated.price_usd)
        amounts = (plain(stated.quantity), price, plain(stated.amount_usd))
        row = custodian_hash(
            account.number, stated.trade_date, action, stated.symbol, *amounts, stated.description
        )
        self._seen[row] += 1
        self._doubt_signs(stated)
        self._refuse_without_shares(stated)
        self.transactions.append(
            replace(stated, fingerprint=f"{row}-{self._seen[row]}", detail=detail_of(action))
        )

    def _doubt_signs(self, stated: StatedTransaction) -> None:
        """A purchase that takes shares away or brings cash, or a sale that does the reverse, may be a correction."""
        shares, cash = stated.quantity, stated.amount_usd
        bought = stated.kind in {ActivityKind.BUY, ActivityKind.REINVEST} and (shares < 0 or cash > 0)
        sold = stated.kind is ActivityKind.SELL and (shares > 0 or cash < 0)
        if bought or sold:
            message = f"{stated.symbol}: a {stated.kind.value} of {plain(shares)} shares for {usd(cash)}"
            remedy = "if it corrects an earlier line, compare the shares with the custodian's page"
            self.problems.append(warning("sign-unexpected", message, remedy, stated.source))

    def _refuse_without_shares(self, stated: StatedTransaction) -> None:
        """A trade of no shares would open no wash-sale window."""
        if stated.kind in TRADES and stated.symbol and not stated.quantity:
            message = f"{stated.symbol}: a {stated.kind.value} states no number of shares"
            self.problems.append(error("shares-missing", message, DOWNLOAD_AGAIN, stated.source))

    def add_lot(self, stated: StatedLot, cost_per_share_usd: Decimal | None) -> None:
        """Keep a lot; its id is made of its date, its cost per share and an occurrence number when all are known.

        A lot of no shares, which some reports leave behind, owns nothing and is not kept.
        """
        if not stated.quantity:
            return
        day = stated.acquired.isoformat() if stated.acquired else "unknown"
        cost = "unknown" if cost_per_share_usd is None else plain(cost_per_share_usd)
        self._lots.append((stated, f"{day}@{cost}"))

    def finish(self) -> ParsedFile:
        """The file as read. Every line is accounted for."""
        self._check_end()
        assert self._lines.total() == self._line_count, "a reader lost or doubled a line"
        return ParsedFile(
            name=self.name,
            sha256=self.sha256,
            custodian=self.custodian,
            kind=self.kind,
            layout=self.layout,
            as_of=self.as_of,
            line_count=self._line_count,
            lines={kind: self._lines[kind] for kind in LineKind if self._lines[kind]},
            accounts=tuple(self._accounts.values()),
            positions=tuple(self.positions),
            lots=self._numbered_lots(),
            cash=tuple(self.cash),
            transactions=tuple(self.transactions),
            gains=tuple(self.gains),
            prices=tuple(self.prices),
            history_from=self.history_from,
            history_to=self.history_to,
            problems=in_order(self.problems),
        )

    def _check_end(self) -> None:
        if self._last is None:
            return
        record, kind = self._last
        if not record.ended and kind in _OPEN_ENDS:
            self.cut_short(record, "its last line has no line end, so more may have followed")
        elif kind is LineKind.HEADER and not self._last_is_blank:
            self.cut_short(record, "it ends with a header")

    def _numbered_lots(self) -> tuple[StatedLot, ...]:
        """Occurrence numbers follow quantity and cost, so that the order of rows changes no id."""
        order = sorted(
            range(len(self._lots)),
            key=lambda at: (self._lots[at][0].quantity, self._lots[at][0].cost_usd or 0, at),
        )
        seen: Counter[tuple[str, str, str]] = Counter()
        numbered: dict[int, StatedLot] = {}
        for at in order:
            lot, stem = self._lots[at]
            key = (lot.account_ref, lot.symbol, stem)
            seen[key] += 1
            numbered[at] = replace(lot, lot_id=f"{stem}#{seen[key]}")
        return tuple(numbered[at] for at in range(len(self._lots)))
