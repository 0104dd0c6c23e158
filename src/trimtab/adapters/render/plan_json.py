"""Plan, drift and import as JSON: exact decimals as text, sorted keys, the same bytes every time.

Published schemas are in `schemas/`. Weights are shares of one to ten decimals; money and quantities are exact.
The text is plain ASCII, so that no terminal or log acts on what a name holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files as package_files

from trimtab.core.accounts import Account
from trimtab.core.ask import Ask, Call
from trimtab.core.draws import Withdrawal
from trimtab.core.drift import AccountMix, ClassDrift, Drift
from trimtab.core.elections import Election
from trimtab.core.household import Household
from trimtab.core.money import plain
from trimtab.core.plan import CostBreakdown, HarvestedLot, LotSale, Plan, Trade, WashSale
from trimtab.core.policy import Policy
from trimtab.core.problems import Problem, errors_in, in_order
from trimtab.core.statement import LineKind, ParsedFile
from trimtab.reports.costs import total_gains
from trimtab.reports.labels import Masks, account_label
from trimtab.reports.words import last_four, masked
from trimtab.simulate.rule_price import RulePrice
from trimtab.simulate.twins import Twin

SCHEMA_VERSION = "1"
SCHEMA_NAMES = ("plan", "drift", "import", "document", "what-if")
_WEIGHT_STEP = Decimal("0.0000000001")

Json = str | int | bool | None | Mapping[str, "Json"] | list["Json"]


def plan_json(
    household: Household,
    policy: Policy,
    plan: Plan,
    twins: Iterable[Twin] = (),
    prices: Iterable[RulePrice] | None = None,
) -> str:
    """A plan with the household and policy it is for, its twins where they were weighed, and the prices of rules where
    they were asked for."""
    masks = Masks(household)
    document: dict[str, Json] = {
        "schema": "trimtab/plan",
        "schema_version": SCHEMA_VERSION,
        "plan_id": plan.plan_id,
        "inputs_hash": plan.inputs_hash,
        "household": masked(plan.household),
        "as_of": _day(plan.as_of),
        "method": plan.method.value,
        "reason": masks(plan.reason),
        "is_refused": plan.is_refused,
        "ask": _ask(plan.ask),
        "withdrawal": _withdrawal(plan.withdrawal),
        "elections": [_election(one) for one in plan.elections],
        "policy": _policy(policy),
        "tax_profile": _tax(household),
        "accounts": [_account(account) for account in household.accounts],
        "trades": [_trade(trade, masks) for trade in plan.trades],
        "before": _drift(plan.before, masks),
        "after": _drift(plan.after, masks),
        "cost_before": cost_json(plan.cost_before),
        "cost_after": cost_json(plan.cost_after),
        "twins": [_twin(twin) for twin in twins],
        "rule_prices": None if prices is None else [_rule_price(price, masks) for price in prices],
        "tax_now_usd": plain(plan.tax_now_usd),
        "tax_from": plan.tax_from,
        "bill_before_usd": _money(plan.bill_before_usd),
        "bill_after_usd": _money(plan.bill_after_usd),
        "gap_usd": plain(plan.gap_usd),
        "bound_usd": None if plan.effort is None else plain(plan.cost_after.total_usd - plan.gap_usd),
        "effort": None if plan.effort is None else asdict(plan.effort),
        "realized": {key: plain(amount) for key, amount in total_gains(plan).items()},
        "unmet": [
            {"class": u.class_id, "gap_usd": plain(u.gap_usd), "rule": masks(u.rule), "words": masks(u.words)}
            for u in plan.unmet
        ],
        "harvests": [_harvest(lot, masks) for lot in plan.harvests],
        "wash_sales": [_wash_sale(wash, masks) for wash in plan.wash_sales],
        "deposits": [
            {
                "goal": d.goal,
                "amount_usd": plain(d.amount_usd),
                "account": masked(d.account_id),
                "buys": [{"symbol": symbol, "amount_usd": plain(amount)} for symbol, amount in d.buys],
            }
            for d in plan.deposits
        ],
        "checks": [
            {"invariant": c.invariant, "holds": c.holds, "words": masks(c.words)} for c in plan.checks
        ],
        "problems": [problem_json(problem, masks) for problem in plan.problems],
        "explanations": [
            {"symbol": e.symbol, "lines": [masks(x) for x in e.lines]} for e in plan.explanations
        ],
    }
    return _text(document)


def _ask(ask: Ask) -> Json:
    return {
        "mode": ask.mode.value,
        "class": ask.class_id or None,
        "account": masked(ask.account_id) or None,
        "amount_usd": _money(ask.amount_usd),
        **({} if ask.call is None else {"strategy": _call(ask.call)}),
    }


def _call(call: Call) -> Json:
    return {
        "name": call.strategy,
        "reason": call.reason,
        "moves": call.moves.value,
        "goals": [
            {"class": class_id, "least": weight_text(least), "most": weight_text(most)}
            for class_id, least, most in call.goals
        ],
    }


def _election(one: Election) -> Json:
    return {
        "account": masked(one.account_id),
        "yearly_usd": plain(one.yearly_usd),
        "percents": [{"symbol": symbol, "pct": percent} for symbol, percent in one.percents],
    }


def _withdrawal(told: Withdrawal | None) -> Json:
    if told is None:
        return None
    return {
        "asked_usd": plain(told.asked_usd),
        "in_hand_usd": plain(told.in_hand_usd),
        "gross_usd": plain(told.gross_usd),
        "tax_usd": plain(told.tax_usd),
        "tax_words": told.tax_words,
        "plain_order_costs_more_usd": _money(told.plain_cost_usd),
        "splits_tried": told.splits_tried,
        "payouts": [
            {
                "account": masked(payout.account_id),
                "gross_usd": plain(payout.gross_usd),
                "income_usd": plain(payout.income_usd),
                "early_tax_usd": plain(payout.early_tax_usd),
                "words": payout.words,
            }
            for payout in told.payouts
        ],
    }


def drift_json(household: Household, policy: Policy, drift: Drift) -> str:
    """A drift measurement with the household and policy it is for."""
    document: dict[str, Json] = {
        "schema": "trimtab/drift",
        "schema_version": SCHEMA_VERSION,
        "household": masked(household.name),
        "as_of": _day(household.as_of),
        "policy": _policy(policy),
        "accounts": [_account(account) for account in household.accounts],
        "drift": _drift(drift, Masks(household)),
    }
    return _text(document)


def import_json(parsed: Iterable[ParsedFile], problems: Iterable[Problem] = ()) -> str:
    """What was read from each file, line by line accounted for; files in order of name."""
    ordered = sorted(parsed, key=lambda file: (file.name, file.sha256))
    document: dict[str, Json] = {
        "schema": "trimtab/import",
        "schema_version": SCHEMA_VERSION,
        "files": [_file(file) for file in ordered],
        "problems": [problem_json(problem, None) for problem in in_order(problems)],
    }
    return _text(document)


def schema_text(name: str) -> str:
    """The published JSON Schema (draft 2020-12) of one of `SCHEMA_NAMES`. Raises KeyError for any other."""
    if name not in SCHEMA_NAMES:
        raise KeyError(name)
    return (
        package_files("trimtab.adapters.render").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    )


def _text(document: Mapping[str, Json]) -> str:
    return json.dumps(document, ensure_ascii=True, sort_keys=True, indent=2) + "\n"


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _money(amount_usd: Decimal | None) -> str | None:
    return None if amount_usd is None else plain(amount_usd)


def weight_text(share: Decimal) -> str:
    """A share of one to ten decimals."""
    return plain(share.quantize(_WEIGHT_STEP, rounding=ROUND_HALF_UP))


def _policy(policy: Policy) -> Json:
    return {
        "fingerprint": policy.fingerprint,
        "how_far": policy.how_far.value,
        "band_rule": policy.bands.rule.value,
        "weights": policy.weights.value,
        "target": {class_id: weight_text(share) for class_id, share in policy.target.items()},
    }


def _tax(household: Household) -> Json:
    tax = household.tax
    return {
        "year": tax.year,
        "filing_status": tax.filing_status.value,
        "rate_short": weight_text(tax.short_rate),
        "rate_long": weight_text(tax.long_rate),
        "rate_ordinary": weight_text(tax.ordinary_rate),
    }


def _account(account: Account) -> Json:
    label = account_label(account)
    return {
        "id": label.account_id,
        "name": label.name,
        "kind": account.kind.value,
        "owner": label.owner,
        "custodian": label.custodian,
        "mask": last_four(account.mask).lstrip("…"),
        "cash_usd": plain(account.cash_usd),
        "cash_unsettled_usd": plain(account.cash_unsettled_usd),
        "locked": account.locked,
    }


def _trade(trade: Trade, masks: Masks) -> Json:
    return {
        "id": trade.trade_id,
        "account": masked(trade.account_id),
        "side": trade.side.value,
        "symbol": trade.symbol,
        "quantity": plain(trade.quantity),
        "price_usd": plain(trade.price_usd),
        "amount_usd": plain(trade.amount_usd),
        "cost_usd": plain(trade.cost_usd),
        "sells_all": trade.sells_all,
        "step": trade.step,
        "depends_on": list(trade.depends_on),
        "lots": [_lot(lot, masks) for lot in trade.lots],
        "reason": masks(trade.reason),
        "wash_note": masks(trade.wash_note),
    }


def _lot(lot: LotSale, masks: Masks) -> Json:
    return {
        "lot_id": lot.lot_id,
        "acquired": _day(lot.acquired),
        "quantity": plain(lot.quantity),
        "proceeds_usd": plain(lot.proceeds_usd),
        "basis_usd": _money(lot.basis_usd),
        "gain_usd": _money(lot.gain_usd),
        "term": lot.term.value,
        "words": masks(lot.words),
        "is_estimate": lot.is_estimate,
        "fee_usd": plain(lot.fee_usd),
    }


def _drift(drift: Drift, masks: Masks) -> Json:
    return {
        "total_usd": plain(drift.total_usd),
        "half_sum": weight_text(drift.half_sum),
        "reserve_usd": plain(drift.reserve_usd),
        "excluded_usd": plain(drift.excluded_usd),
        "tracking_error": None if drift.tracking_error is None else weight_text(drift.tracking_error),
        "classes": [_class(c, drift.total_usd) for c in drift.classes],
        "parents": [_class(c, drift.total_usd) for c in drift.parents],
        "limits": [
            {
                "id": masks(state.limit_id),
                "words": masks(state.words),
                "held_usd": plain(state.held_usd),
                "low_usd": _money(state.low_usd),
                "high_usd": _money(state.high_usd),
                "outside_usd": plain(state.outside_usd),
            }
            for state in drift.limits
        ],
        "accounts": [_mix(mix) for mix in drift.accounts],
        "triggers": [
            {"rule": t.rule, "class": t.class_id, "reason": masks(t.reason)} for t in drift.triggers
        ],
        "overlaps": [
            {
                "kind": o.kind,
                "name": masks(o.name),
                "total_usd": plain(o.total_usd),
                "holders": [
                    {"account": masked(a), "symbol": s, "amount_usd": plain(usd)} for a, s, usd in o.holders
                ],
            }
            for o in drift.overlaps
        ],
    }


def _class(drift: ClassDrift, total_usd: Decimal) -> Json:
    return {
        "class": drift.class_id,
        "target": weight_text(drift.target),
        "band_low": weight_text(drift.band_low),
        "band_high": weight_text(drift.band_high),
        "actual": weight_text(drift.actual),
        "actual_usd": plain(drift.actual_usd),
        "gap": weight_text(drift.gap),
        "gap_usd": plain(drift.actual_usd - drift.target * total_usd),
        "is_out": drift.is_out,
    }


def _mix(mix: AccountMix) -> Json:
    by_class: dict[str, Json] = {class_id: plain(amount) for class_id, amount in mix.by_class_usd.items()}
    return {"account": masked(mix.account_id), "total_usd": plain(mix.total_usd), "by_class_usd": by_class}


def _harvest(lot: HarvestedLot, masks: Masks) -> Json:
    return {
        "account": masked(lot.account_id),
        "symbol": lot.symbol,
        "lot_id": masks(lot.lot_id),
        "quantity": plain(lot.quantity),
        "loss_usd": plain(lot.loss_usd),
        "saved_now_usd": plain(lot.saved_now_usd),
        "carried_usd": plain(lot.carried_usd),
        "later_usd": plain(lot.later_usd),
        "waiting_usd": plain(lot.waiting_usd),
        "hurdle_pct": plain(lot.hurdle_pct),
        "price_pct": plain(lot.price_pct),
    }


def _wash_sale(wash: WashSale, masks: Masks) -> Json:
    return {
        "account": masked(wash.account_id),
        "symbol": wash.symbol,
        "lot_id": masks(wash.lot_id),
        "quantity": plain(wash.quantity),
        "disallowed_usd": plain(wash.disallowed_usd),
        "deferred_usd": plain(wash.deferred_usd),
        "lost_usd": plain(wash.lost_usd),
        "replaced_in": masked(wash.replaced_in),
        "words": masks(wash.words),
    }


def cost_json(cost: CostBreakdown) -> Json:
    """The parts of a cost and their sum, in USD."""
    return {
        "drift_usd": plain(cost.drift_usd),
        "tax_now_usd": plain(cost.tax_now_usd),
        "tax_later_usd": plain(cost.tax_later_usd),
        "trading_usd": plain(cost.trading_usd),
        "location_usd": plain(cost.location_usd),
        "per_trade_usd": plain(cost.per_trade_usd),
        "total_usd": plain(cost.total_usd),
    }


def _twin(twin: Twin) -> Json:
    found = twin.outcome
    return {
        "way": twin.way.value,
        "half_sum": weight_text(found.drift.half_sum),
        "outside_usd": plain(found.outside_usd),
        "tracking_error": None
        if found.drift.tracking_error is None
        else weight_text(found.drift.tracking_error),
        "cost": cost_json(found.cost),
        "trades": len(found.trades),
        "unpaid_usd": plain(found.unpaid_usd),
        "worse_usd": plain(twin.worse_usd),
    }


def _rule_price(price: RulePrice, masks: Masks) -> Json:
    return {
        "rule": price.lift.code,
        "about": masks(price.lift.subject),
        "words": masks(price.lift.words),
        "price_usd": plain(price.price_usd),
        "yearly_usd": plain(price.yearly_usd),
        "drift_usd": plain(price.drift_usd),
        "saves_usd": plain(price.saves_usd),
        "cost_before": cost_json(price.plan.cost_before),
        "cost_after": cost_json(price.plan.cost_after),
        "gap_usd": plain(price.plan.gap_usd),
    }


def problem_json(problem: Problem, masks: Masks | None) -> Json:
    """One problem, account numbers in its words hidden."""
    source = problem.source
    where: Json = None
    if source:
        where = {"file": masked(source.file), "line": source.line, "column": source.column}
    return {
        "severity": problem.severity.value,
        "code": problem.code,
        "message": masks(problem.message) if masks else problem.message,
        "remedy": masks(problem.remedy) if masks else problem.remedy,
        "source": where,
    }


def _file(file: ParsedFile) -> Json:
    lines: dict[str, Json] = {kind.value: file.lines[kind] for kind in LineKind if file.lines.get(kind)}
    accounts: list[Json] = [
        {
            "name": masked(account.name),
            "mask": last_four(account.mask).lstrip("…"),
            "custodian": masked(account.custodian),
            "kind_hint": account.kind_hint,
        }
        for account in file.accounts
    ]
    return {
        "name": masked(file.name),
        "sha256": file.sha256,
        "custodian": file.custodian,
        "kind": file.kind.value,
        "layout": file.layout,
        "as_of": _day(file.as_of),
        "is_used": not errors_in(file.problems),
        "line_count": file.line_count,
        "lines": lines,
        "accounts": accounts,
        "positions": len(file.positions),
        "lots": len(file.lots),
        "transactions": len(file.transactions),
        "gains": len(file.gains),
        "prices": len(file.prices),
        "history_from": _day(file.history_from),
        "history_to": _day(file.history_to),
        "problems": [problem_json(problem, None) for problem in in_order(file.problems)],
    }
