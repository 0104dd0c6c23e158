"""The market of one household: for each security that it holds or may buy, the series that stands for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from trimtab.core.accounts import Role
from trimtab.core.history import FLAT, History
from trimtab.core.household import Household
from trimtab.core.instruments import Instrument, InstrumentKind
from trimtab.core.market import CASH_SERIES, Market, PriceSeries
from trimtab.core.money import HUNDRED, ZERO, plain
from trimtab.core.policy import Policy
from trimtab.core.problems import BadInputError, Problem, error, errors_in, in_order, note, warning
from trimtab.services.market.gaps import CARRIED
from trimtab.services.market.load import MarketLoad
from trimtab.services.market.paid import RECOVERED
from trimtab.services.market.stand_ins import flat, joined, mixed, taxed_as, unbundled, yield_of

BEFORE_IT = ", before it "
UNTRADED = frozenset({InstrumentKind.PROPERTY, InstrumentKind.PRIVATE})


@dataclass(frozen=True, slots=True)
class HouseholdMarket:
    """Prices by the household's own symbols, or None with the errors among `problems`.

    From `first_day` to `last_day` every security that is held has a price. `absent` may be bought and have none: no
    backtest can buy them. `cash` is the total-return series that cash earns (None: nothing). `told` are the
    sentences that must stand beside every result: what stands in for what. `stands` says the same by symbol.
    """

    market: Market | None
    first_day: date | None
    last_day: date | None
    absent: frozenset[str]
    cash: PriceSeries | None
    told: tuple[str, ...]
    problems: tuple[Problem, ...]
    stands: Mapping[str, str] = field(default_factory=dict)

    def checked(self) -> Market:
        """The market. Raises BadInputError with every problem where there is none."""
        if self.market is None:
            raise BadInputError(self.problems)
        return self.market

    def with_cash(self) -> Market:
        """The market with what cash earns as one of its series. Raises as `checked` does."""
        market = self.checked()
        return market if self.cash is None else Market({**market.series, CASH_SERIES: self.cash})


def held_symbols(household: Household) -> tuple[str, ...]:
    """What is held and needs a price: all but cash funds and what is left out of the plan, sorted."""
    held = {
        position.symbol
        for account in household.accounts
        for position in account.positions
        if position.role is not Role.EXCLUDED
    }
    return tuple(sorted(symbol for symbol in held if not _is_cash(household, symbol)))


def buyable_symbols(household: Household, policy: Policy) -> tuple[str, ...]:
    """What may be bought beside that: `[buys]`, replacements and menus, sorted."""
    wanted = {symbol for symbols in policy.buys.values() for symbol in symbols}
    wanted |= {one.buy for one in policy.replacements}
    for account in household.accounts:
        wanted |= account.menu or frozenset()
    held = held_symbols(household)
    return tuple(
        sorted(symbol for symbol in wanted if symbol not in held and not _is_cash(household, symbol))
    )


def series_needed(
    household: Household, policy: Policy, history: History, instruments: Mapping[str, Instrument]
) -> frozenset[str]:
    """Symbols of all series that may come to stand for anything of the household: what is worth reading of a file."""
    own = {*held_symbols(household), *buyable_symbols(household, policy)}
    listed = {name for names in (*history.symbols.values(), *history.classes.values()) for name in names}
    groups = {group for symbol in own for group in _groups(household.instruments.get(symbol)) if group}
    near = {symbol for symbol, one in instruments.items() if groups.intersection(_groups(one))}
    return frozenset({*own, *listed, *near, *([history.cash] if history.cash else [])} - {FLAT})


def household_market(
    household: Household,
    policy: Policy,
    history: History,
    loaded: MarketLoad,
    instruments: Mapping[str, Instrument],
) -> HouseholdMarket:
    """Find a series for every security: as `[history.symbols]` says, its own, one of the same portfolio or index, as
    `[history.classes]` says. What is held and has none is an error, all at once; frozen things keep today's value.

    `instruments` is the catalogue: it tells which series follows the same index.
    """
    finder = _Finder(household, history, loaded, instruments)
    held = held_symbols(household)
    found: dict[str, PriceSeries] = {}
    absent: set[str] = set()
    for symbol in held:
        if (one := finder.find(symbol, is_held=True)) is not None:
            found[symbol] = one
    for symbol in buyable_symbols(household, policy):
        one = finder.find(symbol, is_held=False)
        if one is None:
            absent.add(symbol)
        else:
            found[symbol] = one
    if absent:
        words = (
            f"no series stands for {', '.join(sorted(absent))}: they may be bought, and no backtest buys them"
        )
        finder.problems.append(note("history-absent", words, finder.remedy(min(absent)), history.source))
    finder.tell_stand_ins()
    cash = finder.cash()
    finder.tell_origins()
    problems = in_order([*loaded.problems, *finder.problems])
    if errors_in(problems):
        return HouseholdMarket(None, None, None, frozenset(absent), None, (), problems)
    moving = [found[symbol] for symbol in held if symbol in found]
    moving += [cash] if cash is not None else []
    return HouseholdMarket(
        Market(found),
        max((one.days[0] for one in moving), default=None),
        min((one.days[-1] for one in moving), default=None),
        frozenset(absent),
        cash,
        tuple(dict.fromkeys(finder.told)),
        problems,
        dict(sorted(finder.stands.items())),
    )


class _Finder:
    """Finds series, and keeps what there is to tell of it."""

    def __init__(
        self,
        household: Household,
        history: History,
        loaded: MarketLoad,
        instruments: Mapping[str, Instrument],
    ) -> None:
        self.household = household
        self.history = history
        self.series = loaded.series
        self.instruments = instruments
        self.names = sorted({*self.series, *(name for file in loaded.files for name in file.left_out)})
        self.days = sorted({day for one in self.series.values() for day in one.days})
        self.problems: list[Problem] = []
        self.told: list[str] = []
        self.stands: dict[str, str] = {}
        self._mixes: dict[tuple[Decimal, tuple[tuple[tuple[str, ...], Decimal], ...]], PriceSeries] = {}
        self._used: set[str] = set()
        self._stood_in: dict[tuple[str, str, bool], list[str]] = {}

    def find(self, symbol: str, is_held: bool) -> PriceSeries | None:
        """The series for a security, its distributions divided as its yields are; None where there is none."""
        instrument = self.household.instruments.get(symbol) or self.instruments.get(symbol)
        if instrument is None:
            return None
        names = self._names(symbol, instrument)
        if not names and instrument.kind not in UNTRADED:
            mix = self._by_class(symbol, instrument)
            if mix is not None:
                return self._finished(mix, symbol, instrument)
        if not names and is_held and (instrument.kind in UNTRADED or self._is_frozen(symbol)):
            self._stand_in(symbol, f"its value of {self.household.as_of}", "it has no series", warns=True)
            names = (FLAT,)
        if not names:
            if is_held:
                words = f"no series stands for {symbol}, which is held"
                remedy = self.remedy(symbol)
                self.problems.append(error("history-missing", words, remedy, self.history.source))
            return None
        made = self._chain(instrument, names)
        return None if made is None else self._finished(made, symbol, instrument)

    def cash(self) -> PriceSeries | None:
        """The series that cash earns; its distributions are part of what it earns."""
        name = self.history.cash
        if not name:
            self._tell('Cash earns nothing: name a series, as in [history] cash = "BIL".')
            return None
        one = self.series.get(name)
        if one is None:
            self._absent(name, "cash")
            return None
        self._used.add(name)
        self.told.append(f"Cash earns what {name} does from {one.days[0]}; before that it earns nothing.")
        return replace(one, symbol=CASH_SERIES)

    def _names(self, symbol: str, instrument: Instrument) -> tuple[str, ...]:
        if symbol in self.history.symbols:
            names = self.history.symbols[symbol]
            self._stand_in(symbol, BEFORE_IT.join(names), "as [history] says", warns=False)
            return names
        if symbol in self.series:
            self.stands[symbol] = symbol
            return (symbol,)
        for group, words in zip(
            _groups(instrument), ("of the same portfolio", "of the same index"), strict=True
        ):
            near = [
                name for name in sorted(self.series) if group and group in _groups(self.instruments.get(name))
            ]
            if near:
                longest = min(near, key=lambda name: (self.series[name].days[0], name))
                self._stand_in(symbol, longest, words, warns=True)
                return (longest,)
        return ()

    def _by_class(self, symbol: str, instrument: Instrument) -> PriceSeries | None:
        """What `[history.classes]` names for the classes of a security: one series, or a mix of several."""
        shares: dict[tuple[str, ...], Decimal] = {}
        for class_id, share in instrument.class_weights:
            names = _nearest(class_id, self.history.classes)
            shares[names] = shares.get(names, ZERO) + share
        parts: list[tuple[PriceSeries, Decimal]] = []
        for names, share in shares.items():
            one = self._chain(instrument, names) if names else None
            if one is None:
                return None
            parts.append((one, share))
        if not parts:
            return None
        key = (yield_of(instrument), tuple(sorted(shares.items())))
        mix = parts[0][0] if len(parts) == 1 else self._mixes.get(key)
        if mix is None:
            mix = self._mixes[key] = mixed(symbol, parts)
        named = ", ".join(
            f"{plain(share * HUNDRED)}% {BEFORE_IT.join(names)}" for names, share in shares.items()
        )
        self._stand_in(symbol, named.removeprefix("100% "), "by class", warns=True)
        return mix

    def _chain(self, instrument: Instrument, names: Sequence[str]) -> PriceSeries | None:
        made: PriceSeries | None = None
        for name in names:
            one = self._named(name, instrument)
            if one is None:
                return None
            made = one if made is None else joined(made, one)
        return made

    def _named(self, name: str, instrument: Instrument) -> PriceSeries | None:
        symbol = instrument.symbol
        if name == FLAT:
            price = self.household.prices.get(symbol)
            usd = HUNDRED if price is None else price.usd
            return flat(symbol, self.days, usd, yield_of(instrument))
        one = self.series.get(name)
        if one is None:
            self._absent(name, symbol)
            return None
        self._used.add(name)
        if not one.is_total_return:
            return one
        self.told.append(
            f"{symbol}: of the total-return series {name}, {plain(yield_of(instrument))}% a year is taken as income."
        )
        return unbundled(one, yield_of(instrument))

    def _finished(self, made: PriceSeries, symbol: str, instrument: Instrument) -> PriceSeries:
        if made.distributions and not yield_of(instrument) and symbol not in self.history.qualified_pct:
            self._tell(
                f"{symbol}: its distributions are taken as ordinary income; no yields are known of it."
            )
        return replace(taxed_as(made, instrument, self.history.qualified_pct.get(symbol)), symbol=symbol)

    def _is_frozen(self, symbol: str) -> bool:
        return all(
            position.role is Role.FROZEN
            for account in self.household.accounts
            for position in account.positions
            if position.symbol == symbol
        )

    def _absent(self, name: str, symbol: str) -> None:
        words = f'[history] names "{name}" for {symbol}, and no file has it'
        near = ", ".join(self.names[:12])
        self.problems.append(
            error("history-series", words, f"name one that is there: {near}", self.history.source)
        )

    def _stand_in(self, symbol: str, what: str, why: str, *, warns: bool) -> None:
        self.stands[symbol] = f"{what}, {why}"
        self._stood_in.setdefault((what, why, warns), []).append(symbol)

    def remedy(self, symbol: str) -> str:
        """What to write for a security without a series; the closest one that the files have is named."""
        instrument = self.household.instruments.get(symbol) or self.instruments.get(symbol)
        if instrument is None:
            return f'write under [history.symbols] "{symbol}" = "SERIES" or "{FLAT}"'
        known = [name for name in self.names if name in self.instruments]
        scores = {name: _overlap(instrument, self.instruments[name]) for name in known}
        best = min(scores, key=lambda name: (-scores[name], name), default="")
        series = best if scores.get(best) else "SERIES"
        words = f'write under [history.symbols] "{symbol}" = "{series}" or "{FLAT}"'
        classes = {class_id for class_id, _ in instrument.class_weights}
        if len(classes) > 1:
            classes = {_upper(class_id) for class_id in classes}
        if len(classes) > 1:
            return words
        return f'{words}, or under [history.classes] "{classes.pop()}" = "{series}"'

    def tell_stand_ins(self) -> None:
        """One sentence for all that one series stands for; a warning where nobody asked for it."""
        for (what, why, warns), symbols in sorted(self._stood_in.items()):
            words = f"For {', '.join(symbols)}: {what}, {why}."
            if warns:
                self._tell(words)
            else:
                self.told.append(words)

    def tell_origins(self) -> None:
        """Which files the prices are from, and what was done to the series that are used."""
        used = [self.series[name] for name in sorted(self._used)]
        files: dict[str, list[str]] = {}
        for one in used:
            if told := one.provenance:
                day = f", fetched {told.retrieved}" if told.retrieved else ""
                files.setdefault(f"{told.origin} (sha256 {told.sha256[:12]}{day})", []).append(one.symbol)
                self.told += [f"{one.symbol}: {words}" for words in told.adjustments if CARRIED in words]
        for file, symbols in sorted(files.items()):
            self.told.append(f"Prices of {', '.join(symbols)}: {file}.")
        recovered = [
            one.symbol
            for one in used
            if one.provenance and any(RECOVERED in words for words in one.provenance.adjustments)
        ]
        if recovered:
            self.told.append(f"Distributions of {', '.join(recovered)} were recovered from adjusted closes.")
        averages = [one.symbol for one in used if one.is_month_average]
        if averages:
            self.told.append(f"{', '.join(averages)}: averages of months; volatility comes out too low.")

    def _tell(self, words: str) -> None:
        self.told.append(words)
        self.problems.append(warning("history-stand-in", words, "", self.history.source))


def _groups(instrument: Instrument | None) -> tuple[str, str]:
    return ("", "") if instrument is None else (instrument.identical_group, instrument.index_group)


def _nearest(class_id: str, classes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    parts = class_id.split(".")
    for end in range(len(parts), 0, -1):
        if names := classes.get(".".join(parts[:end])):
            return names
    return ()


def _is_cash(household: Household, symbol: str) -> bool:
    instrument = household.instruments.get(symbol)
    return instrument is not None and instrument.kind is InstrumentKind.CASH


def _overlap(one: Instrument, other: Instrument) -> Decimal:
    """How much two securities have in common: what they share of a class, half of what they share two steps up."""
    whole = dict(other.class_weights)
    upper: dict[str, Decimal] = {}
    for class_id, share in other.class_weights:
        upper[_upper(class_id)] = upper.get(_upper(class_id), ZERO) + share
    return sum(
        (
            min(share, whole.get(class_id, ZERO)) + min(share, upper.get(_upper(class_id), ZERO)) / 2
            for class_id, share in one.class_weights
        ),
        ZERO,
    )


def _upper(class_id: str) -> str:
    return ".".join(class_id.split(".")[:2])
