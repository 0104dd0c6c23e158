"""What to see to before trading, what was not reached and why, and the small print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from trimtab.core.accounts import Account, AccountKind
from trimtab.core.household import FilingStatus, Household
from trimtab.core.money import plain, usd
from trimtab.core.plan import Check, DepositHint, Effort, Method, Plan, Side, Trade
from trimtab.core.policy import HowFar, Policy, Weights
from trimtab.core.problems import Problem, Severity
from trimtab.ledger.retirement.unlisted import IRAS, has_no_exchange
from trimtab.rebalance.counted import counting
from trimtab.reports import words
from trimtab.reports.headline import has_estimates
from trimtab.reports.labels import AccountLabel, ClassNames, Masks, account_labels, class_label, label_of
from trimtab.tax.wash import groups_bought, wash_group

_STATUS: Mapping[FilingStatus, str] = {
    FilingStatus.SINGLE: "single",
    FilingStatus.MARRIED_JOINT: "married filing jointly",
    FilingStatus.MARRIED_SEPARATE: "married filing separately",
    FilingStatus.HEAD_OF_HOUSEHOLD: "head of household",
    FilingStatus.SURVIVING_SPOUSE: "surviving spouse",
}
_HOW_FAR: Mapping[HowFar, str] = {
    HowFar.TARGET: "to target",
    HowFar.BAND_EDGE: "to the band's edge",
    HowFar.INNER_BAND: "to the inner band",
    HowFar.HALFWAY: "halfway to target",
}
_INVARIANTS: Mapping[str, str] = {
    "I1": "Money adds up in every account",
    "I2": "Cash never falls below its floor, at any step",
    "I3": "No lot is sold twice, or more than it holds",
    "I4": "Nothing moves between accounts",
    "I5": "No wash sale in the whole household that could be avoided",
    "I6": "Every rule of yours and of the accounts is kept",
    "I7": "The mix does not get worse",
    "I8": "Lots, positions and accounts add up",
    "I9": "The lots sold are the ones named",
    "I10": "After these trades there is nothing more to do",
    "I11": "The order of the files changes nothing",
    "I12": "The same files give the same plan",
}
_RULES: Mapping[str, str] = {
    "not-worth": "not worth its cost",
    "no-funds": "nothing to pay for it",
    "no-candidate": "nothing to buy",
    "cash": "small change",
    "cash-only": "inside its band",
    "do-not-sell": "not to be sold",
    "gain-budget": "gain budget",
    "tax-budget": "tax budget",
    "limit": "a limit of yours",
    "basis-unknown": "cost not known",
    "frozen": "cannot be traded",
    "not-traded": "cannot be traded",
    "menu": "not on the menu",
    "price-missing": "no price",
    "price-stale": "price too old",
    "wait-long-term": "soon long-term",
    "asked": "not asked for",
    "bought-today": "traded today",
    "free-riding": "not paid for yet",
    "sold-today": "traded today",
    "open-order": "an open order",
    "wash-window": "wash sale",
    "wash-coming": "wash sale",
    "wash-recent": "wash sale",
    "wash-unseen": "wash sale not ruled out",
}
LIMIT = "limit "  # what the plan calls a limit that stays broken begins so
NO_TOTAL = "no-total-row"
NOTES_OF_A_KIND_MAX = 3
_METHOD: Mapping[Method, str] = {
    Method.OPTIMUM: "Found by optimising all accounts together",
    Method.RULES: "Made by plain rules: the optimiser gave no plan that passed every check and costs less",
    Method.NONE: "No trade is proposed",
}


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing to see to before trading; `lines` are the numbers of the tickets' lines it is about."""

    title: str
    words: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UnmetLine:
    """A class or limit that does not end where the policy wants it. `gap_usd` positive is over `goal`."""

    name: str
    slot: int
    gap_usd: Decimal
    rule: str
    words: str
    goal: str = "target"


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem as shown: how bad, where, what, and what to do."""

    severity: Severity
    where: str
    message: str
    remedy: str
    code: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """The verifier's word on one invariant, with its plain title."""

    invariant: str
    title: str
    holds: bool
    words: str


def checklist(household: Household, plan: Plan, masks: Masks) -> tuple[CheckItem, ...]:
    """Before you trade: wash sales, settlement, pending shares, lots, estimates, prices."""
    if not plan.trades:
        return ()
    numbers = {trade.trade_id: number for number, trade in enumerate(plan.trades, start=1)}
    items = [
        _price_item(household, plan),
        *_wash_items(plan, numbers, masks),
        *_payroll_items(household, plan, numbers),
        *_lot_items(household, plan, numbers),
    ]
    labels = account_labels(household)
    for account in household.accounts:
        trades = [trade for trade in plan.trades if trade.account_id == account.account_id]
        if trades:
            items += _account_items(household, account, label_of(labels, account.account_id), trades, numbers)
    return tuple(items)


def _price_item(household: Household, plan: Plan) -> CheckItem:
    days = sorted({household.prices[t.symbol].as_of for t in plan.trades if t.symbol in household.prices})
    when = words.long_date(plan.as_of)
    if days:
        when = words.long_date(days[0])
        if days[0] != days[-1]:
            when += f" to {words.long_date(days[-1])}"
    return CheckItem(
        "Prices are still about the same",
        f"Share counts are made from prices of {when}. After a big move, download again and make a new plan.",
    )


def _wash_items(plan: Plan, numbers: Mapping[str, int], masks: Masks) -> list[CheckItem]:
    by_note: dict[str, list[int]] = {}
    for trade in plan.trades:
        if trade.wash_note:
            by_note.setdefault(words.dated(masks(trade.wash_note)), []).append(numbers[trade.trade_id])
    return [
        CheckItem("Wash sale: keep the loss", words.sentence(note), tuple(lines))
        for note, lines in by_note.items()
    ]


def _payroll_items(household: Household, plan: Plan, numbers: Mapping[str, int]) -> list[CheckItem]:
    """Accounts into which new money comes by itself and may buy what this plan sells at a loss: the file does not say.
    Source: 26 USC 1091; Rev. Rul. 2008-5."""
    sold = {
        wash_group(household, t.symbol): numbers[t.trade_id] for t in plan.trades if t.wash_note and t.lots
    }
    labels = account_labels(household)
    items = []
    for account in household.accounts:
        if account.contribution is None or account.purchases_coming:
            continue
        symbols = [*account.by_symbol, *(account.menu or ())]
        lines = {sold[group] for one in symbols for group in groups_bought(household, one) if group in sold}
        if lines:
            text = (
                "New money comes by itself, and the household file does not say what it buys (purchases_coming): see "
                "that it buys nothing of what is sold at a loss here, nor its like, for 30 days."
            )
            title = label_of(labels, account.account_id).title
            items.append(CheckItem(f"{title}: payroll or standing order", text, tuple(sorted(lines))))
    return items


def _lot_items(household: Household, plan: Plan, numbers: Mapping[str, int]) -> list[CheckItem]:
    taxed = [
        trade
        for trade in plan.trades
        if trade.side is Side.SELL and trade.lots and household.account(trade.account_id).kind.is_taxable
    ]
    items = []
    named = [trade for trade in taxed if not trade.sells_all]
    if named:
        items.append(
            CheckItem(
                "Choose the lots yourself",
                "Pick “specific lots” (or “specific identification”) when you sell, and tick the lots listed. "
                "Left alone, custodians sell the oldest shares first, or average the cost of funds.",
                tuple(numbers[trade.trade_id] for trade in named),
            )
        )
    guessed = [trade for trade in taxed if any(lot.is_estimate for lot in trade.lots)]
    if guessed:
        items.append(
            CheckItem(
                "The tax of some shares is an estimate",
                "Their purchase date or cost is not in your files. They are taxed here as short-term; "
                "look the lots up at the custodian to be sure.",
                tuple(numbers[trade.trade_id] for trade in guessed),
            )
        )
    return items


def _account_items(
    household: Household,
    account: Account,
    label: AccountLabel,
    trades: list[Trade],
    numbers: Mapping[str, int],
) -> list[CheckItem]:
    items = []
    later = [trade for trade in trades if trade.step == 2]
    if account.settles_next_day and later:
        items.append(
            CheckItem(
                f"{label.title}: two days",
                "This is a cash account: wait until the sales have settled (the next business day) before buying.",
                tuple(numbers[trade.trade_id] for trade in later),
            )
        )
    if account.cash_unsettled_usd != 0:
        amount = usd(account.cash_unsettled_usd)
        items.append(
            CheckItem(f"{label.title}: cash on its way", f"{amount} has not settled yet; see that it has.")
        )
    touched = {trade.symbol: numbers[trade.trade_id] for trade in trades}
    for position in account.positions:
        if position.pending_quantity and position.symbol in touched:
            shares = words.shares(position.pending_quantity)
            text = (
                f"{shares} shares of {position.symbol} are in an open order or unsettled; they are left alone, and the "
                "mix counts them as held: once the order has filled, make a new plan."
            )
            items.append(CheckItem(f"{label.title}: open order", text, (touched[position.symbol],)))
    items += _unlisted_items(household, account, label)
    if account.kind is AccountKind.E529:
        text = "A 529 plan lets its investments be changed twice in a calendar year (26 USC 529(b)(4)): is one left?"
        items.append(CheckItem(f"{label.title}: two changes a year", text))
    for flow in household.flows:
        if flow.account_id == account.account_id:
            coming = "is to arrive" if flow.amount_usd > 0 else "is to be paid out"
            label_words = f" ({words.masked(flow.label)})" if flow.label else ""
            due = words.long_date(flow.due)
            text = f"{usd(abs(flow.amount_usd))}{label_words} {coming} by {due} and is counted in."
            items.append(CheckItem(f"{label.title}: money due", text))
    return items


def _unlisted_items(household: Household, account: Account, label: AccountLabel) -> list[CheckItem]:
    """What to mind in an IRA with something that no exchange trades. Source: 26 USC 408(e), 511 to 514, 4975."""
    symbols = [one.symbol for one in account.positions if has_no_exchange(household, one)]
    if account.kind not in IRAS or not symbols:
        return []
    text = (
        f"It holds {words.listed(symbols)}, which no exchange trades. Pay its costs and capital calls from this "
        "account alone: dealings between it and you, your family or who advises you are forbidden and can end it "
        "(26 USC 4975, 408(e)), and what a business or borrowed money earns in it is taxed inside (UBTI, 26 USC 511 to "
        "514). `trimtab rmd` tells who and what."
    )
    return [CheckItem(f"{label.title}: prohibited transactions and tax inside", text)]


def unmet_lines(plan: Plan, class_names: ClassNames, masks: Masks) -> tuple[UnmetLine, ...]:
    """Targets not reached, each with the rule that stopped it and the distance that the mix shows."""
    gaps = {row.class_id: row.gap * plan.after.total_usd for row in plan.after.classes}
    lines = []
    for unmet in plan.unmet:
        label = class_label(class_names, unmet.class_id)
        lines.append(
            UnmetLine(
                label.name,
                label.slot,
                gaps.get(unmet.class_id, unmet.gap_usd),
                rule_words(unmet.rule, masks),
                words.sentence(masks(unmet.words)),
                "its limit" if unmet.class_id.startswith(LIMIT) else "target",
            )
        )
    return tuple(lines)


def rule_words(rule: str, masks: Masks) -> str:
    """The rule that stopped a class, in two or three words."""
    return _RULES.get(rule) or masks(rule.replace("-", " ")).lower()


def deposit_lines(household: Household, plan: Plan) -> tuple[str, ...]:
    """`Or deposit $48,000 into ... and sell nothing`, one for each goal; the `Or` only beside trades."""
    labels = account_labels(household)
    start = "Or deposit" if plan.trades else "Deposit"
    return tuple(
        _deposit_words(start, hint, label_of(labels, hint.account_id).title) for hint in plan.deposits
    )


def _deposit_words(start: str, hint: DepositHint, title: str) -> str:
    goal = "every class inside its band" if hint.goal == "band" else "every class to target"
    buys = words.listed(f"{symbol} for {words.short_usd(amount)}" for symbol, amount in hint.buys)
    buying = f", buy {buys}" if buys else ""
    return (
        f"{start} {words.short_usd(hint.amount_usd)} into {title}{buying} and sell nothing: it brings {goal}."
    )


def problem_lines(problems: tuple[Problem, ...], masks: Masks | None = None) -> tuple[ProblemLine, ...]:
    """Problems in their own order; file names are masked, a folder never shows."""
    hide = masks or (lambda text: text)
    lines = []
    for problem in problems:
        source = problem.source
        where = str(replace(source, file=words.masked(source.file))) if source else ""
        lines.append(
            ProblemLine(problem.severity, where, hide(problem.message), hide(problem.remedy), problem.code)
        )
    return tuple(lines)


def gathered_lines(problems: tuple[Problem, ...], masks: Masks | None = None) -> tuple[ProblemLine, ...]:
    """As `problem_lines`, but files whose layout has no total share one note: each of them was told at import."""
    same = [problem for problem in problems if problem.code == NO_TOTAL and problem.source]
    if len(same) < 2:
        return problem_lines(problems, masks)
    files = sorted({words.masked(problem.source.file) for problem in same if problem.source})
    together = ProblemLine(
        same[0].severity,
        "",
        f"{words.plural(len(files), 'file')} have no total, so that a missing line in them cannot be seen: "
        f"{words.listed(files)}",
        "compare the counts that trimtab import shows with the custodian's own page",
        NO_TOTAL,
    )
    others = problem_lines(tuple(problem for problem in problems if problem not in same), masks)
    return (*others, together)


def thinned(lines: Iterable[ProblemLine]) -> tuple[ProblemLine, ...]:
    """Of many notes with one code only the first few, the last of them saying how many more there are."""
    kept: list[ProblemLine] = []
    counts = Counter[str]()
    last: dict[str, int] = {}
    for line in lines:
        if line.severity is Severity.NOTE:
            counts[line.code] += 1
            if counts[line.code] > NOTES_OF_A_KIND_MAX:
                continue
            last[line.code] = len(kept)
        kept.append(line)
    for code, count in counts.items():
        if count > NOTES_OF_A_KIND_MAX:
            line, more = kept[last[code]], count - NOTES_OF_A_KIND_MAX
            kept[last[code]] = replace(line, message=f"{line.message}; and {more} more of this kind")
    return tuple(kept)


def check_lines(plan: Plan, masks: Masks) -> tuple[CheckLine, ...]:
    """The verifier's checks, failures first, then in the order given."""
    ordered = sorted(plan.checks, key=lambda check: check.holds)
    return tuple(_check_line(check, masks) for check in ordered)


def _check_line(check: Check, masks: Masks) -> CheckLine:
    title = _INVARIANTS.get(check.invariant, check.invariant)
    return CheckLine(check.invariant, title, check.holds, words.sentence(masks(check.words)))


def method_words(plan: Plan) -> str:
    """Who made the plan and how good it is known to be."""
    text = _METHOD[plan.method]
    if plan.method is Method.OPTIMUM or (plan.trades and plan.effort):
        of_these = "for these payouts " if plan.withdrawal else ""
        text += f"; {of_these}no other plan can be better by more than {usd(plan.gap_usd)}"
        text += _proof_words(plan.effort)
    if plan.withdrawal:
        text += f"; the payouts are the cheapest of {plan.withdrawal.splits_tried} splits tried, which is no proof"
    return words.sentence(text)


def _proof_words(effort: Effort | None) -> str:
    if effort is None or not effort.is_exact:
        return ""
    if effort.is_proven:
        return ", which is proven"
    return f", and no closer proof was reached in {effort.relaxations:,} linear programs"


def counts_words(policy: Policy) -> str:
    """What the household's total is: market value, or what is left of it after tax."""
    after = ", after the tax on it" if policy.weights is Weights.AFTER_TAX else ""
    return f"counts towards the target{after}"


def counted_lines(household: Household, policy: Policy) -> tuple[str, ...]:
    """How a dollar counts, where that is not its market value."""
    if policy.weights is Weights.BEFORE_TAX:
        return ()
    counts = counting(household, policy)
    return (
        "Weights are after tax: a dollar in a tax-deferred account counts as "
        f"{words.percent(counts.deferred)} of one, and unrealised gains in taxable accounts count less "
        f"{words.percent(counts.gain_rate)} of them. Class and account totals are in such dollars; trades are in real "
        "ones.",
    )


def _tax_words(household: Household, plan: Plan) -> str:
    """What the plan's tax is worked out from, and the rates beside it."""
    tax = household.tax
    who = f"Tax year {tax.year}, {_STATUS[tax.filing_status]}."
    rates = (
        f"{plain(tax.short_rate * 100)}% on short-term gains, {plain(tax.long_rate * 100)}% on long-term gains, "
        f"{plain(tax.ordinary_rate * 100)}% on other income (federal {plain(tax.rate_ordinary_pct)}% and "
        f"{plain(tax.rate_long_term_pct)}%, state {plain(tax.rate_state_pct)}%, net investment income "
        f"{plain(tax.rate_niit_pct)}%)"
    )
    if plan.is_bill:
        return (
            f"{who} This year's tax is your whole bill by {plan.tax_from}, with every bracket and threshold; "
            f"`trimtab tax` shows its lines. Gains of later years are taken at your own rates: {rates}."
        )
    return (
        f"{who} Taxed at your own marginal rates, flat: {rates}. Brackets that change with the amount are not counted: "
        "tell [tax.income] and the plan goes by the exact bill."
    )


def assumptions(household: Household, policy: Policy, plan: Plan) -> tuple[str, ...]:
    """The small print: rates, horizon, what is estimated, and that this is no advice."""
    tax, prices = household.tax, policy.prices
    lines = [
        _tax_words(household, plan),
        f"Already realised this year: {usd(tax.realized_short_usd)} short-term and {usd(tax.realized_long_usd)} "
        f"long-term. Losses carried in: {usd(tax.carryforward_short_usd)} short-term and "
        f"{usd(tax.carryforward_long_usd)} long-term.",
        f"Yearly costs count for {plain(prices.horizon_years)} years; a tax put off is put off for "
        f"{plain(prices.deferral_years)} years at {plain(prices.discount_pct)}% a year, with a "
        f"{plain(prices.step_up_chance_pct)}% chance that it is never due.",
        f"The plan trades {_HOW_FAR[policy.how_far]}; no trade is under {usd(policy.min_trade_usd)}; one more line "
        f"to type is priced at {usd(prices.per_trade_usd)}, moving money at {plain(prices.turnover_bps)} basis points.",
        *counted_lines(household, policy),
        "Prices and spreads are estimates until your orders are filled; fund orders fill at the day's closing price.",
    ]
    if has_estimates(plan):
        lines.append("Tax figures that rest on a lot of unknown date or cost are estimates and marked so.")
    lines.append(
        "This is arithmetic on your files and your rules. It is not investment, tax or legal advice."
    )
    return tuple(lines)
