"""The plan in a few plain sentences: what to do, what it brings, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from trimtab.core.ask import Mode
from trimtab.core.money import usd
from trimtab.core.plan import Plan, Side
from trimtab.reports import words
from trimtab.reports.allocation import paired
from trimtab.reports.labels import AccountLabel, ClassNames, class_label, label_of
from trimtab.reports.tables import Tone

_ASKED: Mapping[Mode, str] = {
    Mode.POLICY: "",
    Mode.FULL: "Full rebalance: ",
    Mode.BAND: "Back inside the bands: ",
    Mode.INVEST_CASH: "Invest cash: ",
    Mode.RAISE_CASH: "Raise cash: ",
    Mode.HARVEST: "Take losses: ",
    Mode.HARVEST_AND_REBALANCE: "Take losses and rebalance: ",
    Mode.LOCATION: "Better places: ",
    Mode.CLASS: "One class: ",
    Mode.LIQUIDATE: "Empty an account: ",
    Mode.WITHDRAW: "Withdraw: ",
}


def headline(plan: Plan, asked_words: str = "") -> str:
    """What to do, in one short sentence: `Sell 3, buy 4 in 3 accounts.`; behind what was asked for, if anything was, or
    behind these words for it."""
    asked, answer = f"{asked_words}: " if asked_words else _ASKED[plan.ask.mode], _answer(plan)
    if plan.ask.call is not None:
        asked = f"Strategy {plan.ask.call.strategy}: "
    return asked + answer[0].lower() + answer[1:] if asked else answer


def _answer(plan: Plan) -> str:
    if plan.is_refused:
        return "No plan today: none passed every check."
    if not plan.trades:
        return "No trade today."
    sells = sum(1 for trade in plan.trades if trade.side is Side.SELL)
    buys = len(plan.trades) - sells
    acts = [f"sell {sells}" if sells else "", f"buy {buys}" if buys else ""]
    accounts = len({trade.account_id for trade in plan.trades})
    return words.sentence(f"{', '.join(act for act in acts if act)} in {words.plural(accounts, 'account')}")


def effect(plan: Plan, class_names: ClassNames) -> str:
    """What the trades do to the mix; without trades, why there are none."""
    if not plan.trades:
        return words.sentence(plan.reason)
    back, still = [], []
    for before, after in paired(plan.before, plan.after, class_names):
        name = class_label(class_names, before.class_id).name
        if after.is_out:
            still.append(name)
        elif before.is_out:
            back.append(name)
    parts = [_back_words(back), _distance_words(plan), _still_words(still, told=bool(plan.unmet))]
    return " ".join(part for part in parts if part)


def withdrawn_words(plan: Plan, labels: Mapping[str, AccountLabel]) -> str:
    """What a withdrawal leaves in hand, and which accounts pay it; empty where none was asked for."""
    if plan.withdrawal is None:
        return ""
    payouts = plan.withdrawal.payouts
    titles = [label_of(labels, payout.account_id).title for payout in payouts]
    whence = f" from {titles[0]}"
    if len(payouts) > 1:
        whence = ": " + words.listed(
            f"{usd(p.gross_usd)} from {t}" for p, t in zip(payouts, titles, strict=True)
        )
    return (
        f"{usd(plan.withdrawal.in_hand_usd)} in hand of {usd(plan.withdrawal.gross_usd)} paid out{whence}. "
    )


def _back_words(back: list[str]) -> str:
    if not back:
        return ""
    return f"Brings {words.listed(back)} back inside {'its band' if len(back) == 1 else 'their bands'}."


def _distance_words(plan: Plan) -> str:
    before, after = words.percent(plan.before.half_sum), words.percent(plan.after.half_sum)
    if plan.withdrawal is not None:
        return f"That leaves {after} of your money off target."
    if before == after:
        return f"The part of your money that is off target stays {after}."
    return f"The part of your money that is off target goes from {before} to {after}."


def _still_words(still: list[str], *, told: bool) -> str:
    if not still:
        return ""
    be, whose = ("stays", "its band") if len(still) == 1 else ("stay", "their bands")
    return f"{words.listed(still)} {be} outside {whose}{'; the reason is below' if told else ''}."


def cost_words(plan: Plan) -> str:
    """Tax and trading cost in one sentence; empty without trades."""
    if not plan.trades:
        return ""
    tax, trading = plan.tax_caused_usd, trading_usd(plan)
    about = "about " if has_estimates(plan) else ""
    if tax > 0:
        text = f"Costs {about}{words.short_usd(tax)} in tax this year{_early_words(plan)} and {_trading_words(trading)}"
    elif tax < 0:
        text = f"Saves {about}{words.short_usd(tax)} in tax this year; costs {_trading_words(trading)}"
    else:
        text = f"Adds no tax this year; costs {_trading_words(trading)}"
    return words.sentence(text) + _bill_words(plan)


def _bill_words(plan: Plan) -> str:
    """The year's whole income tax without the plan and with it; empty where the return is not known."""
    if plan.bill_before_usd is None or plan.bill_after_usd is None:
        return ""
    before, after = usd(plan.bill_before_usd), usd(plan.bill_after_usd)
    told = (
        f"{before}, with or without the plan"
        if before == after
        else f"{before} without the plan, {after} with it"
    )
    return f" Income tax of the year: {told}."


def _early_words(plan: Plan) -> str:
    """The part of the tax that is not on the year's bill: what it costs to take money out early."""
    if plan.withdrawal is None or not plan.withdrawal.early_tax_usd:
        return ""
    early = words.short_usd(plan.withdrawal.early_tax_usd)
    return f" ({early} of it the additional tax on what is taken out early)"


def _trading_words(trading: Decimal) -> str:
    if trading == 0:
        return "nothing to trade"
    return f"{words.short_usd(trading)} to trade"


def trading_usd(plan: Plan) -> Decimal:
    """What the trades themselves cost (spreads and fees), summed over the tickets."""
    return words.total(trade.cost_usd for trade in plan.trades)


def has_estimates(plan: Plan) -> bool:
    """Whether any taxable sale in the plan has an unknown date or basis."""
    return any(
        lot.is_estimate and lot.term.value != "sheltered" for trade in plan.trades for lot in trade.lots
    )


def moved_usd(plan: Plan) -> Decimal:
    """Dollars that change hands, counted once: the larger of all sells and all buys."""
    sells = words.total(t.amount_usd for t in plan.trades if t.side is Side.SELL)
    return max(sells, words.total(t.amount_usd for t in plan.trades if t.side is Side.BUY))


def tone_of(plan: Plan) -> Tone:
    """BAD when no plan passed, CARE when a class stays out of its band, GOOD when none does, PLAIN without trades."""
    if plan.is_refused:
        return Tone.BAD
    if any(c.is_out for c in plan.after.classes):
        return Tone.CARE
    return Tone.GOOD if plan.trades else Tone.PLAIN
