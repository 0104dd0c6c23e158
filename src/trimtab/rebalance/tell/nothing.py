"""Why nothing is to be done today."""

from __future__ import annotations

from trimtab.core.ask import Call, Moves
from trimtab.rebalance.rules import Rules


def nothing_asks(rules: Rules, call: Call | None) -> str:
    """No trigger of the policy fires, or of what a strategy leaves to it by its `call`."""
    losses = _losses_words(rules)
    if call is None:
        return f"every class is inside its band, no cash waits, no date is due, and {losses}"
    if call.moves is Moves.NOTHING:
        return call.reason
    said = f"{call.reason}; " if call.reason else ""
    if call.moves is Moves.CASH:
        return f"{said}no cash waits, none is lacking, and {losses}"
    return f"{said}every class is inside its band, no cash waits, and {losses}"


def _losses_words(rules: Rules) -> str:
    if not rules.policy.harvest:
        return "losses are not looked for"
    return f"no loss {'that the rules allow ' if _is_any_barred(rules) else ''}is worth taking"


def _is_any_barred(rules: Rules) -> bool:
    """Whether a rule forbids selling a lot that stands at a loss."""
    for account in rules.household.accounts:
        for position in account.positions if account.kind.is_taxable else ():
            lots = [lot for lot in position.lots if rules.is_loss_if_priced(position.symbol, lot)]
            if lots and (
                rules.loss_block(position.symbol) or not set(lots) <= set(rules.open_lots(account, position))
            ):
                return True
    return False
