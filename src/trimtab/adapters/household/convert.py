"""From the file's form to the ledger's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from trimtab.adapters.household.account_table import AccountTable, Holding
from trimtab.adapters.household.complaints import Places
from trimtab.adapters.household.history_table import HistoryTable
from trimtab.adapters.household.limit_table import LimitTable
from trimtab.adapters.household.model import EventTable, HouseholdFile, InstrumentTable
from trimtab.adapters.household.target_tree import leaf_weights
from trimtab.adapters.household.tax_table import IncomeTable, PersonTable
from trimtab.adapters.imports.column_map import OPTIONAL_FIELDS, REQUIRED_FIELDS, ColumnMap
from trimtab.core.accounts import Role
from trimtab.core.elections import Contribution
from trimtab.core.history import History
from trimtab.core.household import Person, YearIncome
from trimtab.core.instruments import Instrument, InstrumentKind
from trimtab.core.limits import HoldingLimit
from trimtab.core.money import HUNDRED, ONE
from trimtab.core.periods import Period
from trimtab.core.policy import Bands, DollarPrices, Policy, Replacement
from trimtab.core.problems import BadInputError, Problem, error
from trimtab.core.retirement import Inheritance, RetirementFacts
from trimtab.ledger.spec import (
    AccountSpec,
    EventSpec,
    FlowSpec,
    HoldingSpec,
    HouseholdSpec,
    InstrumentSpec,
    LastYearSpec,
    LimitSpec,
    PendingSpec,
    PriceSpec,
    ReplacementSpec,
    ReserveSpec,
    TaxSpec,
)


class PresetOf(Protocol):
    """Ready-made targets: shares of one by class. Raises BadInputError for names and parameters it does not know."""

    def __call__(
        self, name: str, /, *, age: int | None, stock_pct: Decimal | None, intl_pct: Decimal | None
    ) -> Mapping[str, Decimal]:
        """The weights of the target with this name."""
        ...


FRACTION = Decimal("0.001")


def to_spec(
    file: HouseholdFile, name: str, fingerprint: str, lines: Mapping[str, int], preset_of: PresetOf
) -> tuple[HouseholdSpec, list[Problem]]:
    """The household file as the ledger takes it; the fingerprint is a hash of what it says."""
    places = Places(name, lines)
    target_pct, problems = _target(file, places, preset_of)
    instruments = [_instrument(entry, places, index) for index, entry in enumerate(file.instruments)]
    described = [
        _described(holding, places, a, h)
        for a, account in enumerate(file.accounts)
        for h, holding in enumerate(account.holdings)
        if holding.class_ is not None
    ]
    problems += _twice([*instruments, *described])
    problems += _columns(file, places)
    spec = HouseholdSpec(
        name=file.name,
        file=name,
        tax=_tax(file),
        target_pct=target_pct,
        policy=_policy(file, fingerprint),
        as_of=file.as_of,
        buys={class_id: tuple(symbols) for class_id, symbols in file.buys.items()},
        accounts=tuple(_account(entry, places, index) for index, entry in enumerate(file.accounts)),
        pending=tuple(
            PendingSpec(
                one.account, one.kind, one.symbol, one.quantity, one.amount_usd, places.at(("pending", index))
            )
            for index, one in enumerate(file.pending)
        ),
        flows=tuple(
            FlowSpec(flow.account, flow.amount_usd, flow.due, flow.label, places.at(("flows", index)))
            for index, flow in enumerate(file.flows)
        ),
        replacements=tuple(
            ReplacementSpec(
                Replacement(pair.sell, pair.buy, pair.account), places.at(("replacements", index))
            )
            for index, pair in enumerate(file.replacements)
        ),
        limits=tuple(_limit(entry, places, index) for index, entry in enumerate(file.limits)),
        instruments=(*instruments, *described),
        aliases=dict(file.aliases),
        prices=tuple(
            PriceSpec(price.symbol, price.usd, price.as_of, places.at(("prices", index)))
            for index, price in enumerate(file.prices)
        ),
        identical=tuple(tuple(group) for group in file.policy.identical),
        lines=lines,
        people=tuple(_person(entry, places, index) for index, entry in enumerate(file.people)),
        income=_income(file, places),
        events=tuple(_event(entry, places, index) for index, entry in enumerate(file.events)),
        last_year=_last_year(file, places),
        history=_history(file.history, places),
    )
    return spec, problems


def _target(
    file: HouseholdFile, places: Places, preset_of: PresetOf
) -> tuple[Mapping[str, Decimal], list[Problem]]:
    target, where = file.target, places.at(("target",))
    if sum(form is not None for form in (target.weights, target.tree, target.preset)) != 1:
        remedy = 'write [target.weights] with percents by class, or [target] preset = "three-fund"'
        words = "the target needs exactly one of weights, tree and preset"
        return {}, [error("target-form", words, remedy, where)]
    if target.tree is not None:
        return leaf_weights(target.tree, places)
    if target.weights is not None:
        return dict(target.weights), []
    try:
        found = preset_of(
            target.preset or "", age=target.age, stock_pct=target.stock_pct, intl_pct=target.intl_pct
        )
    except BadInputError as fault:
        return {}, [replace(problem, source=places.at(("target", "preset"))) for problem in fault.problems]
    return {class_id: share * HUNDRED for class_id, share in found.items()}, []


def _tax(file: HouseholdFile) -> TaxSpec:
    values = dict(file.tax)
    del values["income"], values["last_year"]
    return TaxSpec(**values)


def _last_year(file: HouseholdFile, places: Places) -> LastYearSpec | None:
    """What is left out is as in [tax], but for results and carryforwards, which are the year's own."""
    table, this = file.tax.last_year, _tax(file)
    if table is None:
        return None
    tax = replace(
        this,
        year=this.year - 1,
        filing_status=this.filing_status if table.filing_status is None else table.filing_status,
        state=this.state if table.state is None else table.state,
        local_rate_pct=this.local_rate_pct if table.local_rate_pct is None else table.local_rate_pct,
        realized_short_usd=table.realized_short_usd,
        realized_long_usd=table.realized_long_usd,
        carryforward_short_usd=table.carryforward_short_usd,
        carryforward_long_usd=table.carryforward_long_usd,
    )
    source = places.at(("tax", "last_year"))
    amounts = {name: getattr(table, name) for name in IncomeTable.model_fields}
    return LastYearSpec(tax, YearIncome(**amounts, source=source), source)


def _income(file: HouseholdFile, places: Places) -> YearIncome | None:
    income = file.tax.income
    return None if income is None else YearIncome(**dict(income), source=places.at(("tax", "income")))


def _person(entry: PersonTable, places: Places, index: int) -> Person:
    return Person(
        name=entry.name,
        born=entry.born,
        is_blind=entry.blind,
        covered_by_workplace_plan=entry.covered_by_workplace_plan,
        on_return=entry.on_return,
        source=places.at(("people", index)),
    )


def _policy(file: HouseholdFile, fingerprint: str) -> Policy:
    settings = dict(file.policy)
    del settings["identical"]
    settings["prices"] = DollarPrices(**dict(file.policy.prices))
    settings["do_not_buy"] = frozenset(file.policy.do_not_buy)
    settings["do_not_sell"] = frozenset(file.policy.do_not_sell)
    settings["growth_pct"] = tuple(sorted(file.policy.growth_pct.items()))
    return Policy(target={}, buys={}, bands=Bands(**dict(file.bands)), fingerprint=fingerprint, **settings)


def _account(entry: AccountTable, places: Places, index: int) -> AccountSpec:
    step = entry.quantity_step or (FRACTION if entry.fractional else ONE)
    return AccountSpec(
        account_id=entry.id,
        kind=entry.kind,
        source=places.at(("accounts", index)),
        number=entry.number,
        files=tuple(entry.files),
        name=entry.name,
        owner=entry.owner,
        custodian=entry.custodian,
        cash_reserve_usd=entry.cash_reserve_usd,
        cash_reserve_tolerance_usd=entry.cash_reserve_tolerance_usd,
        reserves=tuple(ReserveSpec(r.amount_usd, Period(r.from_, r.to), r.label) for r in entry.reserves),
        trading_windows=tuple(Period(one.from_, one.to) for one in entry.trading_windows),
        blackouts=tuple(Period(one.from_, one.to) for one in entry.blackouts),
        quantity_step=step,
        locked=entry.locked,
        locked_reason=entry.locked_reason,
        menu=tuple(entry.menu) if entry.menu is not None else None,
        settles_next_day=entry.settles_next_day,
        do_not_buy=tuple(entry.do_not_buy),
        do_not_sell=tuple(entry.do_not_sell),
        purchases_coming=tuple(entry.purchases_coming),
        reinvest=entry.reinvest,
        no_trades_since=entry.no_trades_since,
        cash_usd=entry.cash_usd,
        as_of=entry.as_of,
        retirement=_retirement(entry),
        contribution=_contribution(entry),
        holdings=tuple(_holding(h, places, index, at) for at, h in enumerate(entry.holdings)),
        lot_method=entry.lot_method,
        lot_methods=dict(entry.lot_methods),
    )


def _limit(entry: LimitTable, places: Places, index: int) -> LimitSpec:
    limit = HoldingLimit(
        entry.symbol, entry.class_, entry.account, entry.at_least, entry.at_most, entry.through_funds
    )
    return LimitSpec(limit, places.at(("limits", index)))


def _event(entry: EventTable, places: Places, index: int) -> EventSpec:
    values = dict(entry)
    account_id, to_account_id = values.pop("account"), values.pop("to_account")
    return EventSpec(
        account_id=account_id,
        to_account_id=to_account_id,
        source=places.at(("events", index)),
        given=frozenset(entry.model_fields_set),
        **values,
    )


def _retirement(entry: AccountTable) -> RetirementFacts | None:
    """None where nothing is said, so that such an account stays what it was."""
    left = entry.inherited
    facts = RetirementFacts(
        value_last_year_end_usd=entry.value_last_year_end_usd,
        distributed_usd=entry.distributed_usd,
        donated_usd=entry.donated_usd,
        contributed_usd=entry.contributed_usd,
        still_working=entry.still_working,
        spouse_sole_beneficiary=entry.spouse_sole_beneficiary,
        hsa_family=entry.hsa_family,
        inheritance=None
        if left is None
        else Inheritance(left.decedent, left.born, left.died, left.heir, left.spouse_elected),
    )
    return None if facts == RetirementFacts() else facts


def _contribution(entry: AccountTable) -> Contribution | None:
    if entry.contribution_usd is None or entry.contribution_every is None:
        return None
    return Contribution(entry.contribution_usd, entry.contribution_every)


def _holding(holding: Holding, places: Places, account: int, index: int) -> HoldingSpec:
    role = holding.role
    if role is None and holding.class_ is not None:
        role = Role.FROZEN
    return HoldingSpec(
        symbol=holding.symbol,
        quantity=holding.quantity,
        source=places.at(("accounts", account, "holdings", index)),
        price_usd=holding.price_usd,
        value_usd=holding.value_usd,
        as_of=holding.as_of,
        cost_usd=holding.cost_usd,
        acquired=holding.acquired,
        role=role,
        reason=holding.reason,
    )


def _described(holding: Holding, places: Places, account: int, index: int) -> InstrumentSpec:
    """The instrument of a holding that states its own class: a house, a private fund, a note."""
    kind = holding.kind
    if kind is None:
        is_property = str(holding.class_).startswith("real_estate")
        kind = InstrumentKind.PROPERTY if is_property else InstrumentKind.PRIVATE
    instrument = Instrument(
        holding.symbol,
        holding.name or holding.symbol,
        kind,
        ((str(holding.class_), ONE),),
        source="household file",
    )
    return InstrumentSpec(instrument, places.at(("accounts", account, "holdings", index)))


def _instrument(entry: InstrumentTable, places: Places, index: int) -> InstrumentSpec:
    weights = tuple((class_id, pct / HUNDRED) for class_id, pct in sorted(entry.classes.items()) if pct)
    values = dict(entry)
    for key in ("classes", "role", "role_reason", "name", "holds"):
        del values[key]
    contains = tuple((symbol, pct / HUNDRED) for symbol, pct in sorted(entry.holds.items()) if pct)
    instrument = Instrument(
        **values,
        name=entry.name or entry.symbol,
        class_weights=weights,
        contains=contains,
        source="household file",
    )
    return InstrumentSpec(instrument, places.at(("instruments", index)), entry.role, entry.role_reason)


def _twice(entries: list[InstrumentSpec]) -> list[Problem]:
    first: dict[str, InstrumentSpec] = {}
    problems = []
    for entry in entries:
        other = first.setdefault(entry.instrument.symbol, entry)
        if other is not entry and other.instrument != entry.instrument:
            words = f'"{entry.instrument.symbol}" is described twice (first at {other.source})'
            problems.append(error("instrument-twice", words, "keep one description", entry.source))
    return problems


def _columns(file: HouseholdFile, places: Places) -> list[Problem]:
    """Each column map names the fields its kind needs, and the account it is of."""
    problems = []
    ids = {account.id for account in file.accounts}
    for index, entry in enumerate(file.csv):
        known = (*REQUIRED_FIELDS[entry.kind], *OPTIONAL_FIELDS[entry.kind])
        where = places.at(("csv", index, "columns"))
        for missing in [f for f in REQUIRED_FIELDS[entry.kind] if f not in entry.columns]:
            words = f'a map for {entry.kind} needs the column of "{missing}"'
            problems.append(
                error("csv-column-missing", words, f'add {missing} = "…" to [csv.columns]', where)
            )
        for field in [f for f in entry.columns if f not in known]:
            words = f'"{field}" is no field of {entry.kind}'
            problems.append(error("csv-field-unknown", words, f"use one of: {', '.join(known)}", where))
        if entry.account and entry.account not in ids:
            words = f'"{entry.account}" is no account of this file'
            remedy = f"use one of: {', '.join(sorted(ids))}"
            problems.append(error("csv-account-unknown", words, remedy, places.at(("csv", index, "account"))))
    return problems


def column_maps(file: HouseholdFile) -> tuple[ColumnMap, ...]:
    """The file's own CSV layouts, for the importers. The account is named by its id."""
    return tuple(
        ColumnMap(
            pattern=entry.file,
            kind=entry.kind,
            columns=dict(entry.columns),
            account=entry.account,
            custodian=entry.custodian,
            date_format=entry.date_format,
            as_of=entry.as_of,
            actions={word: kind.value for word, kind in entry.actions.items()},
        )
        for entry in file.csv
    )


def _history(table: HistoryTable | None, places: Places) -> History:
    if table is None:
        return History()
    return History(
        tuple(table.files),
        {symbol: _listed(series) for symbol, series in table.symbols.items()},
        {class_id: _listed(series) for class_id, series in table.classes.items()},
        dict(table.qualified_pct),
        table.cash,
        table.gaps,
        places.at(("history",)),
    )


def _listed(series: str | list[str]) -> tuple[str, ...]:
    return (series,) if isinstance(series, str) else tuple(series)
