"""One line of JSON for each what-if. The published schema is `schemas/what-if.schema.json`."""

from __future__ import annotations

import json

from trimtab.adapters.render.plan_json import Json, cost_json, problem_json, weight_text
from trimtab.core.money import plain
from trimtab.core.plan import Trade
from trimtab.reports.labels import Masks
from trimtab.reports.words import masked
from trimtab.services.what_if import Answered
from trimtab.simulate.open_household import WhatIf


def what_if_line(answered: Answered, masks: Masks) -> str:
    """The answer on one line, with its newline. Plain ASCII."""
    document: dict[str, Json] = {
        "schema": "trimtab/what-if",
        "schema_version": "1",
        "line": answered.line,
        "words": masks(answered.words),
        "problems": [problem_json(problem, masks) for problem in answered.problems],
        "answer": None if answered.found is None else _answer(answered.found, masks),
    }
    return json.dumps(document, sort_keys=True) + "\n"


def _answer(found: WhatIf, masks: Masks) -> Json:
    return {
        "method": found.method.value,
        "half_sum": weight_text(found.drift.half_sum),
        "outside_usd": plain(found.outside_usd),
        "cost": cost_json(found.cost),
        "cost_of_nothing": cost_json(found.cost_of_nothing),
        "benefit_usd": plain(found.benefit_usd),
        "gap_usd": plain(found.gap_usd),
        "unpaid_usd": plain(found.unpaid_usd),
        "refusal": masks(found.refusal),
        "trades": [_trade(trade) for trade in found.trades],
    }


def _trade(trade: Trade) -> Json:
    return {
        "account": masked(trade.account_id),
        "side": trade.side.value,
        "symbol": trade.symbol,
        "quantity": plain(trade.quantity),
        "amount_usd": plain(trade.amount_usd),
    }
