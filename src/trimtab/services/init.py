"""A first household file from a folder of exports: all they say, and FILL-IN where no export can know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import AccountKind
from trimtab.core.instruments import InstrumentKind
from trimtab.core.money import ZERO
from trimtab.core.problems import Problem, in_order
from trimtab.core.statement import ParsedFile, StatedAccount, StatedPosition
from trimtab.ledger.matching import ending
from trimtab.ledger.prices import stated_price_usd
from trimtab.ledger.sources import file_day, usable_files
from trimtab.ledger.spec import Catalogue
from trimtab.services.imports import in_file_order, unaccounted

SHOWN_DIGITS = 4
_HOUSES = {"schwab": "Schwab", "fidelity": "Fidelity", "vanguard": "Vanguard", "ibkr": "Interactive Brokers"}
_NAME_SAYS = (
    ("inherited roth", AccountKind.INHERITED_ROTH_IRA),
    ("roth 401", AccountKind.ROTH_401K),
    ("roth", AccountKind.ROTH_IRA),
    ("inherited", AccountKind.INHERITED_IRA),
    ("beneficiary", AccountKind.INHERITED_IRA),
    ("simple", AccountKind.SIMPLE_IRA),
    ("sep", AccountKind.SEP_IRA),
    ("ira", AccountKind.TRADITIONAL_IRA),
    ("401", AccountKind.K401),
    ("403", AccountKind.K403B),
    ("hsa", AccountKind.HSA),
    ("health savings", AccountKind.HSA),
    ("529", AccountKind.E529),
    ("trust", AccountKind.TRUST),
    ("joint", AccountKind.TAXABLE),
    ("individual", AccountKind.TAXABLE),
    ("brokerage", AccountKind.TAXABLE),
)


@dataclass(frozen=True, slots=True)
class DraftAccount:
    """One account found in the exports. `kind` None is for the user to fill in; `likely` is what its name suggests."""

    account_id: str
    number: str
    name: str
    custodian: str
    kind: AccountKind | None
    likely: AccountKind | None
    files: tuple[str, ...]
    needs_day: bool = False
    is_nameless: bool = False  # no file says which account it is: it is known by its files

    @property
    def has_menu(self) -> bool:
        """Whether only a plan's own list may be bought in it, as far as is known."""
        return (self.kind or self.likely) in {AccountKind.K401, AccountKind.ROTH_401K, AccountKind.K403B}


@dataclass(frozen=True, slots=True)
class UnknownSecurity:
    """A held security the catalogue does not have: the user says what it is."""

    symbol: str
    name: str
    kind: InstrumentKind | None
    near: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a first household file is written from. `mix_pct` is what is held now, by class, as far as known."""

    exports: str
    as_of: date | None
    accounts: tuple[DraftAccount, ...]
    unknown: tuple[UnknownSecurity, ...]
    mix_pct: tuple[tuple[str, Decimal], ...]
    menus: tuple[tuple[str, tuple[str, ...]], ...] = ()  # account id, symbols held in it


@dataclass(frozen=True, slots=True)
class InitResult:
    """What init found and wrote; `written` is empty where errors kept it from writing."""

    parsed: tuple[ParsedFile, ...]
    draft: Draft
    written: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def asks(self) -> tuple[str, ...]:
        """What no export can know and the household file leaves to fill in or to check, a line each."""
        kinds = [
            f"what kind of account {account.name or account.account_id} is"
            for account in self.draft.accounts
            if account.kind is None
        ]
        days = [
            f"the day of the positions of {account.name or account.account_id}"
            for account in self.draft.accounts
            if account.needs_day
        ]
        securities = [f"what {security.symbol} is made of" for security in self.draft.unknown]
        return (
            *kinds,
            *days,
            *securities,
            "your target: a three-fund mix until you choose",
            "your tax rates: see [tax]",
        )


def draft_household(parsed: Sequence[ParsedFile], catalogue: Catalogue, exports: str) -> Draft:
    """What the exports say, arranged as a household file. Files with errors contribute nothing."""
    files, _ = usable_files(parsed)
    groups = _groups(files)
    accounts = [_account(group) for group in groups]
    accounts = _told_apart(accounts, groups)
    menus = tuple(
        (account.account_id, _held(group, catalogue))
        for account, group in zip(accounts, groups, strict=True)
        if account.has_menu
    )
    days = [file.as_of for file in files if file.as_of is not None]
    return Draft(
        exports,
        max(days, default=None),
        tuple(sorted(accounts, key=lambda account: account.account_id)),
        _unknown(files, catalogue),
        _mix(files, catalogue),
        tuple(sorted(menus)),
    )


def init_result(
    parsed: Sequence[ParsedFile], draft: Draft, written: Sequence[str], problems: Sequence[Problem]
) -> InitResult:
    """The report of init over all files, with their problems."""
    found = [problem for file in parsed for problem in file.problems]
    everything = in_order([*problems, *found, *unaccounted(parsed)])
    return InitResult(in_file_order(parsed), draft, tuple(written), everything)


@dataclass(frozen=True, slots=True)
class _Group:
    """The stated accounts, over all files, that are one account."""

    members: tuple[tuple[ParsedFile, StatedAccount], ...]

    @property
    def number(self) -> str:
        """The longest visible ending of the number."""
        return max((ending(stated.number) for _, stated in self.members), key=lambda n: (len(n), n))

    @property
    def custodian(self) -> str:
        """The custodian's name as a file gives it; empty where none does."""
        return min(
            (s.custodian or f.custodian for f, s in self.members if s.custodian or f.custodian), default=""
        )


def _groups(files: Sequence[ParsedFile]) -> list[_Group]:
    stated = [(file, account) for file in files for account in file.accounts]
    stated.sort(
        key=lambda pair: (-len(ending(pair[1].number)), ending(pair[1].number), pair[1].name, pair[0].name)
    )
    groups: list[_Group] = []
    for file, account in stated:
        for index, group in enumerate(groups):
            if _belongs(file, account, group):
                groups[index] = replace(group, members=(*group.members, (file, account)))
                break
        else:
            groups.append(_Group(((file, account),)))
    return groups


def _belongs(file: ParsedFile, account: StatedAccount, group: _Group) -> bool:
    house = (account.custodian or file.custodian).casefold()
    if house and group.custodian and house != group.custodian.casefold():
        return False
    number = ending(account.number)
    if number:
        return bool(group.number) and group.number.endswith(number)
    names = {stated.name.casefold() for _, stated in group.members if stated.name}
    return bool(account.name) and account.name.casefold() in names


def _account(group: _Group) -> DraftAccount:
    names = sorted({stated.name for _, stated in group.members if stated.name}, key=lambda n: (-len(n), n))
    hints = {stated.kind_hint for _, stated in group.members if stated.kind_hint}
    known = {kind.value for kind in AccountKind}
    kind = AccountKind(min(hints)) if len(hints) == 1 and hints <= known else None
    holding = [file for file, stated in group.members if _states_holdings(file, stated)]
    digits = group.number[-SHOWN_DIGITS:]
    house = _slug(group.custodian) or "account"
    return DraftAccount(
        account_id=f"{house}-{_slug(digits) or _slug(names[0] if names else '')}".rstrip("-"),
        number=digits,
        name=names[0] if names else "",
        custodian=_HOUSES.get(group.custodian.casefold(), group.custodian),
        kind=kind,
        likely=_likely(names),
        files=tuple(sorted({file.name for file, _ in group.members})),
        is_nameless=not digits,
        needs_day=bool(holding) and all(file_day(file, None) is None for file in holding),
    )


def _states_holdings(file: ParsedFile, stated: StatedAccount) -> bool:
    return any(row.account_ref == stated.ref for row in file.positions) or any(
        row.account_ref == stated.ref for row in file.cash
    )


def _likely(names: Sequence[str]) -> AccountKind | None:
    text = " ".join(names).casefold()
    return next((kind for word, kind in _NAME_SAYS if word in text), None)


def _told_apart(accounts: Sequence[DraftAccount], groups: Sequence[_Group]) -> list[DraftAccount]:
    """Longer number endings and counted ids where two accounts would look alike."""
    told = []
    used: dict[str, int] = {}
    for account, group in zip(accounts, groups, strict=True):
        digits = account.number
        while digits and sum(1 for other in groups if other.number.endswith(digits)) > 1:
            if len(digits) >= len(group.number):
                break
            digits = group.number[-len(digits) - 1 :]
        count = used[account.account_id] = used.get(account.account_id, 0) + 1
        name = account.account_id if count == 1 else f"{account.account_id}-{count}"
        told.append(replace(account, number=digits, account_id=name))
    return told


def _slug(text: str) -> str:
    kept = "".join(ch if ch.isascii() and ch.isalnum() else "-" for ch in text.casefold())
    return "-".join(part for part in kept.split("-") if part)


def _rows(group: _Group) -> list[StatedPosition]:
    return [row for file, stated in group.members for row in file.positions if row.account_ref == stated.ref]


def _symbol(row: StatedPosition) -> str:
    return row.symbol.strip() or row.cusip or row.description


def _held(group: _Group, catalogue: Catalogue) -> tuple[str, ...]:
    held = {_symbol(row) for row in _rows(group)}
    return tuple(sorted(s for s in held if not _is_cash(s, catalogue)))


def _is_cash(symbol: str, catalogue: Catalogue) -> bool:
    found = catalogue.instruments.get(symbol)
    return found is not None and found.kind is InstrumentKind.CASH


def _unknown(files: Sequence[ParsedFile], catalogue: Catalogue) -> tuple[UnknownSecurity, ...]:
    rows: dict[str, list[tuple[ParsedFile, StatedPosition]]] = {}
    for file in files:
        for row in file.positions:
            if _symbol(row) not in catalogue.instruments and row.quantity != 0:
                rows.setdefault(_symbol(row), []).append((file, row))
    return tuple(
        UnknownSecurity(
            symbol,
            max((row.description for _, row in found), key=lambda text: (len(text), text)),
            _shape([row.asset_type for _, row in found]),
            catalogue.closest(symbol)[:3],
            tuple(sorted({file.name for file, _ in found})),
        )
        for symbol, found in sorted(rows.items())
    )


def _shape(stated: Sequence[str]) -> InstrumentKind | None:
    """The legal shape, where the export's own asset type is plain."""
    text = " ".join(stated).casefold()
    plain = (
        ("etf", InstrumentKind.ETF),
        ("mutual fund", InstrumentKind.MUTUAL_FUND),
        ("equity", InstrumentKind.STOCK),
        ("stock", InstrumentKind.STOCK),
        ("fixed income", InstrumentKind.BOND),
        ("bond", InstrumentKind.BOND),
    )
    return next((kind for word, kind in plain if word in text), None)


def _mix(files: Sequence[ParsedFile], catalogue: Catalogue) -> tuple[tuple[str, Decimal], ...]:
    """Percent held by class over what the catalogue knows, to a tenth: a help for choosing a target."""
    worth: dict[str, Decimal] = {}
    for file in files:
        for row in file.positions:
            found, price = catalogue.instruments.get(_symbol(row)), stated_price_usd(row)
            for class_id, weight in found.class_weights if found is not None and price is not None else ():
                worth[class_id] = worth.get(class_id, ZERO) + weight * row.quantity * (price or ZERO)
        cash = sum((row.amount_usd for row in file.cash), ZERO)
        if cash:
            worth["cash"] = worth.get("cash", ZERO) + cash
    total = sum(worth.values(), ZERO)
    if total <= 0:
        return ()
    shares = [(class_id, (value * 100 / total).quantize(Decimal("0.1"))) for class_id, value in worth.items()]
    return tuple(sorted(shares, key=lambda share: (-share[1], share[0])))
