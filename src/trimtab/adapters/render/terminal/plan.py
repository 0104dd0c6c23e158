"""The plan on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from trimtab.adapters.render.terminal.document import show_table
from trimtab.adapters.render.terminal.drift import band_table, moments_words
from trimtab.adapters.render.terminal.parts import TONE_STYLES, Screen, problem_block
from trimtab.core.money import usd
from trimtab.core.plan import Side
from trimtab.reports import words
from trimtab.reports.plan_report import PlanReport
from trimtab.reports.tickets import LotLine, Ticket, TicketLine

_SIDE_STYLES = {Side.SELL: "bold magenta", Side.BUY: "bold blue"}
_DETAIL = 5  # columns before a line's lots and reason


def show_plan(report: PlanReport, console: Console, *, full: bool = False) -> None:
    """The whole plan view."""
    screen = Screen(console)
    screen.heading(report.household, words.long_date(report.as_of))
    screen.line(screen.text(report.headline, f"bold {TONE_STYLES[report.tone]}"))
    screen.line(f"{report.effect} {report.cost}".strip())
    screen.heading("The mix", moments_words(report.mix))
    console.print(band_table(screen, report.mix), highlight=False)
    _show_unmet(screen, report)
    if report.acts:
        _show_checklist(screen, report)
        for ticket in report.tickets:
            _show_ticket(screen, ticket)
        screen.heading("What it costs")
        screen.line(report.money.words)
        screen.console.print(screen.table(report.money.table), highlight=False)
    if report.twins is not None:
        screen.heading(report.twins.title)
        screen.line(report.twins.words)
        show_table(screen, report.twins.table)
    _show_prices(screen, report)
    if report.problems:
        screen.heading("Good to know")
        problem_block(screen, report.problems)
    if full:
        _show_lots(screen, report)
    _show_end(screen, report, full=full)


def show_explanation(report: PlanReport, symbol: str, console: Console) -> bool:
    """The lines about one symbol, and the price of every rule where the report has it; False if there are no lines."""
    screen = Screen(console)
    found = [e for e in report.explanations if e.symbol.upper() == symbol.upper()]
    for explanation in found:
        screen.heading(f"Why {explanation.symbol}")
        for line in explanation.lines:
            screen.bullet(line)
    if found:
        _show_prices(screen, report)
    return bool(found)


def _show_prices(screen: Screen, report: PlanReport) -> None:
    if report.prices is not None:
        screen.heading(report.prices.title)
        screen.line(report.prices.words)
        for line in report.prices.lines:
            screen.bullet(line)


def _show_unmet(screen: Screen, report: PlanReport) -> None:
    if report.unmet or report.deposits:
        screen.heading(report.unmet_title)
    for unmet in report.unmet:
        side = "over" if unmet.gap_usd > 0 else "under"
        screen.bullet(
            Text.assemble(
                screen.text(unmet.name, "bold"),
                screen.text(
                    f" ends {words.short_usd(unmet.gap_usd)} {side} {unmet.goal} ({unmet.rule}). {unmet.words}"
                ),
            )
        )
    for deposit in report.deposits:
        screen.bullet(screen.text(deposit, "cyan"), "+", "cyan")


def _show_checklist(screen: Screen, report: PlanReport) -> None:
    screen.heading("Before you trade")
    for item in report.checklist:
        about = f" (order {words.listed(str(number) for number in item.lines)})" if item.lines else ""
        text = Text.assemble(
            screen.text(f"{item.title}. ", "bold"), screen.text(item.words), screen.text(about, "dim")
        )
        screen.bullet(text, "[ ]" if screen.is_ascii else "□")


def _show_ticket(screen: Screen, ticket: Ticket) -> None:
    screen.heading(ticket.account.title, ticket.account.detail)
    for step in ticket.steps:
        if step.words:
            screen.line(screen.text(f"{step.words}:", "dim"))
        screen.console.print(_order_table(screen, ticket, step.lines), highlight=False)
    flows = f" with {words.signed_usd_cents(ticket.flows_usd)} due," if ticket.flows_usd else ""
    cash = f"Cash {usd(ticket.cash_before_usd)},{flows} ends at {usd(ticket.cash_after_usd)}"
    screen.line(screen.text(cash, "dim"))


def _order_table(screen: Screen, ticket: Ticket, lines: tuple[TicketLine, ...]) -> Padding:
    """Orders with aligned columns; lots, reason and notes hang under each."""
    grid = RichTable.grid(padding=(0, 0), expand=True)
    grid.add_column(ratio=1, overflow="fold")
    sizes = _sizes(ticket.lines)
    for line in lines:
        grid.add_row(_order_text(screen, line, sizes))
        for detail in _details(screen, line, is_taxable=ticket.account.treatment.value == "taxable"):
            grid.add_row(Padding(detail, (0, 0, 0, _DETAIL)))
    return Padding(grid, (0, 0, 0, 0))


def _sizes(lines: tuple[TicketLine, ...]) -> tuple[int, int, int, int]:
    return (
        max(len(line.quantity_words) for line in lines),
        max(len(words.clean(line.symbol)) for line in lines),
        max(len(usd(line.price_usd)) for line in lines),
        max(len(usd(line.amount_usd)) for line in lines),
    )


def _order_text(screen: Screen, line: TicketLine, sizes: tuple[int, int, int, int]) -> Text:
    quantity, symbol, price, amount = sizes
    text = Text.assemble(
        Text(f"{line.number:>3}  "),
        Text(f"{line.side.value.upper():<4}  ", style=_SIDE_STYLES[line.side]),
        Text(f"{line.quantity_words:>{quantity}}  ", style="bold"),
        screen.text(f"{words.clean(line.symbol):<{symbol}}", "bold"),
        Text(f"  at {usd(line.price_usd):>{price}} = {usd(line.amount_usd):>{amount}}"),
        no_wrap=True,
        overflow="crop",
    )
    extra = "all of it" if line.sells_all else line.after
    if extra:
        text.append_text(screen.text(f"  {extra}", "dim"))
    room = screen.console.width - text.cell_len - 2
    name = screen.text(line.name, "dim")
    if room > 12 and name.cell_len:
        name.truncate(room, overflow="crop" if screen.is_ascii else "ellipsis")
        text.append("  ")
        text.append_text(name)
    return text


def _details(screen: Screen, line: TicketLine, *, is_taxable: bool) -> list[Text]:
    details = [_lot_text(screen, lot) for lot in line.lots] if is_taxable else []
    if line.reason:
        details.append(screen.text(line.reason, "dim"))
    if line.wash_note:
        details.append(Text.assemble(Text("Wash sale: ", style="yellow"), screen.text(line.wash_note)))
    return details


def _lot_text(screen: Screen, lot: LotLine) -> Text:
    result = f"{words.signed_usd_cents(lot.gain_usd)} " if lot.gain_usd is not None else ""
    guess = ", estimate" if lot.is_estimate else ""
    return Text.assemble(screen.text(f"lot {lot.words}  "), screen.text(f"{result}{lot.note}{guess}", "cyan"))


def _show_lots(screen: Screen, report: PlanReport) -> None:
    if report.lots.rows:
        screen.heading(report.lots.title)
        screen.console.print(screen.table(report.lots), highlight=False)
    screen.heading(report.terms.title)
    screen.console.print(screen.table(report.terms), highlight=False)
    screen.heading("Checks")
    for check in report.checks:
        sign = "ok" if check.holds else "NO"
        text = Text.assemble(screen.text(f"{check.title}. "), screen.text(check.words, "dim"))
        screen.bullet(text, f"{sign} {check.invariant:<3}", "green" if check.holds else "bold red")


def _show_end(screen: Screen, report: PlanReport, *, full: bool) -> None:
    screen.heading("Small print")
    screen.line(screen.text(f"{report.method} {_check_words(report)}", "dim"))
    for line in report.assumptions if full else (report.assumptions[0], report.assumptions[-1]):
        screen.line(screen.text(line, "dim"))
    screen.line(screen.text(f"Plan {report.plan_id}", "dim"))


def _check_words(report: PlanReport) -> str:
    if not report.checks:
        return ""
    held = sum(1 for check in report.checks if check.holds)
    return f"{held} of {len(report.checks)} independent checks hold."
